/**
 * Lists, a page at a time: an opaque cursor leads to the next one (RFC 8288: `Link`).
 *
 * @module
 */
import { z } from "@hono/zod-openapi";
import { Problem } from "./problem.ts";

/** A page of a list. */
export function pageSchema<Item extends z.ZodType>(item: Item): z.ZodObject<{
  data: z.ZodArray<Item>;
  next: z.ZodNullable<z.ZodString>;
}> {
  return z.object({
    data: z.array(item),
    next: z.string().nullable().openapi({
      description: "Hand it in as `after` for the next page; null where this is the last one.",
    }),
  });
}

/** A cursor that means these values. */
export function encodeCursor(...values: readonly (string | number)[]): string {
  return new TextEncoder().encode(JSON.stringify(values)).toBase64({
    alphabet: "base64url",
    omitPadding: true,
  });
}

/**
 * The values of a cursor.
 *
 * @param kinds what each of them must be.
 * @throws {Problem} where it is none of ours.
 */
export function decodeCursor<const Kinds extends readonly ("string" | "number")[]>(
  cursor: string,
  kinds: Kinds,
): { [Index in keyof Kinds]: Kinds[Index] extends "string" ? string : number } {
  const values = valuesOf(cursor);
  const fits = Array.isArray(values) && values.length === kinds.length &&
    kinds.every((kind, index) =>
      typeof values[index] === kind && (kind === "string" || Number.isSafeInteger(values[index]))
    );
  if (fits) return values as never;
  const detail = {
    en: "The cursor is none of this list. Take the `next` of a page as it is, or start anew",
    it: "Il cursore non è di questo elenco. Usa `next` di una pagina così com'è, o ricomincia",
  };
  throw new Problem("invalid-request", { detail, faults: [{ parameter: "after", detail }] });
}

/**
 * A page of a list that is at hand and only ever grows at its end.
 *
 * @param keep leaves out what it is false for.
 * @throws {Problem} as {@linkcode decodeCursor}.
 */
export function listPage<Item>(
  items: readonly Item[],
  { limit, after }: { readonly limit: number; readonly after?: string | undefined },
  keep: (item: Item) => boolean = () => true,
): { data: Item[]; next: string | null } {
  const [start] = after === undefined ? [0] : decodeCursor(after, ["number"]);
  const data: Item[] = [];
  for (let at = Math.max(0, start); at < items.length; at++) {
    if (!keep(items[at]!)) continue;
    if (data.length === limit) return { data, next: encodeCursor(at) };
    data.push(items[at]!);
  }
  return { data, next: null };
}

/** The header field that leads to the next page; none after the last one. */
export function linkHeaders(url: string, next: string | null): Record<string, string> {
  if (next === null) return {};
  const { pathname, searchParams } = new URL(url);
  searchParams.set("after", next);
  return { link: `<${pathname}?${searchParams}>; rel="next"` };
}

function valuesOf(cursor: string): unknown {
  try {
    const bytes = Uint8Array.fromBase64(cursor, { alphabet: "base64url" });
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
}
