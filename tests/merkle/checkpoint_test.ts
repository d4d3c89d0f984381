/**
 * Notes and checkpoints: the ones known to be good, and the ones that must not pass.
 *
 * @module
 */
import { expect } from "expect";
import fc from "fast-check";
import {
  type Checkpoint,
  formatCheckpoint,
  openCheckpoint,
  parseCheckpoint,
  signCheckpoint,
} from "../../adapters/merkle/checkpoint.ts";
import { emptyRoot, leafHash } from "../../adapters/merkle/hash.ts";
import { openNote, signNote } from "../../adapters/merkle/note.ts";
import {
  formatVerifierKey,
  type NoteSigner,
  parseVerifierKey,
  verifierKey,
  webCryptoSigner,
} from "../../adapters/merkle/note_key.ts";
import { formatNote, NoteFault, parseNote } from "../../adapters/merkle/note_text.ts";
import { flipped } from "./memory_tree.ts";

const SEED = 2014;
const ORIGIN = "alfa.example/log";
const encode = (text: string) => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/** A signer whose private key cannot leave WebCrypto. */
async function signer(name = ORIGIN): Promise<NoteSigner> {
  const pair = await crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"]);
  return await webCryptoSigner(name, pair as CryptoKeyPair);
}

const root = leafHash(encode("d0"));
const checkpoint: Checkpoint = { origin: ORIGIN, head: { size: 1, root }, extensions: [] };
const [log, oldKey, stranger] = await Promise.all([signer(), signer(), signer()]);
const witness = await signer("beta.example/witness");
const known = { origin: ORIGIN, keys: [oldKey.key, log.key] };
const signed = await signCheckpoint(checkpoint, [log]);

/** The first example of a note's first implementation, and a checkpoint that is out in the world. */
const NEUMANN = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const NEUMANN_NOTE = "If you think cryptography is the answer to your problem,\n" +
  "then you don't know what your problem is.\n\n" +
  "\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngot" +
  "pRZb6KE6RyyBwJnAM=\n";
const SUMDB = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8";
const SUMDB_NOTE = "go.sum database tree\n13485\n/ZWur4obeiqK+ASdnPK+/Rmz6LPQMUeSmHh0+UkL54Y=\n\n" +
  "\u2014 sum.golang.org Az3grnQReYTvpCrRxT+w50vixbqBlB/aPS8bL8f8KW4HHP+UjLSXOJgCh4f54n8hO6lrESgl" +
  "zyRXMXnhaWzaeY3zqw8=\n";

Deno.test("a note of the first implementation verifies", async () => {
  const key = parseVerifierKey(NEUMANN);
  expect(key).toMatchObject({ name: "PeterNeumann", id: "c74f20a3" });
  expect(formatVerifierKey(key)).toBe(NEUMANN);
  const { text, signers } = await openNote(encode(NEUMANN_NOTE), [key]);
  expect(signers).toEqual([key]);
  expect(text).toBe(NEUMANN_NOTE.slice(0, NEUMANN_NOTE.indexOf("\n\n") + 1));
  expect(formatNote(parseNote(encode(NEUMANN_NOTE)))).toEqual(encode(NEUMANN_NOTE));
});

Deno.test("a checkpoint of Go's checksum database verifies", async () => {
  const sumdb = { origin: "go.sum database tree", keys: [parseVerifierKey(SUMDB)] };
  const { head, extensions } = await openCheckpoint(encode(SUMDB_NOTE), sumdb);
  expect(head.size).toBe(13485);
  expect(head.root.toBase64()).toBe("/ZWur4obeiqK+ASdnPK+/Rmz6LPQMUeSmHh0+UkL54Y=");
  expect(extensions).toEqual([]);
});

Deno.test("a checkpoint is four lines and a signature for each key", async () => {
  const bytes = await signCheckpoint(checkpoint, [log, witness]);
  const lines = decode(bytes).split("\n");
  expect(lines.slice(0, 4)).toEqual([ORIGIN, "1", root.toBase64(), ""]);
  expect(lines[4]).toMatch(/^\u2014 alfa\.example\/log [A-Za-z0-9+/]{91}=$/);
  expect(lines[5]).toMatch(/^\u2014 beta\.example\/witness [A-Za-z0-9+/]{91}=$/);
  expect(lines.slice(6)).toEqual([""]);
  expect(await openCheckpoint(bytes, known)).toEqual({ ...checkpoint, signers: [log.key] });
  const witnessed = { ...known, keys: [...known.keys, witness.key] };
  expect((await openCheckpoint(bytes, witnessed)).signers).toEqual([log.key, witness.key]);
});

Deno.test("while keys change, both sign, and either is enough", async () => {
  const bytes = await signCheckpoint(checkpoint, [oldKey, log]);
  for (const { key } of [oldKey, log]) {
    const { signers } = await openCheckpoint(bytes, { origin: ORIGIN, keys: [key] });
    expect(signers).toEqual([key]);
  }
});

Deno.test("a checkpoint that no known key signed is refused", async () => {
  const none = "Cannot trust the note: no known key signed it";
  for (const other of [stranger, witness]) {
    const bytes = await signCheckpoint(checkpoint, [other]);
    await expect(openCheckpoint(bytes, known)).rejects.toThrow(none);
  }
  await expect(openCheckpoint(signed, { origin: ORIGIN, keys: [] })).rejects.toThrow(none);
  // The same key under another name, and another key under the same id, are other keys.
  const renamed = verifierKey("alfa.example", log.key.publicKey);
  await expect(openNote(signed, [renamed])).rejects.toThrow(none);
});

Deno.test("a wrong signature of a known key spoils a note that others signed rightly", async () => {
  const { text, signatures: [good] } = parseNote(signed);
  const bad = { name: ORIGIN, id: oldKey.key.id, signature: good!.signature };
  const bytes = formatNote({ text, signatures: [good!, bad] });
  await expect(openCheckpoint(bytes, known)).rejects.toThrow("the signature of alfa.example/log");
  const ignored = await openCheckpoint(bytes, { origin: ORIGIN, keys: [log.key] });
  expect(ignored.signers).toEqual([log.key]);
  const short = { ...good!, signature: good!.signature.slice(1) };
  await expect(openNote(formatNote({ text, signatures: [short] }), [log.key]))
    .rejects.toThrow("is wrong");
});

Deno.test("a checkpoint of another log is refused, though a key of this one signed it", async () => {
  const bytes = await signCheckpoint({ ...checkpoint, origin: "beta.example/log" }, [log]);
  await expect(openCheckpoint(bytes, known)).rejects.toThrow("it is of another log");
});

Deno.test("a checkpoint with any bit flipped is refused", async () => {
  expect((await openCheckpoint(signed, known)).head).toEqual(checkpoint.head);
  for (let bit = 0; bit < signed.length * 8; bit++) {
    await expect(openCheckpoint(flipped(signed, bit), known)).rejects.toThrow(NoteFault);
  }
});

Deno.test("what is cut off or added is refused", async () => {
  for (let end = 0; end < signed.length; end++) {
    await expect(openCheckpoint(signed.slice(0, end), known)).rejects.toThrow(NoteFault);
  }
  const text = decode(signed);
  for (
    const added of [
      `\ufeff${text}`,
      `\n${text}`,
      `${text}\n`,
      `${text}x`,
      `${text}x\n`,
      text.replaceAll("\n", "\r\n"),
      text.replace("\n\n", "\n\n\n"),
      text.replace("\n\n", "\n"),
      text.replace("\n\n", "\n \n"),
      text.replace("\u2014 ", "\u2014  "),
      text.replace("\u2014 ", "- "),
      text.replace("log ", "log  "),
      text.replace(/.=\n$/, (end) => `${end.slice(0, -1)}=\n`),
      text.replace(/=\n$/, "\n"),
      text.replace(/=\n$/, "=\t\n"),
      text.replace("\n1\n", "\n1\u0000\n"),
    ]
  ) await expect(openCheckpoint(encode(added), known)).rejects.toThrow(NoteFault);
  const invalid = new Uint8Array(signed);
  invalid[0] = 0xff;
  await expect(openCheckpoint(invalid, known)).rejects.toThrow("it is not in UTF-8");
});

Deno.test("signature lines that are none spoil a note, whoever they claim to be of", () => {
  const { text } = parseNote(signed);
  const lines = ["a AAAAAAA=", "a\u00e9 AAAAAAA="];
  const others = ["a AAAAAA==", "a", "a ", " AAAAAAA=", "a+b AAAAAAA=", "a\u00a0b AAAAAAA=", "a !"];
  const note = (line: string) => encode(`${text}\n\u2014 ${line}\n`);
  for (const line of lines) expect(parseNote(note(line)).signatures.length).toBe(1);
  for (const line of others) expect(() => parseNote(note(line))).toThrow(NoteFault);
});

Deno.test("notes have limits", () => {
  const { text, signatures: [good] } = parseNote(signed);
  const note = (count: number) => formatNote({ text, signatures: Array(count).fill(good) });
  expect(parseNote(note(100)).signatures.length).toBe(100);
  expect(() => parseNote(note(101))).toThrow("it has too many signatures");
  expect(() => parseNote(new Uint8Array(256 * 1024 + 1))).toThrow("it is too long");
});

const BASE = root.toBase64();
const EMPTY = emptyRoot().toBase64();
const MALFORMED: readonly (readonly [name: string, text: string])[] = [
  ["nothing", ""],
  ["no root", `${ORIGIN}\n1\n`],
  ["no last line feed", `${ORIGIN}\n1\n${BASE}`],
  ["no origin", `\n1\n${BASE}\n`],
  ["no size", `${ORIGIN}\n\n${BASE}\n`],
  ["a size with a zero before it", `${ORIGIN}\n01\n${BASE}\n`],
  ["a size of two zeros", `${ORIGIN}\n00\n${EMPTY}\n`],
  ["a size with a sign", `${ORIGIN}\n+1\n${BASE}\n`],
  ["a negative size", `${ORIGIN}\n-1\n${BASE}\n`],
  ["a size with a space", `${ORIGIN}\n1 \n${BASE}\n`],
  ["a size with an exponent", `${ORIGIN}\n1e3\n${BASE}\n`],
  ["a hexadecimal size", `${ORIGIN}\n0x1\n${BASE}\n`],
  ["a size in other digits", `${ORIGIN}\n\u0661\n${BASE}\n`],
  ["a size that is not safe", `${ORIGIN}\n9007199254740992\n${BASE}\n`],
  ["a huge size", `${ORIGIN}\n${"9".repeat(400)}\n${BASE}\n`],
  ["a root without padding", `${ORIGIN}\n1\n${BASE.replace("=", "")}\n`],
  ["a root with a space", `${ORIGIN}\n1\n${BASE} \n`],
  ["a root with bits in its padding", `${ORIGIN}\n1\n${"A".repeat(42)}B=\n`],
  ["a root in base64url", `${ORIGIN}\n1\n${"_".repeat(42)}8=\n`],
  ["a short root", `${ORIGIN}\n1\n${root.slice(1).toBase64()}\n`],
  ["another root than nothing's for nothing", `${ORIGIN}\n0\n${BASE}\n`],
  ["an empty line at the end", `${ORIGIN}\n1\n${BASE}\n\n`],
  ["an empty line between others", `${ORIGIN}\n1\n${BASE}\nx\n\ny\n`],
  ["a carriage return", `${ORIGIN}\r\n1\r\n${BASE}\r\n`],
  ["a lone surrogate", `\ud800\n1\n${BASE}\n`],
];

for (const [name, text] of MALFORMED) {
  Deno.test(`a checkpoint with ${name} is malformed`, () => {
    expect(() => parseCheckpoint(text)).toThrow(NoteFault);
  });
}

Deno.test("a checkpoint may have further lines, and the largest size", () => {
  const extensions = ["sealed 2026-01-31", "x"];
  const head = { size: Number.MAX_SAFE_INTEGER, root };
  const text = formatCheckpoint({ origin: ORIGIN, head, extensions });
  expect(text).toBe(`${ORIGIN}\n9007199254740991\n${BASE}\nsealed 2026-01-31\nx\n`);
  expect(parseCheckpoint(text)).toEqual({ origin: ORIGIN, head, extensions });
  const empty = { size: 0, root: emptyRoot() };
  expect(parseCheckpoint(`${ORIGIN}\n0\n${EMPTY}\n`).head).toEqual(empty);
});

Deno.test("what cannot be read back is not written", () => {
  for (
    const wrong of [
      { origin: "" },
      { origin: `${ORIGIN}\n7\n${BASE}` },
      { origin: "a\nb" },
      { origin: "a\tb" },
      { extensions: [""] },
      { extensions: ["a\nb"] },
      { extensions: ["a\n"] },
      { head: { size: -1, root } },
      { head: { size: 1.5, root } },
      { head: { size: 1e21, root } },
      { head: { size: 0, root } },
      { head: { size: 1, root: root.slice(1) } },
    ]
  ) expect(() => formatCheckpoint({ ...checkpoint, ...wrong })).toThrow(NoteFault);
});

Deno.test("keys of other types, names and ids are refused", async () => {
  const { key } = log;
  const vkey = formatVerifierKey(key);
  expect(parseVerifierKey(vkey)).toEqual(key);
  const typed = (type: number) => Uint8Array.of(type, ...key.publicKey).toBase64();
  for (
    const wrong of [
      "",
      "alfa.example/log",
      `${ORIGIN}+${key.id}`,
      `${ORIGIN}+${key.id}+`,
      `${ORIGIN}+${key.id}+${typed(4)}`,
      `${ORIGIN}+${key.id}+${Uint8Array.of(1, ...key.publicKey.slice(1)).toBase64()}`,
      `${ORIGIN}+${key.id.toUpperCase()}+${typed(1)}`.replace(/\+[0-9A-F]{8}\+/, "+ABCDEF01+"),
      `${ORIGIN}+00000000+${typed(1)}`,
      `+${key.id}+${typed(1)}`,
      `a b+${key.id}+${typed(1)}`,
      `${vkey}\n`,
      ` ${vkey}`,
      `${vkey}=`,
    ]
  ) expect(() => parseVerifierKey(wrong)).toThrow(NoteFault);
  for (const name of ["", "a b", "a+b", "a\u00a0b", "a\u2028b", "a\nb", "a\u0001b", "\ud800"]) {
    expect(() => verifierKey(name, key.publicKey)).toThrow("its name is empty or malformed");
  }
  for (const length of [0, 31, 33]) {
    expect(() => verifierKey(ORIGIN, new Uint8Array(length))).toThrow(`it has ${length} octets`);
  }
  await expect(signNote("no line feed", [log])).rejects.toThrow("Cannot sign the note");
});

Deno.test("texts with empty lines keep them", async () => {
  const text = "Ognuno sta solo\n\n\u00e8 subito sera.\n";
  expect((await openNote(await signNote(text, [log]), [log.key])).text).toBe(text);
});

const piece = fc.constantFrom(
  "\n",
  "\n\n",
  "\u2014 ",
  "\u2014 a ",
  "AAAAAAA=",
  "AAAAAA==",
  "alfa.example/log",
  " ",
  "0",
  "1",
  "13",
  "+",
  BASE,
  EMPTY,
  "\ufeff",
  "\u0000",
  "\ud800",
);

Deno.test("no text makes the readers fail otherwise, and what they read writes back", () => {
  const texts = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(""));
  const unless = (read: () => void) => {
    try {
      read();
    } catch (error) {
      expect(error).toBeInstanceOf(NoteFault);
    }
  };
  let read = 0;
  fc.assert(
    fc.property(texts, fc.uint8Array({ maxLength: 40 }), (text, noise) => {
      for (const bytes of [encode(text), encode(`${text}\n\n\u2014 a AAAAAAA=\n`), noise]) {
        unless(() => {
          const note = parseNote(bytes);
          expect(formatNote(note)).toEqual(new Uint8Array(bytes));
          read++;
        });
      }
      for (const whole of [text, `a\n1\n${BASE}\n${text}\n`]) {
        unless(() => {
          expect(formatCheckpoint(parseCheckpoint(whole))).toBe(whole);
          read++;
        });
      }
      unless(() => void parseVerifierKey(text));
    }),
    { seed: SEED, numRuns: 2000 },
  );
  expect(read).toBeGreaterThan(500);
});
