/**
 * Fresh projections beside the live ones: what they share, where they differ, how it was before.
 *
 * @module
 */
import { expect } from "expect";
import { DatabaseSync } from "node:sqlite";
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

/** What a comparison names, as `table: live -> fresh` with both cut short. */
function differencesIn(folder: string): string[] {
  const replay = new Replay(folder, `${folder}/scratch-${crypto.randomUUID()}.db`);
  try {
    for (const _position of replay.foldAsLive());
    return [...replay.differences()].map(({ table, live, fresh }) =>
      `${table}: ${live?.slice(0, 24) ?? "none"} -> ${fresh?.slice(0, 24) ?? "none"}`
    );
  } finally {
    replay.close();
  }
}

Deno.test("a replay gives what the live projections hold", () =>
  withHistory((folder) => {
    expect(differencesIn(folder)).toEqual([]);
  }));

Deno.test("what stands behind a NUL is compared as well", () =>
  withHistory((folder) => {
    change(folder, "UPDATE trace_messages SET subject = subject || char(0) || 'evil'");
    const found = differencesIn(folder);
    expect(found.length).toBeGreaterThan(0);
    for (const difference of found) expect(difference).toMatch(/^trace_messages: /);
  }));

Deno.test("rows that were changed, removed or put in are named, one by one", () =>
  withHistory((folder) => {
    change(
      folder,
      "UPDATE accounts SET quota = 7 WHERE address_key = 'anna@alfa.example'",
      "DELETE FROM trace WHERE position = 2",
      "INSERT INTO infected SELECT 999, at, stream, signature FROM infected LIMIT 1",
    );
    expect(differencesIn(folder)).toEqual([
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
      expect({ table, column, found: differencesIn(folder)[0]?.split(":")[0] })
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
  withHistory((folder) => {
    change(folder, "DROP TABLE infected", "ALTER TABLE timeline ADD COLUMN more TEXT");
    expect(differencesIn(folder)).toEqual([
      expect.stringMatching(/^infected: another layout of column/),
      expect.stringMatching(/^timeline: another layout of column/),
    ]);
  }));

Deno.test("a following projection is judged by as much of the log as it has taken in", () =>
  withHistory((folder) => {
    const last = log().length;
    change(
      folder,
      `UPDATE projections SET position = ${last - 3} WHERE name = 'trace'`,
      `DELETE FROM trace WHERE position > ${last - 3}`,
    );
    expect(differencesIn(folder)).toEqual([]);
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
