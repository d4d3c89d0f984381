/**
 * Fresh projections beside the live ones: what they share, where they differ, how it was before.
 *
 * @module
 */
import { expect } from "expect";
import { DatabaseSync } from "node:sqlite";
import type { OpenedEvent } from "../../adapters/storage/sqlite/opened_events.ts";
import { openedEventsOf } from "../../adapters/storage/sqlite/reading.ts";
import { Replay } from "../../adapters/storage/sqlite/replay.ts";
import { databaseFile } from "../../adapters/storage/sqlite/schema.ts";
import { projections } from "../../events/projections/projections.ts";
import { appends, log, pecId } from "../projections/history.ts";
import { withFolder, withStorage } from "./temporary.ts";

async function withHistory(test: (folder: string) => Promise<void> | void): Promise<void> {
  await withFolder(async (folder) => {
    await withStorage(folder, async (storage) => {
      for (const append of appends()) await storage.events.append(append);
    });
    await test(folder);
  });
}

function change(folder: string, ...texts: string[]): void {
  using database = new DatabaseSync(databaseFile(folder));
  for (const text of texts) database.exec(text);
}

/** All of the log is then read by the replay itself. */
async function* nothing(): AsyncGenerator<readonly OpenedEvent[], void, void> {}

/** What a comparison names, as `table: live -> fresh` with both cut short. */
async function differencesIn(folder: string, pages = nothing()): Promise<string[]> {
  const replay = new Replay(folder, `${folder}/scratch-${crypto.randomUUID()}.db`);
  try {
    for await (const _position of replay.foldAsLive(pages));
    return [...replay.differences()].map(({ table, live, fresh }) =>
      `${table}: ${live?.slice(0, 24) ?? "none"} -> ${fresh?.slice(0, 24) ?? "none"}`
    );
  } finally {
    replay.close();
  }
}

Deno.test("a replay gives what the live projections hold", () =>
  withHistory(async (folder) => {
    expect(await differencesIn(folder)).toEqual([]);
    expect(await differencesIn(folder, openedEventsOf(folder))).toEqual([]);
  }));

Deno.test("what stands behind a NUL is compared as well", () =>
  withHistory(async (folder) => {
    change(folder, "UPDATE trace_messages SET subject = subject || char(0) || 'evil'");
    const found = await differencesIn(folder);
    expect(found.length).toBeGreaterThan(0);
    for (const difference of found) expect(difference).toMatch(/^trace_messages: /);
  }));

Deno.test("rows that were changed, removed or put in are named, one by one", () =>
  withHistory(async (folder) => {
    change(
      folder,
      "UPDATE accounts SET quota = 7 WHERE address_key = 'anna@alfa.example'",
      "DELETE FROM trace WHERE position = 2",
      "INSERT INTO infected SELECT 999, at, stream, signature FROM infected LIMIT 1",
    );
    expect(await differencesIn(folder)).toEqual([
      expect.stringMatching(/^accounts: 'anna@alfa.example', 'An -> 'anna@alfa.example', 'An/),
      expect.stringMatching(/^infected: 999, .* -> none$/),
      expect.stringMatching(/^trace: none -> 2, /),
    ]);
  }));

Deno.test("one changed value in any column of any table is found", () =>
  withHistory(async (folder) => {
    const whole = await Deno.readFile(databaseFile(folder));
    for (const { table, column } of columnsOf(folder)) {
      change(
        folder,
        `UPDATE ${table} SET ${column} = CASE typeof(${column})
          WHEN 'integer' THEN ${column} + 1000000 ELSE coalesce(${column}, '') || 'x' END`,
      );
      expect({ table, column, found: (await differencesIn(folder))[0]?.split(":")[0] })
        .toEqual({ table, column, found: table });
      await Deno.writeFile(databaseFile(folder), whole);
    }
  }));

function columnsOf(folder: string): { table: string; column: string }[] {
  using database = new DatabaseSync(databaseFile(folder));
  return projections.flatMap(({ tables }) => tables)
    .flatMap((sql) => /^CREATE TABLE (\w+)/.exec(sql)?.[1] ?? [])
    .flatMap((table) =>
      database.prepare(`SELECT name FROM pragma_table_info('${table}')`).all()
        .map(({ name }) => ({ table, column: String(name) }))
    );
}

Deno.test("a table that is gone, or has other columns, is named", () =>
  withHistory(async (folder) => {
    change(folder, "DROP TABLE infected", "ALTER TABLE timeline ADD COLUMN more TEXT");
    expect(await differencesIn(folder)).toEqual([
      expect.stringMatching(/^infected: another layout of column/),
      expect.stringMatching(/^timeline: another layout of column/),
    ]);
  }));

Deno.test("a following projection is judged by as much of the log as it has taken in", () =>
  withHistory(async (folder) => {
    const last = log().length;
    change(
      folder,
      `UPDATE projections SET position = ${last - 3} WHERE name = 'trace'`,
      `DELETE FROM trace WHERE position > ${last - 3}`,
    );
    expect(await differencesIn(folder)).toEqual([]);
  }));

Deno.test("the past is what the log held before an instant", () =>
  withHistory(async (folder) => {
    const submitted = log().find(({ event }) => event.type === "outgoing.submitted")!;
    const replay = new Replay(folder, `${folder}/past.db`);
    for (const _position of replay.foldUntil(submitted.event.at));
    expect(await replay.queries.listMessages(10)).toEqual([]);
    replay.close();
    const later = new Replay(folder, `${folder}/later.db`);
    for (const _position of later.foldUntil(submitted.event.at + 1));
    const [message] = await later.queries.listMessages(10);
    expect(message).toMatchObject({ pecId });
    later.close();
  }));

Deno.test("an event that the other thread cannot read ends the replay with its name", () =>
  withHistory(async (folder) => {
    change(folder, "UPDATE events SET data = zeroblob(length(data)) WHERE position = 5");
    await expect(differencesIn(folder, openedEventsOf(folder))).rejects.toThrow(
      "Cannot read event 5",
    );
  }));

Deno.test("pages that end early are completed from the log itself", () =>
  withHistory(async (folder) => {
    const replay = new Replay(folder, `${folder}/completed.db`);
    const pages = openedEventsOf(folder);
    const [first] = (await pages.next()).value as readonly OpenedEvent[];
    await pages.return();
    const early = (async function* () {
      yield await Promise.resolve([first!]);
    })();
    const positions: number[] = [];
    for await (const position of replay.foldAsLive(early)) positions.push(position);
    expect(positions).toEqual([1, log().length]);
    expect([...replay.differences()]).toEqual([]);
    replay.close();
  }));
