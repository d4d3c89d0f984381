/**
 * Heads of the log: how long a million events take until they are under a signed one, with all
 * files durable, and how long one more event takes then.
 *
 * @module
 */
import { DatabaseSync } from "node:sqlite";
import { othersTurn, systemClock } from "../../../adapters/clock.ts";
import { newLogKey, openLogKey } from "../../../adapters/keys/log_key.ts";
import { openLogFolder } from "../../../adapters/notary/log_folder.ts";
import { Notary } from "../../../adapters/notary/notary.ts";
import { repair } from "../../../adapters/notary/repair.ts";
import { random } from "../../../adapters/opening/random.ts";
import { openStorage } from "../../../adapters/storage/sqlite/open.ts";
import { databaseFile } from "../../../adapters/storage/sqlite/schema.ts";
import type { Benchmark } from "../options.ts";

const EVENTS = 1_000_000;
/** Heads of one event each; their middle one counts. */
const SINGLE = 21;

/** The notary alone: what the events say does not matter to it. */
export const heads: Benchmark = {
  name: "heads",
  title: `Heads of a log of ${EVENTS} events: tree, files, signature`,
  async run({ folder }) {
    const storage = await openStorage(folder, systemClock);
    try {
      insertEvents(folder, EVENTS);
      const signer = await openLogKey(newLogKey(random), "alfa.example/log");
      const ports = { storage, folder: openLogFolder(folder), signer };
      const notary = new Notary({ ...ports, clock: systemClock, log: { error: console.error } });
      const [first, longest] = await watched(() => notary.advance());
      const single: number[] = [];
      for (let time = 0; time < SINGLE; time++) {
        insertEvents(folder, 1);
        const start = performance.now();
        await notary.advance();
        single.push(performance.now() - start);
      }
      const [compared] = await watched(() => repair(ports, () => {}));
      return [
        { name: "first head", value: first / 1000, unit: "s" },
        { name: "longest wait of others meanwhile", value: longest, unit: "ms" },
        { name: "head of one more event", value: single.sort((a, b) => a - b)[10]!, unit: "ms" },
        { name: "all files compared with the store", value: compared / 1000, unit: "s" },
      ];
    } finally {
      await storage.close();
    }
  },
};

/** Events as they follow one another, with random commitments and without any meaning. */
function insertEvents(folder: string, count: number): void {
  using database = new DatabaseSync(databaseFile(folder));
  database.exec(`
    WITH RECURSIVE n(at) AS (SELECT 1 UNION ALL SELECT at + 1 FROM n WHERE at < ${count})
    INSERT INTO events (position, stream, version, number, form, at, data, commitment)
      SELECT base + at, 'bench-' || (base + at), 1, 1, 1, 0, x'', randomblob(32)
      FROM n, (SELECT coalesce(max(position), 0) AS base FROM events)`);
}

/** Milliseconds that some work takes, and the longest for which nobody else had a turn. */
async function watched(work: () => Promise<unknown>): Promise<readonly [number, number]> {
  const start = performance.now();
  let working = true;
  let longest = 0;
  const watch = (async () => {
    for (let last = start; working;) {
      await othersTurn();
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }
  })();
  await work();
  const took = performance.now() - start;
  working = false;
  await watch;
  return [took, longest];
}
