/**
 * What a projection builds from the log is what it has become event by event.
 *
 * @module
 */
import { expect } from "expect";
import { DatabaseSync } from "node:sqlite";
import { apply, follow, prepare, rebuild } from "../../adapters/storage/sqlite/projector.ts";
import { databaseFile, openForWriting } from "../../adapters/storage/sqlite/schema.ts";
import { Statements } from "../../adapters/storage/sqlite/statements.ts";
import type { Projection } from "../../events/projections/projection.ts";
import { projections } from "../../events/projections/projections.ts";
import { timeline } from "../../events/projections/timeline.ts";
import { withFolder, withStorage } from "../storage/temporary.ts";
import { appends, log } from "./history.ts";
import { dump, dumpFolder } from "./tables.ts";

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

Deno.test("a history fills every table", () =>
  withHistory((folder) => {
    for (const [table, rows] of Object.entries(dumpFolder(folder))) {
      expect({ table, rows }).not.toEqual({ table, rows: [] });
    }
  }));

Deno.test("rebuilt equals live", () =>
  withHistory(async (folder) => {
    const live = dumpFolder(folder);
    change(
      folder,
      "DELETE FROM mailbox_entries",
      "UPDATE accounts SET verifier = NULL",
      "DELETE FROM blob_references",
      "UPDATE timeline_recipients SET status = 'lost'",
      "DROP TABLE timeline",
    );
    await withStorage(folder, (storage) => storage.rebuild());
    expect(dumpFolder(folder)).toEqual(live);
  }));

Deno.test("one projection is rebuilt alone; an unknown one is an error", () =>
  withHistory(async (folder) => {
    const live = dumpFolder(folder);
    change(folder, "DELETE FROM mailbox_entries", "DELETE FROM accounts");
    await withStorage(folder, async (storage) => {
      await storage.rebuild("accounts");
      await expect(storage.rebuild("unknown")).rejects.toThrow("Cannot rebuild unknown");
    });
    expect(dumpFolder(folder)).toEqual({ ...live, mailbox_entries: [] });
  }));

Deno.test("projections of another version are built anew at opening", () =>
  withHistory(async (folder) => {
    const live = dumpFolder(folder);
    change(
      folder,
      "UPDATE projections SET version = version - 1",
      "DROP TABLE accounts",
      "CREATE TABLE accounts (name TEXT)",
      "CREATE TABLE accounts_of_old (name TEXT)",
      "DELETE FROM timeline",
    );
    await withStorage(folder, async ({ queries, projected }) => {
      expect((await queries.listAccounts()).length).toBe(2);
      await projected();
    });
    expect(dumpFolder(folder)).toEqual(live);
  }));

Deno.test("a following projection takes an event in twice without harm", () =>
  withHistory((folder) => {
    const database = openForWriting(folder, "NORMAL");
    const live = dump(database);
    const statements = new Statements(database);
    const following = projections.filter(({ mode }) => mode === "following");
    for (const recorded of log()) {
      for (const projection of following) {
        apply(statements, projection, recorded);
        apply(statements, projection, recorded);
      }
    }
    expect(dump(database)).toEqual(live);
    // An old event alone does not turn the present back.
    apply(statements, timeline, log()[1]!);
    expect(dump(database)).toEqual(live);
    database.exec("UPDATE projections SET position = 3 WHERE name = 'timeline'");
    while (follow(statements, following));
    expect(dump(database)).toEqual(live);
    database.close();
  }));

Deno.test("a rebuild that fails leaves the old tables", () =>
  withHistory((folder) => {
    const database = openForWriting(folder, "FULL");
    const live = dump(database);
    const broken: Projection = {
      ...timeline,
      apply: () => [{ sql: "INSERT INTO nowhere VALUES (1)", parameters: [] }],
    };
    const statements = new Statements(database);
    expect(() => rebuild(statements, [broken])).toThrow("nowhere");
    expect(() => prepare(statements, [{ ...broken, mode: "inline", version: 99 }])).toThrow();
    expect(dump(database)).toEqual(live);
    database.close();
  }));

Deno.test("tables and indexes bear the name of their projection", () => {
  for (const { name, tables } of projections) {
    for (const sql of tables) {
      const created = /^CREATE (?:TABLE|INDEX) (\w+)/.exec(sql)?.[1];
      expect(`${created}_`.startsWith(`${name}_`)).toBe(true);
    }
  }
});
