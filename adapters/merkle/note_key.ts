/**
 * The keys of signed notes (https://c2sp.org/signed-note): Ed25519 alone.
 *
 * @module
 */
import { decodeBase64, isKeyName, NoteFault } from "./note_text.ts";
import { sha256 } from "./sha256.ts";

/** The signature type of Ed25519. */
const ED25519 = 0x01;
const PUBLIC_KEY_LENGTH = 32;

const VKEY = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/su;

/** A key that signatures can be checked with. */
export interface VerifierKey {
  /** Who signs with it; for a log its origin. */
  readonly name: string;
  /** What tells it from the other keys of the name: 8 hexadecimal digits. */
  readonly id: string;
  /** 32 octets, as RFC 8032 §5.1.5 writes them. */
  readonly publicKey: Uint8Array<ArrayBuffer>;
}

/** Signs notes. */
export interface NoteSigner {
  readonly key: VerifierKey;
  /** An Ed25519 signature: 64 octets. */
  sign(text: Uint8Array<ArrayBuffer>): Promise<Uint8Array>;
}

/**
 * The key of this name.
 *
 * @throws {NoteFault} when the name, or the length of the key, is none
 */
export function verifierKey(name: string, publicKey: Uint8Array): VerifierKey {
  if (!isKeyName(name)) throw new NoteFault("read the key", "its name is empty or malformed");
  if (publicKey.length !== PUBLIC_KEY_LENGTH) {
    throw new NoteFault("read the key", `it has ${publicKey.length} octets`);
  }
  const typed = Uint8Array.of(ED25519, ...publicKey);
  const id = sha256(new TextEncoder().encode(`${name}\n`), typed).subarray(0, 4).toHex();
  return { name, id, publicKey: typed.slice(1) };
}

/**
 * Reads a key as it is published: `name+id+base64`.
 *
 * @throws {NoteFault} when it is malformed, of another type, or its id is not its own
 */
export function parseVerifierKey(vkey: string): VerifierKey {
  const [, name, id, base64] = VKEY.exec(vkey) ?? [];
  if (name === undefined || base64 === undefined) {
    throw new NoteFault("read the key", "it is not of the form name+id+key");
  }
  const typed = decodeBase64(base64);
  if (typed?.[0] !== ED25519) throw new NoteFault("read the key", "it is no Ed25519 key");
  const key = verifierKey(name, typed.subarray(1));
  if (key.id !== id) throw new NoteFault("read the key", `its id is ${key.id}, not ${id}`);
  return key;
}

/** The key as it is published. */
export function formatVerifierKey({ name, id, publicKey }: VerifierKey): string {
  return `${name}+${id}+${Uint8Array.of(ED25519, ...publicKey).toBase64()}`;
}

/**
 * Signs with a key of WebCrypto, algorithm `Ed25519`; the private one need not be extractable.
 *
 * @throws {NoteFault} when the name is none
 */
export async function webCryptoSigner(name: string, keys: CryptoKeyPair): Promise<NoteSigner> {
  const publicKey = new Uint8Array(await crypto.subtle.exportKey("raw", keys.publicKey));
  return {
    key: verifierKey(name, publicKey),
    sign: async (text) =>
      new Uint8Array(await crypto.subtle.sign("Ed25519", keys.privateKey, text)),
  };
}
