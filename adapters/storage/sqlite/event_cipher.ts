/**
 * The data of an event as it lies on the disk: encrypted under a key that this event alone has, so
 * that to destroy the key is to erase the event, wherever copies of the rest may lie.
 *
 * @module
 */
import { createCipheriv, createDecipheriv } from "node:crypto";

const CIPHER = "aes-256-gcm";

/** Octets of a key for data. */
export const DATA_KEY_LENGTH = 32;

/** Octets of the tag behind what is encrypted. */
const TAG_LENGTH = 16;

/** Each key encrypts one text, once: any nonce is a fresh one (NIST SP 800-38D §8). */
const NONCE = new Uint8Array(12);

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The text under its key: as many octets as it has in UTF-8, and a tag of 16. */
export function encryptData(text: string, key: Uint8Array): Uint8Array {
  const cipher = createCipheriv(CIPHER, key, NONCE);
  const encrypted = cipher.update(encoder.encode(text));
  cipher.final();
  const bytes = new Uint8Array(encrypted.length + TAG_LENGTH);
  bytes.set(encrypted);
  bytes.set(cipher.getAuthTag(), encrypted.length);
  return bytes;
}

/**
 * The text of what {@linkcode encryptData} gave.
 *
 * @throws {Error} where a bit of it, or of the key, is another one.
 */
export function decryptData(bytes: Uint8Array, key: Uint8Array): string {
  const end = bytes.length - TAG_LENGTH;
  const decipher = createDecipheriv(CIPHER, key, NONCE);
  decipher.setAuthTag(bytes.subarray(end));
  const text = decipher.update(bytes.subarray(0, end));
  decipher.final();
  return decoder.decode(text);
}
