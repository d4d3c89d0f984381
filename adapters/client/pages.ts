/**
 * Lists, whole: page after page.
 *
 * @module
 */

/** A page of a list, as the API has it. */
export interface Page<Item> {
  readonly data: readonly Item[];
  /** Leads to the next one; null behind the last. */
  readonly next: string | null;
}

/**
 * Every item of a list, in its order; pages are fetched as they are needed.
 *
 * @param fetchPage fetches the page behind a cursor; the first one without any.
 *
 * @example
 * ```ts
 * import { createClient } from "./client.ts";
 * import { itemsOf } from "./pages.ts";
 *
 * export async function refused(url: string, key: string): Promise<string[]> {
 *   const api = createClient({ url, key });
 *   const ids: string[] = [];
 *   const pages = itemsOf(async (after) => {
 *     const query = { state: "refused" as const, ...after };
 *     return (await api.GET("/v1/messages", { params: { query } })).data!;
 *   });
 *   for await (const { id } of pages) ids.push(id);
 *   return ids;
 * }
 * ```
 */
export async function* itemsOf<Item>(
  fetchPage: (after: { readonly after?: string }) => Promise<Page<Item>>,
): AsyncGenerator<Item, void, void> {
  for (let query = {};;) {
    const { data, next } = await fetchPage(query);
    yield* data;
    if (next === null) return;
    query = { after: next };
  }
}
