/**
 * API keys: `live_<credential>_<secret>`, `test_…` for the sandbox.
 *
 * The secret is 256 random bits. Nobody guesses such a thing at any speed, so that its SHA-256 may
 * stand in the log for ever; and whoever finds a key in a repository knows by its beginning what it
 * is, and whose by the id in its middle.
 *
 * @module
 */
import { createHash, timingSafeEqual } from "node:crypto";
import type { WorldMode } from "../../../events/client.ts";
import type { Sha256 } from "../../../events/rope.ts";

/** 32 letters, for 5 bits each, none of which looks like another: no l, 1, o, 0. */
const ID_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";
const ID_LENGTH = 16;
const SECRET_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const SECRET_BYTES = 32;
/** 62^43 is more than 2^256. */
const SECRET_LENGTH = 43;
const KEY = new RegExp(`^(live|test)_([a-z0-9]{8,32})_([0-9A-Za-z]{${SECRET_LENGTH}})$`);
/** What no key has: whatever names no credential is compared with it. */
const NO_DIGEST = "0".repeat(64);

/** A new key; only its digest and its hint are kept. */
export interface NewApiKey {
  /** The id of the credential. */
  readonly credential: string;
  /** The whole key, to be shown once. */
  readonly secret: string;
  /** Of the secret part. */
  readonly sha256: Sha256;
  /** The last four characters. */
  readonly hint: string;
}

/** A key as a caller shows it. */
export interface ShownKey {
  readonly mode: WorldMode;
  readonly credential: string;
  /** Of the secret part. */
  readonly sha256: Sha256;
}

/** The id of a new credential. */
export function newCredentialId(random: (length: number) => Uint8Array): string {
  return Array.from(random(ID_LENGTH), (byte) => ID_LETTERS[byte % ID_LETTERS.length]).join("");
}

/** A new key for one of the worlds. */
export function newApiKey(mode: WorldMode, random: (length: number) => Uint8Array): NewApiKey {
  const credential = newCredentialId(random);
  const part = base62(Uint8Array.from(random(SECRET_BYTES)));
  return {
    credential,
    secret: `${mode}_${credential}_${part}`,
    sha256: digestOf(part),
    hint: part.slice(-4),
  };
}

/** What a text shows that has the form of a key; null for any other. */
export function parseApiKey(text: string): ShownKey | null {
  const [, mode, credential, part] = KEY.exec(text) ?? [];
  if (mode === undefined || credential === undefined || part === undefined) return null;
  return { mode: mode as WorldMode, credential, sha256: digestOf(part) };
}

/**
 * Whether a shown secret is that of a credential; compared in constant time.
 *
 * @param kept the digest of the credential; null where there is none, which takes as long.
 */
export function sameSecret({ sha256 }: ShownKey, kept: Sha256 | null): boolean {
  const same = timingSafeEqual(bytesOf(sha256), bytesOf(kept ?? NO_DIGEST));
  return same && kept !== null;
}

function bytesOf(digest: Sha256): Uint8Array {
  return Uint8Array.fromHex(digest);
}

function digestOf(part: string): Sha256 {
  return createHash("sha256").update(part).digest("hex");
}

function base62(bytes: Uint8Array): string {
  let rest = BigInt(`0x${bytes.toHex()}`);
  let text = "";
  while (text.length < SECRET_LENGTH) {
    text = SECRET_LETTERS[Number(rest % 62n)] + text;
    rest /= 62n;
  }
  return text;
}
