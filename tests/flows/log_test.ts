/**
 * The provable log of a provider that serves, and the operator's commands for it.
 *
 * @module
 */
import { expect } from "expect";
import { join } from "node:path";
import { openCheckpoint, type VerifiedCheckpoint } from "../../adapters/merkle/checkpoint.ts";
import { leafHash } from "../../adapters/merkle/hash.ts";
import { parseVerifierKey } from "../../adapters/merkle/note_key.ts";
import { verifyConsistency, verifyInclusion } from "../../adapters/merkle/proofs.ts";
import { logFiles } from "../../adapters/notary/log_folder.ts";
import { proofsAt } from "../../adapters/notary/proofs.ts";
import { openStorageReadOnly } from "../../adapters/storage/sqlite/open.ts";
import { SECOND } from "../../events/instant.ts";
import { ceralacca } from "./command_line.ts";
import { mailTo } from "./mail.ts";
import { Providers, type TestProvider } from "./providers.ts";
import { lookedUntil } from "./quiet.ts";

const ANNA = "anna@alfa.example";
const BRUNO = "bruno@beta.example";
const ORIGIN = "alfa.example/log";

async function said(provider: TestProvider, ...words: string[]): Promise<string> {
  const { code, output, errors } = await ceralacca(provider, ...words);
  expect({ code, errors }).toEqual({ code: 0, errors: "" });
  return output;
}

/** A checkpoint, verified with the key that the operator has published. */
async function opened(provider: TestProvider, note: string): Promise<VerifiedCheckpoint> {
  const key = parseVerifierKey((await said(provider, "log", "vkey")).trim());
  return await openCheckpoint(new TextEncoder().encode(note), { origin: ORIGIN, keys: [key] });
}

Deno.test("flow: at work and at the end, heads cover all that happened", async () => {
  await using providers = await Providers.start();
  const { alfa, clock } = providers;
  await alfa.accept({ account: ANNA, recipients: [BRUNO], content: mailTo(BRUNO) });
  await providers.settled();
  const { log, events } = alfa.storage;
  await lookedUntil(async () => {
    clock.advance(2 * SECOND);
    const [covered, all] = [log.latestHead()?.size ?? 0, await events.head()];
    return covered === all ? null : `${covered} of ${all} events are covered`;
  });
  const first = log.latestHead()!;
  await alfa.accept({ account: ANNA, recipients: [BRUNO], content: mailTo(BRUNO) });
  await alfa.stop();

  const { folder } = alfa.configuration.storage;
  const storage = await openStorageReadOnly(folder, clock);
  const last = storage.log.latestHead()!;
  expect(last.size).toBe(await storage.events.head());
  expect(last.size).toBeGreaterThan(first.size);
  const published = await Deno.readTextFile(join(folder, "log/checkpoint"));
  expect((await opened(alfa, published)).head).toEqual({ size: last.size, root: last.root });
  const proof = proofsAt(logFiles(folder), last).consistency(first.size);
  expect(verifyConsistency(first, last, proof)).toBe(true);
  await storage.close();
});

Deno.test("flow: the operator gets heads and proofs, beside a provider that serves and after", async () => {
  await using providers = await Providers.start();
  const { alfa } = providers;
  for (const stopped of [false, true]) {
    await alfa.accept({ account: ANNA, recipients: [BRUNO], content: mailTo(BRUNO) });
    const covered = await alfa.storage.events.head();
    const entry = alfa.storage.log.commitments(1, 1)[0]!;
    if (stopped) await alfa.stop();
    const { head } = await opened(alfa, await said(alfa, "log", "head"));
    expect(head.size).toBeGreaterThanOrEqual(covered);
    const [hashes, note] = tlogProof(await said(alfa, "log", "proof", "2"), 1);
    const under = (await opened(alfa, note)).head;
    expect(under.size).toBeGreaterThanOrEqual(head.size);
    expect(verifyInclusion({ leaf: leafHash(entry), index: 1, head: under }, hashes)).toBe(true);
  }
  const { code, errors } = await ceralacca(alfa, "log", "proof", "1000000");
  expect({ code, errors }).toMatchObject({
    code: 1,
    errors: expect.stringMatching(/^Cannot prove event 1000000: the signed head covers 1 to \d+\./),
  });
});

/** Hashes and checkpoint of https://c2sp.org/tlog-proof. */
function tlogProof(text: string, index: number): readonly [readonly Uint8Array[], string] {
  const end = text.indexOf("\n\n");
  const [format, place, ...hashes] = text.slice(0, end).split("\n");
  expect([format, place]).toEqual(["c2sp.org/tlog-proof@v1", `index ${index}`]);
  return [hashes.map((hash) => Uint8Array.fromBase64(hash)), text.slice(end + 2)];
}

Deno.test("flow: a missing tile stops the log until the operator has it made again", async () => {
  await using providers = await Providers.start();
  const { alfa } = providers;
  await alfa.accept({ account: ANNA, recipients: [BRUNO], content: mailTo(BRUNO) });
  await alfa.stop();
  const tiles = join(alfa.configuration.storage.folder, "log/tile");
  await Deno.remove(tiles, { recursive: true });
  await said(alfa, "account", "disable", "carla@alfa.example");
  const { code, errors } = await ceralacca(alfa, "log", "head");
  expect({ code, errors }).toMatchObject({
    code: 1,
    errors: expect.stringMatching(
      /^Cannot extend the log: tile\/0\/\S+ is missing or damaged\. `ceralacca log repair`/,
    ),
  });
  expect(await said(alfa, "log", "repair")).toMatch(/^Made tile\/\S+ again\n.*Repaired 2 files\n/s);
  expect(await said(alfa, "log", "repair")).toBe("Nothing was amiss\n");
  await opened(alfa, await said(alfa, "log", "head"));
});
