/**
 * Proofs out of the files that a notary has written, before Python, and before whoever would
 * change the past.
 *
 * @module
 */
import { expect } from "expect";
import { dirname, join } from "node:path";
import { openCheckpoint } from "../../adapters/merkle/checkpoint.ts";
import { leafHash } from "../../adapters/merkle/hash.ts";
import { formatVerifierKey } from "../../adapters/merkle/note_key.ts";
import { verifyConsistency, verifyInclusion } from "../../adapters/merkle/proofs.ts";
import { TileFault } from "../../adapters/merkle/tiles.ts";
import { LogFault } from "../../adapters/notary/fault.ts";
import { logFiles } from "../../adapters/notary/log_folder.ts";
import { proofsAt } from "../../adapters/notary/proofs.ts";
import type { StoredHead } from "../../adapters/storage/log.ts";
import { opensslAvailable } from "../documents/smime/openssl.ts";
import { flipped, MemoryLog } from "../merkle/memory_tree.ts";
import { pythonAvailable, secondOpinion } from "../merkle/python.ts";
import { appends } from "../projections/history.ts";
import { append, change, type Desk, fileOf, filesIn, ORIGIN, signer, withDesk } from "./desk.ts";

/** Appends in some steps, with a head after each; the heads. */
async function grow(
  { storage, notary }: Desk,
  steps: readonly number[],
): Promise<readonly StoredHead[]> {
  for (const step of steps) {
    await append(storage, step);
    await notary().advance();
  }
  return storage.log.heads(0, 1000);
}

Deno.test("every event is shown to be in the log under every head that covers it", () =>
  withDesk(async (desk) => {
    const { folder, storage: { log } } = desk;
    const heads = await grow(desk, [3, 260, 1, 250, 300]);
    const entries = log.commitments(0, 1000);
    for (const head of heads) {
      const proofs = proofsAt(logFiles(folder), head);
      for (const position of [1, 2, 3, 200, 256, 257, 263, 512, 513, 814]) {
        if (position > head.size) {
          expect(() => proofs.inclusion(position)).toThrow(RangeError);
          continue;
        }
        const leaf = leafHash(entries[position - 1]!);
        const proof = proofs.inclusion(position);
        expect(verifyInclusion({ leaf, index: position - 1, head }, proof)).toBe(true);
      }
      for (const older of heads) {
        if (older.size > head.size) continue;
        expect(verifyConsistency(older, head, proofs.consistency(older.size))).toBe(true);
      }
    }
  }));

Deno.test("no proof comes out of a damaged tile", () =>
  withDesk(async (desk) => {
    const { folder } = desk;
    const [, head] = await grow(desk, [300, 400]);
    const tile = fileOf(folder, "tile/0/000");
    const whole = Deno.readFileSync(tile);
    Deno.writeFileSync(tile, flipped(whole, 5 * 256));
    const { inclusion, consistency } = proofsAt(logFiles(folder), head!);
    // Of the event itself, of its neighbour, of one beyond: the tile gives a wrong hash to each.
    for (const position of [6, 5, 700]) {
      if (position === 700) expect(inclusion(position).length).toBeGreaterThan(0);
      else expect(() => inclusion(position)).toThrow(LogFault);
    }
    expect(consistency(300).length).toBeGreaterThan(0);
    expect(() => consistency(100)).toThrow("Cannot prove what is in the log: a tile");
    Deno.removeSync(tile);
    expect(() => proofsAt(logFiles(folder), head!).inclusion(6)).toThrow(TileFault);
  }));

/** What somebody does to the events of the past, whatever they stand on made to fit again. */
const FORGERIES: Readonly<Record<string, string>> = {
  remove: `DELETE FROM events WHERE position = 50; DELETE FROM event_keys WHERE position >= 50;
    UPDATE events SET position = -position WHERE position > 50;
    UPDATE events SET position = -position - 1 WHERE position < 0`,
  reorder: `UPDATE events SET position = -50 WHERE position = 50;
    UPDATE events SET position = 50 WHERE position = 51;
    UPDATE events SET position = 51 WHERE position = -50`,
  insert: `UPDATE events SET position = -position WHERE position >= 50;
    UPDATE events SET position = -position + 1 WHERE position < 0;
    INSERT INTO events SELECT 50, 'account-x', 1, number, form, at, data, randomblob(32)
      FROM events WHERE position = 1`,
  change: "UPDATE events SET commitment = randomblob(32) WHERE position = 50",
};

for (const [forgery, sql] of Object.entries(FORGERIES)) {
  Deno.test(`to ${forgery} an event, with everything below recomputed, shows against an older head`, () =>
    withDesk(async (desk) => {
      const { folder, storage, notary } = desk;
      const [older] = await grow(desk, [300, 100]);
      // A holder has the older head; the provider makes all that it has anew, with its own key.
      await Deno.remove(fileOf(folder, "tile"), { recursive: true });
      await Deno.remove(fileOf(folder, "checkpoint"));
      change(folder, `DELETE FROM tree_heads; ${sql}`);
      await append(storage, 200);
      const forged = (await notary().advance())!;
      // In itself the forgery is a perfect log …
      await openCheckpoint(forged.note, { origin: ORIGIN, keys: [signer.key] });
      const tree = new MemoryLog();
      expect(tree.grow(storage.log.commitments(0, 10_000))).toMatchObject({ root: forged.root });
      const { consistency, inclusion } = proofsAt(logFiles(folder), forged);
      expect(inclusion(50).length).toBeGreaterThan(0);
      // … which did not grow out of what the holder has, whatever proof is shown.
      for (const size of [299, 300, 301]) {
        expect(verifyConsistency(older!, forged, consistency(size))).toBe(false);
      }
    }));
}

/** The log of a store as `independent.py` wants it: the files of its latest head, and proofs. */
async function layOut(desk: Desk, target: string): Promise<void> {
  const { folder, storage: { log } } = desk;
  const heads = log.heads(0, 1000);
  const head = heads.at(-1)!;
  const tree = new MemoryLog();
  tree.grow(log.commitments(0, head.size));
  const hex = (proof: readonly Uint8Array[]) => proof.map((hash) => hash.toHex());
  const pairs = heads.flatMap((second) => heads.map((first) => ({ first, second })))
    .filter(({ first, second }) => first.size <= second.size);
  const proofs = {
    roots: Object.fromEntries(heads.map(({ size, root }) => [size, root.toHex()])),
    inclusion: pairs.map(({ first, second }) => ({
      index: first.size - 1,
      size: second.size,
      proof: hex(proofsAt(logFiles(folder), second).inclusion(first.size)),
    })),
    consistency: pairs.map(({ first, second }) => ({
      first: first.size,
      second: second.size,
      proof: hex(proofsAt(logFiles(folder), second).consistency(first.size)),
    })),
  };
  const events = log.entries(0, head.size)
    .map(({ key, commitment: _, ...event }) => ({ ...event, key: key!.toHex() }));
  const files = new Map<string, Uint8Array>([...filesIn(folder)].filter(([path]) =>
    // Older heads' partial files are none of this one's.
    path === "checkpoint" || tree.files.has(path)
  ));
  const encoder = new TextEncoder();
  files.set("vkey", encoder.encode(formatVerifierKey(signer.key)));
  files.set("events.json", encoder.encode(JSON.stringify(events)));
  files.set("proofs.json", encoder.encode(JSON.stringify(proofs)));
  for (const [path, bytes] of files) {
    await Deno.mkdir(dirname(join(target, path)), { recursive: true });
    await Deno.writeFile(join(target, path), bytes);
  }
}

Deno.test({
  name: "python3 and openssl find the heads, files and proofs of a real log to be right",
  ignore: !pythonAvailable || !opensslAvailable,
  fn: () =>
    withDesk(async (desk) => {
      const target = await Deno.makeTempDir();
      try {
        // Events of every kind first: their text is what the commitments are over.
        for (const each of appends()) await desk.storage.events.append(each);
        await grow(desk, [1, 200, 255, 1, 300]);
        await layOut(desk, target);
        const { success, output } = await secondOpinion("independent.py", target);
        expect({ success, output }).toMatchObject({ success: true });
        expect(JSON.parse(output)).toMatchObject({ roots: 5, inclusion: 15, consistency: 15 });
        const tile = join(target, "tile/0/000");
        await Deno.writeFile(tile, flipped(Deno.readFileSync(tile), 9));
        expect(await secondOpinion("independent.py", target))
          .toEqual({ success: false, output: "tile/0/000: wrong content" });
      } finally {
        await Deno.remove(target, { recursive: true });
      }
    }),
});
