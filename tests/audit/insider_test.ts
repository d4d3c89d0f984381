/**
 * What somebody can do who has the data folder and, worse, the log's own key: sign another past
 * with all that follows from it, and pass off as erased what is in the way. The sealed files and the
 * time stamps of then are what that fails against.
 *
 * @module
 */
import { expect } from "expect";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { systemClock } from "../../adapters/clock.ts";
import { signCheckpoint } from "../../adapters/merkle/checkpoint.ts";
import { commitmentOf } from "../../adapters/merkle/commitment.ts";
import { leafHash } from "../../adapters/merkle/hash.ts";
import { EMPTY_TREE, extend, rootOf } from "../../adapters/merkle/tree.ts";
import { grow } from "../../adapters/notary/growth.ts";
import { openLogFolder } from "../../adapters/notary/log_folder.ts";
import { logSignerOf } from "../../adapters/opening/proof.ts";
import { decryptData, encryptData } from "../../adapters/storage/sqlite/event_cipher.ts";
import { openStorage } from "../../adapters/storage/sqlite/open.ts";
import { databaseFile } from "../../adapters/storage/sqlite/schema.ts";
import { type Archive, copyFolder, faultsIn, newArchive } from "./archive.ts";

/** Where an audit finds faults in a copy that was changed: `check place`, each once. */
async function foundAfter(
  archive: Archive,
  change: (folder: string) => Promise<void>,
): Promise<readonly string[]> {
  const copy = await Deno.makeTempDir({ prefix: "insider-" });
  try {
    await copyFolder(archive.folder, copy);
    await change(copy);
    const faults = await faultsIn(copy, archive);
    return [...new Set(faults.map(({ check, place }) => `${check} ${place}`))].toSorted();
  } finally {
    await Deno.remove(copy, { recursive: true });
  }
}

interface Row {
  position: number;
  stream: string;
  version: number;
  number: number;
  form: number;
  at: number;
  data: Uint8Array;
  commitment: Uint8Array;
  commitment_key: Uint8Array;
  data_key: Uint8Array;
}

/** Rewrites events, the closes of days accordingly, and signs all heads anew. */
async function rewriteThePast(
  folder: string,
  { configuration }: Archive,
  bend: (row: Row, text: string) => string,
): Promise<void> {
  const signer = await logSignerOf(configuration);
  using database = new DatabaseSync(databaseFile(folder));
  const rows = database.prepare("SELECT * FROM events JOIN event_keys USING (position)")
    .all() as unknown as Row[];
  const commitments: Uint8Array[] = [];
  const rootAt = (size: number) =>
    rootOf(extend(EMPTY_TREE, commitments.slice(0, size).map(leafHash), () => {}));
  for (const row of rows.toSorted((one, other) => one.position - other.position)) {
    const text = decryptData(row.data, row.data_key);
    let data = bend(row, text);
    if (row.number === 501) {
      const close = JSON.parse(data);
      data = JSON.stringify({ ...close, root: rootAt(close.size).toBase64() });
    }
    const commitment = commitmentOf({ ...row, data }, row.commitment_key);
    commitments.push(commitment);
    if (data === text) continue;
    database.prepare("UPDATE events SET data = ?, commitment = ? WHERE position = ?")
      .run(encryptData(data, row.data_key), commitment, row.position);
  }
  let latest = new Uint8Array();
  for (const { size } of database.prepare("SELECT size FROM tree_heads ORDER BY size").all()) {
    const head = { size: Number(size), root: rootAt(Number(size)) };
    latest = await signCheckpoint({ origin: signer.key.name, head, extensions: [] }, [signer]);
    database.prepare("UPDATE tree_heads SET root = ?, note = ? WHERE size = ?")
      .run(head.root, latest, head.size);
  }
  await Deno.remove(join(folder, "log/tile"), { recursive: true });
  const log = openLogFolder(folder);
  const covered = Number(
    database.prepare("SELECT max(size) AS size FROM tree_heads").get()!["size"],
  );
  await grow({
    from: 0,
    commitments: (after, limit) => commitments.slice(after, Math.min(covered, after + limit)),
    read: log.read,
    write: (files) => log.write(files),
  });
  await Deno.writeFile(join(folder, "log/checkpoint"), latest);
}

/** Erases a stream as the provider does. */
async function erase(folder: string, stream: string): Promise<void> {
  const storage = await openStorage(folder, systemClock);
  const events = await storage.events.readStream(stream, 0, 1000);
  const now = Math.max(...events.map(({ event }) => event.at)) + 1;
  await storage.events.append({
    stream: "custody-messages",
    expectedVersion: 0,
    events: [{
      type: "custody.erased",
      at: now,
      before: now,
      streams: [stream],
      events: events.length,
      days: [],
    } as never],
    wake: null,
  });
  await storage.projected();
  await storage.close();
}

function streamsIn(folder: string): readonly { stream: string; last: number; at: number }[] {
  using database = new DatabaseSync(databaseFile(folder));
  return database.prepare(
    `SELECT stream, max(version) AS last, max(at) AS at FROM events
      WHERE stream LIKE 'outgoing-%' GROUP BY stream ORDER BY min(position)`,
  ).all() as never;
}

Deno.test("insider", async (t) => {
  await using archive = await newArchive();

  await t.step(
    "another past, signed with the log's key, is not the one that was stamped",
    async () => {
      const found = await foundAfter(
        archive,
        (folder) =>
          rewriteThePast(folder, archive, (row, text) => {
            if (row.number !== 101) return text;
            const data = JSON.parse(text);
            return JSON.stringify({ ...data, relayUntil: data.relayUntil + 1 });
          }),
      );
      expect(found).toContainEqual(expect.stringMatching(/^log head of \d+ events$/));
      expect(found).toContainEqual(expect.stringMatching(/^days day /));
    },
  );

  await t.step("what was erased passes the audit", async () => {
    const [first] = streamsIn(archive.folder);
    expect(await foundAfter(archive, (folder) => erase(folder, first!.stream)))
      .toEqual([]);
  });

  await t.step("what was not erased does not pass for it", async () => {
    const [first, second] = streamsIn(archive.folder);
    const found = await foundAfter(archive, async (folder) => {
      await erase(folder, first!.stream);
      using database = new DatabaseSync(databaseFile(folder));
      database.exec(`
        DELETE FROM event_keys WHERE position IN
          (SELECT position FROM events WHERE stream = '${second!.stream}');
        UPDATE events SET stream = '${first!.stream}', version = version + ${first!.last}, at = 0
          WHERE stream = '${second!.stream}'`);
    });
    expect(found).toContainEqual("log erased events");
  });
});
