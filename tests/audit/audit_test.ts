/**
 * An audit finds nothing where nothing is amiss; what was done to a folder, and covered up as far
 * as it can be, it names.
 *
 * @module
 */
import { expect } from "expect";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { commitmentOf } from "../../adapters/merkle/commitment.ts";
import { leafHash } from "../../adapters/merkle/hash.ts";
import { EMPTY_TREE, extend, rootOf } from "../../adapters/merkle/tree.ts";
import { decryptData, encryptData } from "../../adapters/storage/sqlite/event_cipher.ts";
import { databaseFile } from "../../adapters/storage/sqlite/schema.ts";
import { type Archive, copyFolder, faultsIn, newArchive } from "./archive.ts";

type Change = (database: DatabaseSync, folder: string) => void;

const execute = (...texts: string[]): Change => (database) => {
  for (const text of texts) database.exec(text);
};

/** Where an audit finds faults once a copy of the archive was changed: `check place`, each once. */
async function foundAfter(archive: Archive, change: Change): Promise<readonly string[]> {
  const copy = await Deno.makeTempDir({ prefix: "changed-" });
  try {
    await copyFolder(archive.folder, copy);
    {
      using database = new DatabaseSync(databaseFile(copy));
      change(database, copy);
    }
    const faults = await faultsIn(copy, archive);
    return [...new Set(faults.map(({ check, place }) => `${check} ${place}`))].toSorted();
  } finally {
    await Deno.remove(copy, { recursive: true });
  }
}

/** Writes another text into an event, encrypts it and commits to it: all that a thief can do. */
const rewriting = (number: number, before: RegExp, after: string): Change => (database) => {
  const row = database.prepare(
    `SELECT * FROM events JOIN event_keys USING (position) WHERE number = ${number} LIMIT 1`,
  ).get() as Record<string, never>;
  const text = decryptData(row["data"]!, row["data_key"]!);
  const data = text.replace(before, after);
  expect(data).not.toBe(text);
  const commitment = commitmentOf({ ...row, data } as never, row["commitment_key"]!);
  database.prepare("UPDATE events SET data = ?, commitment = ? WHERE position = ?")
    .run(encryptData(data, row["data_key"]!), commitment, row["position"]!);
};

const rewritten = rewriting(100, /"subject":"/, '"subject":"X');
const rewrittenSeal = rewriting(103, /"digest":"[0-9a-f]{4}/, '"digest":"0000');

/** The same, and the roots of all heads as the log now has them; the notes cannot be signed. */
const rewrittenWithRoots: Change = (database, folder) => {
  rewritten(database, folder);
  const commitments = database.prepare("SELECT commitment FROM events ORDER BY position").all()
    .map(({ commitment }) => commitment as Uint8Array);
  for (const { size } of database.prepare("SELECT size FROM tree_heads").all()) {
    const leaves = commitments.slice(0, Number(size)).map(leafHash);
    const root = rootOf(extend(EMPTY_TREE, leaves, () => {}));
    database.prepare("UPDATE tree_heads SET root = ? WHERE size = ?").run(root, size as number);
  }
};

Deno.test("audit", async (t) => {
  await using archive = await newArchive();
  const finds = (name: string, change: Change, ...places: (string | RegExp)[]) =>
    t.step(name, async () => {
      const found = await foundAfter(archive, change);
      expect(found.length).toBeGreaterThan(0);
      for (const place of places) expect(found).toContainEqual(expect.stringMatching(place));
    });

  await t.step("a whole folder has no faults", async () => {
    expect(await faultsIn(archive.folder, archive)).toEqual([]);
  });
  await finds("an event rewritten with its commitment", rewritten, /^log head of \d+ events$/);
  await finds(
    "an event rewritten with all roots",
    rewrittenWithRoots,
    /^heads head of \d+ events$/,
    /^log file log\/tile\/0\//,
  );
  await finds(
    "an event removed",
    execute("DELETE FROM events WHERE position = 5", "DELETE FROM event_keys WHERE position = 5"),
    "log event 5",
  );
  await finds(
    "the last events removed, with the heads over them",
    execute(
      "DELETE FROM events WHERE position > 9",
      "DELETE FROM event_keys WHERE position > 9",
      "DELETE FROM tree_heads WHERE size > 9",
    ),
    "heads file log/checkpoint",
  );
  await finds(
    "two events in each other's place",
    execute(
      "UPDATE events SET position = -1 WHERE position = 10",
      "UPDATE events SET position = 10 WHERE position = 11",
      "UPDATE events SET position = 11 WHERE position = -1",
      "UPDATE event_keys SET position = -1 WHERE position = 10",
      "UPDATE event_keys SET position = 10 WHERE position = 11",
      "UPDATE event_keys SET position = 11 WHERE position = -1",
    ),
    "log event 10",
    "log event 11",
    /^log head of/,
  );
  await finds(
    "an event slipped in before the first one",
    execute(`INSERT INTO events SELECT 0, stream, version + 1, number, form, at, data, commitment
      FROM events JOIN (SELECT max(position) AS last FROM events) ON position = last`),
    "database event 0",
  );
  await finds(
    "a key of an event that is to come",
    execute(`INSERT INTO event_keys SELECT position + 1, commitment_key, data_key
      FROM event_keys ORDER BY position DESC LIMIT 1`),
    /^database event \d+$/,
  );
  await finds(
    "a head of less than nothing",
    execute("INSERT INTO tree_heads SELECT -1, root, at, note FROM tree_heads LIMIT 1"),
    "database head of -1 events",
  );
  await finds(
    "a trigger, which would act when the provider serves",
    execute("CREATE TRIGGER t AFTER INSERT ON events BEGIN DELETE FROM wakes; END"),
    "database events.db",
  );
  await finds("an index dropped", execute("DROP INDEX trace_by_stream"), "database events.db");
  await finds(
    "a key destroyed in silence",
    execute("DELETE FROM event_keys WHERE position = 7"),
    "log event 7",
  );
  await finds(
    "a head signed by nobody",
    execute(
      "UPDATE tree_heads SET note = zeroblob(100) WHERE size = (SELECT min(size) FROM tree_heads)",
    ),
    /^heads head of \d+ events$/,
  );
  await finds(
    "more heads that nobody signed than anybody wants to read of",
    execute(`WITH RECURSIVE more(size) AS
      (SELECT 100000 UNION ALL SELECT size + 1 FROM more LIMIT 1100)
      INSERT INTO tree_heads SELECT size, zeroblob(32), 0, zeroblob(9) FROM more`),
    "heads head of 100000 events",
    "heads further places",
  );
  await finds(
    "a row of a projection changed",
    execute("UPDATE trace_messages SET subject = 'Altro'"),
    "projections table trace_messages",
  );
  await finds(
    "a blob taken away",
    execute("DELETE FROM blobs WHERE sha256 = (SELECT min(sha256) FROM blob_references)"),
    /^blobs blob [0-9a-f]{64}$/,
  );
  await finds(
    "a deadline put off",
    execute("UPDATE wakes SET wake = wake + 864000000 WHERE stream = 'log-days'"),
    "wakes wake of log-days",
  );
  await finds(
    "a signature changed, with its commitment",
    rewrittenSeal,
    /^documents event \d+$/,
    /^log head of \d+ events$/,
  );
  await finds(
    "a tile removed",
    (_database, folder) => Deno.removeSync(join(folder, "log/tile/0"), { recursive: true }),
    /^log file log\/tile\/0\/000/,
  );
  await finds(
    "the checkpoint removed",
    (_database, folder) => Deno.removeSync(join(folder, "log/checkpoint")),
    "heads file log/checkpoint",
  );
  await finds(
    "a database that cannot be read",
    (_database, folder) => Deno.truncateSync(databaseFile(folder), 20_000),
    /events\.db$/,
  );
});

Deno.test("audit: nobody is believed but the log's key and the authorities", async () => {
  await using archive = await newArchive();
  const stranger = { ...archive.key, publicKey: new Uint8Array(32).fill(7) };
  const heads = await faultsIn(archive.folder, { ...archive, key: stranger });
  expect(heads).toContainEqual(expect.objectContaining({ check: "heads" }));
  const trust = { ...archive.trust, timeStampRoots: archive.trust.roots };
  const stamps = await faultsIn(archive.folder, { ...archive, trust });
  expect(stamps).toContainEqual(
    expect.objectContaining({ check: "days", place: expect.stringContaining("stamp of the head") }),
  );
});
