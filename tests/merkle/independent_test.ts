/**
 * The log before `independent.py`, which shares no code with it.
 *
 * @module
 */
import { expect } from "expect";
import { dirname, join } from "node:path";
import { formatVerifierKey, webCryptoSigner } from "../../adapters/merkle/note_key.ts";
import { commitmentOf, type StoredEvent } from "../../adapters/merkle/commitment.ts";
import { signCheckpoint } from "../../adapters/merkle/checkpoint.ts";
import { proveConsistency, proveInclusion } from "../../adapters/merkle/proofs.ts";
import { tileHashes } from "../../adapters/merkle/tiles.ts";
import { headAt } from "../../adapters/merkle/tree.ts";
import { opensslAvailable } from "../documents/smime/openssl.ts";
import { flipped, MemoryLog } from "./memory_tree.ts";
import { pythonAvailable, secondOpinion } from "./python.ts";

const ORIGIN = "alfa.example/log";
/** Three levels of tiles need more than 65,536 entries. */
const MANY = 65_536 + 300;

const ignore = !pythonAvailable || !opensslAvailable;

/** Events with all that JSON writes in its own way, and their keys. */
function events(count: number): readonly (StoredEvent & { readonly key: Uint8Array })[] {
  const awkward = ["", '"\\/', "\u0000\u0007\u001f\u007f", "\u2028\ud83d\udce7", "Perch\u00e9\n\t"];
  return Array.from({ length: count }, (_, at) => ({
    position: at + 1,
    stream: `outgoing-${awkward[at % awkward.length]}${at}`,
    version: at % 7 + 1,
    number: at % 20,
    form: 1,
    at: 1_767_225_600_000 + at,
    data: `{"n": ${at}, "s" : ${JSON.stringify(awkward[(at + 2) % awkward.length])} }`,
    key: Uint8Array.from({ length: 32 }, (_, octet) => at * 31 + octet * 7),
  }));
}

/** A log of so many events, written out as `independent.py` wants it. */
async function writeLog(folder: string, count: number): Promise<readonly string[]> {
  const log = new MemoryLog();
  const all = events(count);
  const entries = all.map((event) => commitmentOf(event, event.key));
  // In steps, as a log grows; its older partial tiles go.
  for (let at = 0; at < count;) {
    const step = Math.min(at < 1000 ? 170 : 30_000, count - at);
    log.grow(entries.slice(at, at += step));
  }
  const read = tileHashes(count, log.read);
  const pair = await crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"]);
  const signer = await webCryptoSigner(ORIGIN, pair as CryptoKeyPair);
  const head = headAt(count, read);
  const checkpoint = await signCheckpoint({ origin: ORIGIN, head, extensions: [] }, [signer]);
  const keyed = all.map((event) => ({ ...event, key: event.key.toHex() }));
  const files = new Map<string, Uint8Array | string>([
    ["checkpoint", checkpoint],
    ["vkey", formatVerifierKey(signer.key)],
    ["events.json", JSON.stringify(keyed)],
    ["proofs.json", JSON.stringify(proofsOf(log, count))],
  ]);
  // The tiles that another size had are none of this one's.
  const once = new MemoryLog();
  once.grow(entries);
  for (const path of once.files.keys()) files.set(path, log.files.get(path)!);
  for (const [path, content] of files) {
    await Deno.mkdir(dirname(join(folder, path)), { recursive: true });
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    await Deno.writeFile(join(folder, path), bytes);
  }
  return [...once.files.keys()];
}

/** Roots and proofs between many sizes, all out of tiles. */
function proofsOf(log: MemoryLog, count: number) {
  const sizes = [1, 2, 3, 255, 256, 257, 300, 511, 512, 700, 65_535, 65_536, 65_537, count]
    .filter((size) => size <= count);
  // A log's older sizes are read through the tiles of its present one.
  const read = tileHashes(count, log.read);
  const hex = (proof: readonly Uint8Array[]) => proof.map((hash) => hash.toHex());
  const pairs = sizes.flatMap((second) => sizes.map((first) => ({ first, second })));
  return {
    roots: Object.fromEntries(sizes.map((size) => [size, headAt(size, read).root.toHex()])),
    inclusion: pairs.filter(({ first, second }) => first <= second).map(({ first, second }) => ({
      index: first - 1,
      size: second,
      proof: hex(proveInclusion(first - 1, second, read)),
    })),
    consistency: pairs.filter(({ first, second }) => first <= second).map(({ first, second }) => ({
      first,
      second,
      proof: hex(proveConsistency(first, second, read)),
    })),
  };
}

for (const count of [1, 255, 256, 257, 700, MANY]) {
  Deno.test({
    name: `python3 and openssl find all of a log of ${count} events to be right`,
    ignore,
    fn: async () => {
      const folder = await Deno.makeTempDir();
      try {
        const paths = await writeLog(folder, count);
        const { output, success } = await secondOpinion("independent.py", folder);
        expect({ output, success }).toMatchObject({ success: true });
        const seen = JSON.parse(output);
        expect(seen).toMatchObject({ entries: count, files: paths.length });
        expect(seen.inclusion).toBeGreaterThan(0);
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    },
  });
}

Deno.test({
  name: "python3 and openssl find a flipped bit in any file of a log",
  ignore,
  fn: async () => {
    const folder = await Deno.makeTempDir();
    try {
      const paths = await writeLog(folder, 300);
      expect(paths.length).toBeGreaterThan(4);
      for (const [at, path] of ["checkpoint", ...paths].entries()) {
        const file = join(folder, path);
        const whole = await Deno.readFile(file);
        await Deno.writeFile(file, flipped(whole, at * 97 % (whole.length * 8)));
        const { success, output } = await secondOpinion("independent.py", folder);
        expect(success).toBe(false);
        expect(output).toMatch(path === "checkpoint" ? /./ : `${path}: wrong content`);
        await Deno.writeFile(file, whole);
      }
      expect(await secondOpinion("independent.py", folder)).toMatchObject({ success: true });
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
