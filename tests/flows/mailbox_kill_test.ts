/**
 * Killed with SIGKILL at any moment and started again, a provider keeps its holders' mailboxes as it
 * has told their programs: what was answered OK is there once, under the UID that was told, and what
 * was not answered has happened entirely or not at all.
 *
 * @module
 */
import { expect } from "expect";
import { DatabaseSync } from "node:sqlite";
import { systemClock } from "../../adapters/clock.ts";
import { databaseFile } from "../../adapters/storage/sqlite/schema.ts";
import { openStorage } from "../../adapters/storage/sqlite/open.ts";
import { Program, ProgramWithPop3 } from "./mailbox_programs.ts";
import { Providers } from "./providers.ts";
import { ServingChild } from "./serving_child.ts";

const ANNA = "anna@alfa.example";
const KILLS = 25;
const LONGEST_LIFE = 150;

Deno.test("killed 25 times, a provider keeps mailboxes as it has told", async () => {
  await using providers = await Providers.start();
  const { alfa, beta } = providers;
  await Promise.all([alfa.stop(), beta.stop()]);
  const { imap, pop3, layout, configuration: { storage: { folder } } } = alfa;
  const account = { imap, pop3, user: ANNA, password: alfa.passwordOf(ANNA) };
  const programs = [new Program(account, 1), new Program(account, 2), new ProgramWithPop3(account)];

  const lives = Array.from({ length: KILLS }, (_, life) => (life * 7 % KILLS) / KILLS);
  for (const life of lives) {
    const child = await ServingChild.start(layout.configurationFile);
    const working = programs.map((program) => program.work());
    // Time begins to run when somebody has looked, and works.
    await Promise.race([...programs.map(({ begun }) => begun), ...working]);
    await systemClock.until(systemClock.now() + life * LONGEST_LIFE);
    await child.kill();
    await Promise.all(working);
  }

  const child = await ServingChild.start(layout.configurationFile);
  let messages = 0;
  for (const program of programs) messages += await program.readAll();
  expect(messages).toBeGreaterThan(programs.length);
  const interrupted = programs.reduce((sum, one) => sum + one.interrupted, 0);
  const acknowledged = programs.reduce((sum, one) => sum + one.acknowledged, 0);
  // The test would show nothing if all the kills fell between two commands.
  expect(interrupted).toBeGreaterThan(KILLS);
  expect(acknowledged).toBeGreaterThan(interrupted);
  await child.kill();

  const live = dump(folder);
  expect(live["mailbox_entries"]).toHaveLength(messages);
  const storage = await openStorage(folder, systemClock);
  await storage.rebuild();
  await storage.close();
  expect(dump(folder)).toEqual(live);
});

/** What the projections hold, table by table. */
function dump(folder: string): Record<string, unknown[]> {
  using database = new DatabaseSync(databaseFile(folder), { readOnly: true });
  const tables = database.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table'
    AND name NOT IN ('events', 'wakes', 'blobs', 'projections')`).all();
  return Object.fromEntries(tables.map(({ name }) => [
    String(name),
    database.prepare(`SELECT * FROM ${name} ORDER BY 1, 2`).all().map((row) => ({ ...row })),
  ]));
}
