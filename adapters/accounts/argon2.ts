/**
 * Argon2id (RFC 9106) and its PHC string form `$argon2id$v=19$m=…,t=…,p=…$salt$hash`.
 *
 * @module
 */
import { Buffer } from "node:buffer";

/** Cost parameters. */
export interface Argon2Parameters {
  /** KiB. */
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
}

/** A verifier: what must come out, and how to compute it. */
export interface Verifier extends Argon2Parameters {
  readonly salt: Uint8Array;
  readonly hash: Uint8Array;
}

/**
 * Largest parameters accepted: a verifier comes from storage or from an import, and must not be
 * able to take the memory or the processors away.
 */
const LARGEST: Argon2Parameters = { memory: 256 * 1024, passes: 10, parallelism: 8 };
/** RFC 9106 §3.1. */
const ARGON2_VERSION = 19;
const PHC = new RegExp(
  `^\\$argon2id\\$v=${ARGON2_VERSION}\\$m=(\\d{1,9}),t=(\\d{1,9}),p=(\\d{1,9})` +
    "\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{22,86})$",
);

/** Computes Argon2id; `length` is the tag length in bytes. */
export async function argon2id(
  password: Uint8Array<ArrayBuffer>,
  salt: Uint8Array,
  { memory, passes, parallelism }: Argon2Parameters,
  length: number,
): Promise<Uint8Array> {
  const key = await crypto.subtle.importKey("raw-secret", password, "Argon2id", false, [
    "deriveBits",
  ]);
  const algorithm = { name: "Argon2id", nonce: salt, memory, passes, parallelism };
  return new Uint8Array(await crypto.subtle.deriveBits(algorithm, key, length * 8));
}

/** The PHC string of a verifier. */
export function formatVerifier({ memory, passes, parallelism, salt, hash }: Verifier): string {
  const cost = `m=${memory},t=${passes},p=${parallelism}`;
  return `$argon2id$v=${ARGON2_VERSION}$${cost}$${unpadded(salt)}$${unpadded(hash)}`;
}

/** Reads a PHC string. Throws where it is none of Argon2id or its cost exceeds the limits. */
export function parseVerifier(phc: string): Verifier {
  const match = PHC.exec(phc);
  if (!match) throw new Error("Cannot read the verifier: it is no PHC string of Argon2id");
  const [, memory, passes, parallelism, salt = "", hash = ""] = match;
  const verifier = {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    salt: Buffer.from(salt, "base64"),
    hash: Buffer.from(hash, "base64"),
  };
  for (const name of ["memory", "passes", "parallelism"] as const) {
    if (verifier[name] < 1 || verifier[name] > LARGEST[name]) {
      throw new Error(`Cannot use the verifier: its ${name} is ${verifier[name]}`);
    }
  }
  return verifier;
}

function unpadded(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64").replace(/=+$/, "");
}
