/** @module */
import { join } from "node:path";
import { expect } from "expect";
import { toPem } from "../../adapters/documents/smime/pem.ts";
import { reportText } from "../../adapters/console/verify.ts";
import { signCheckpoint } from "../../adapters/merkle/checkpoint.ts";
import { proveConsistency } from "../../adapters/merkle/proofs.ts";
import { MemoryLog, MemoryTree, numbered } from "../merkle/memory_tree.ts";
import { root as stampRoot } from "../timestamp/support.ts";
import {
  documents,
  json,
  logKey,
  logSigner,
  messageBundle,
  ORIGIN,
  root,
} from "../verifier/bundle_builder.ts";

const MAIN = new URL("../../main.ts", import.meta.url).pathname;

/** Runs `verify` in a folder: what it prints and its status. */
async function verify(folder: string, ...words: string[]) {
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--ignore-env", "--allow-read", MAIN, "verify", ...words],
    cwd: folder,
  });
  const { code, stdout, stderr } = await command.output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, out: text(stdout), err: text(stderr) };
}

/** A folder with what is verified, and by which roots. */
async function workspace(): Promise<string> {
  const folder = await Deno.makeTempDir();
  const tree = new MemoryTree(numbered(20));
  const log = new MemoryLog();
  log.grow(numbered(20));
  const head = (size: number) =>
    signCheckpoint({ origin: ORIGIN, head: tree.head(size), extensions: [] }, [logSigner]);
  const consistency = proveConsistency(7, 20, tree.read).map((hash) => hash.toBase64());
  const files = new Map<string, Uint8Array>([
    ["bundle.zip", await messageBundle()],
    ["receipt.eml", documents.receipt.bytes],
    ["roots.pem", new TextEncoder().encode(toPem("CERTIFICATE", root.certificate.raw))],
    ["root.der", root.certificate.raw],
    ["tsa.pem", new TextEncoder().encode(toPem("CERTIFICATE", stampRoot.certificate.raw))],
    ["old", await head(7)],
    ["new", await head(20)],
    ["proof.json", json(consistency)],
    ["log.vkey", new TextEncoder().encode(`${logKey}\n`)],
    ["empty", new Uint8Array()],
  ]);
  for (const [name, bytes] of files) await Deno.writeFile(join(folder, name), bytes);
  for (const [path, bytes] of log.files) {
    await Deno.mkdir(join(folder, "log", path, ".."), { recursive: true });
    await Deno.writeFile(join(folder, "log", path), bytes);
  }
  return folder;
}

Deno.test("verify: what foreign files say cannot steer a terminal", () => {
  const claims = [{
    claim: "form",
    subject: "\x1b[2Jx.eml",
    verdict: "fails",
    detail: `${"long ".repeat(50)}\u202eend`,
  }] as const;
  const lines = [...reportText([{ kind: "message", subject: "x\x07", claims }])];
  const text = lines.join("\n");
  // deno-lint-ignore no-control-regex -- control characters are what is looked for
  expect(text).not.toMatch(/[\x00-\x09\x0b-\x1f\u202e]/);
  // A table cuts; the reason stands below in full.
  expect(lines.at(-2)).toMatch(/^FAILS: .*x\.eml: form: (long ){50}.end$/);
});

Deno.test("verify: bundles, documents and heads from the command line", async (t) => {
  const folder = await workspace();
  await t.step("a bundle of which everything holds", async () => {
    const words = ["--trust", "roots.pem", "--timestamp-roots", "tsa.pem", "--log-key", logKey];
    const { code, out } = await verify(folder, "bundle.zip", ...words);
    expect(out).toContain("bundle.zip (bundle)");
    expect(out).toMatch(/^holds +The events are in the log +6 events/m);
    expect(out).toMatch(/\nAll that the files claim is proved\.\n$/);
    expect(code).toBe(0);
  });
  await t.step("what is not shown is said in full, and is no failure", async () => {
    const { code, out } = await verify(folder, "receipt.eml", "--trust", "root.der");
    expect(out).toContain("not shown: receipt.eml: revocation: no revocation list and no OCSP");
    expect(out).toContain("Nothing is false, but not everything is shown.");
    expect(code).toBe(0);
  });
  await t.step("what is false ends in status 1", async () => {
    const { code, out, err } = await verify(folder, "receipt.eml", "--trust", "tsa.pem");
    expect(out).toContain("FAILS: receipt.eml: signature: ");
    expect(err).toContain("Cannot vouch for receipt.eml: a claim is false");
    expect(code).toBe(1);
  });
  await t.step("heads with a proof, or with the log's own files", async () => {
    const words = ["--trust", "roots.pem", "--log-key", "log.vkey", "--heads", "old", "new"];
    for (const source of [["--proof", "proof.json"], ["--tiles", "log"]]) {
      const { code, out } = await verify(folder, ...words, ...source);
      expect(out).toMatch(/^holds +The log has grown without changes +old, new/m);
      expect(code).toBe(0);
    }
  });
  await t.step("wrong calls name what is wrong", async () => {
    const errors: readonly (readonly [words: string[], message: string])[] = [
      [["x.eml", "--trust", "roots.pem"], "Cannot read x.eml: there is no such file"],
      [["receipt.eml", "--trust", "x.pem"], "Cannot read x.pem: there is no such file"],
      [["receipt.eml", "--trust", "empty"], "Cannot read empty: it holds no certificate"],
      [["receipt.eml", "--trust", "roots.pem", "--log-key", "empty"], "holds no key"],
      [["receipt.eml"], "required option '--trust <pem>' not specified"],
      [["--trust", "roots.pem"], "name a file to verify"],
      [
        ["--trust", "roots.pem", "--heads", "old", "new", "--tiles", "."],
        "Cannot read tile: there is no such file",
      ],
    ];
    for (const [words, message] of errors) {
      const { code, err } = await verify(folder, ...words);
      expect(err).toContain(message);
      expect(code).toBeGreaterThan(0);
    }
  });
  await Deno.remove(folder, { recursive: true });
});
