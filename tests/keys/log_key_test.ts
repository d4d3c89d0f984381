/**
 * The log's key: made, opened, and known to openssl.
 *
 * @module
 */
import { expect } from "expect";
import { newLogKey, openLogKey } from "../../adapters/keys/log_key.ts";
import { openNote, signNote } from "../../adapters/merkle/note.ts";
import { toPem } from "../../adapters/documents/smime/pem.ts";
import { random } from "../../adapters/opening/random.ts";

const ORIGIN = "alfa.example/log";

/** RFC 8032 §7.1, test 1. */
const SEED = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
const PUBLIC = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

Deno.test("a key is what was drawn, and has the public key of RFC 8032", async () => {
  const { key } = await openLogKey(newLogKey(() => Uint8Array.fromHex(SEED)), ORIGIN);
  expect(key.name).toBe(ORIGIN);
  expect(key.publicKey.toHex()).toBe(PUBLIC);
});

Deno.test("what a new key signs, it verifies; another one does not", async () => {
  const [one, other] = [
    await openLogKey(newLogKey(random), ORIGIN),
    await openLogKey(newLogKey(random), ORIGIN),
  ];
  const note = await signNote("Perch\u00e9 no\n", [one]);
  expect((await openNote(note, [one.key])).signers).toEqual([one.key]);
  await expect(openNote(note, [other.key])).rejects.toThrow("no known key signed it");
});

Deno.test("other keys, and what is none, are refused", async () => {
  const pair = await crypto.subtle.generateKey(
    { name: "ECDSA", namedCurve: "P-256" },
    true,
    ["sign", "verify"],
  );
  const pkcs8 = new Uint8Array(await crypto.subtle.exportKey("pkcs8", pair.privateKey));
  await expect(openLogKey(toPem("PRIVATE KEY", pkcs8), ORIGIN)).rejects
    .toThrow("Cannot use the log's key: it is of type ec, not ed25519");
  await expect(openLogKey("nothing", ORIGIN)).rejects.toThrow();
});
