/**
 * A process that is killed while it builds the index.
 *
 * @module
 */
import { DatabaseSync } from "node:sqlite";
import { expect } from "expect";
import { ANNA, message, withIndex } from "./support.ts";

const CHILD = new URL("./building_child.ts", import.meta.url).pathname;
const COUNT = 1500;

/** How far an index has come; zero while there is none. */
function progress(folder: string): { readonly position: number; readonly messages: number } {
  try {
    using database = new DatabaseSync(`${folder}/index.db`, { readOnly: true });
    const row = database.prepare(
      "SELECT position, (SELECT count(*) FROM messages) AS messages FROM checkpoint",
    ).get();
    return { ...row } as unknown as { position: number; messages: number };
  } catch {
    return { position: 0, messages: 0 };
  }
}

Deno.test("what was taken in before the process was killed is there, and nothing else is missing", async () => {
  await withIndex(async (place) => {
    const refs = await place.store(
      Array.from({ length: COUNT }, (_, at) => message(`Numero ${at}`, `corpo ${at} `.repeat(300))),
    );
    await place.closeIndex();
    Deno.removeSync(`${place.folder}/index.db`);
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", CHILD, place.folder],
      stdout: "null",
    }).spawn();
    while (progress(place.folder).messages === 0) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    child.kill("SIGKILL");
    await child.status;
    const { position, messages } = progress(place.folder);
    expect(messages).toBeLessThan(COUNT);
    // Every event stored one message.
    expect(position).toBe(messages);
    await place.openIndex();
    await place.index.caughtUp();
    expect(progress(place.folder)).toEqual({ position: COUNT, messages: COUNT });
    const found = await place.index.search(ANNA, refs, { kind: "text", text: "corpo 7 corpo" });
    expect([...found]).toEqual([8]);
  });
});
