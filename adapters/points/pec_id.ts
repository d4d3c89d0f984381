/**
 * The identificativo: `[alphanumeric string]@[provider mail domain]`, unambiguous for ever
 * (RFC 6109 §2.2.1).
 *
 * @module
 */
import { createHash } from "node:crypto";
import { addressKey } from "../../events/address.ts";
import type { Instant } from "../../events/instant.ts";

/** Base 32 without the letters that are taken for digits, as Crockford has it. */
const DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** 10 digits of time in milliseconds, so that ids sort by age, and 16 of chance (80 bits). */
export function newPecId(
  domain: string,
  now: Instant,
  random: (length: number) => Uint8Array,
): string {
  let time = "";
  for (let rest = now, digit = 0; digit < 10; digit++, rest = Math.floor(rest / 32)) {
    time = DIGITS[rest % 32] + time;
  }
  const chance = Array.from(random(16), (byte) => DIGITS[byte % 32]).join("");
  return `${time}${chance}@${domain}`;
}

/**
 * The identificativo of the message that an account sends under an idempotency key: always the
 * same one. It begins with a letter, and so is never one that {@linkcode newPecId} makes before the
 * year 22,000. 125 bits of the digest.
 */
export function derivedPecId(domain: string, account: string, key: string): string {
  const identity = JSON.stringify(["idempotency", addressKey(account), key]);
  const digest = createHash("sha256").update(identity).digest();
  const digits = Array.from(digest.subarray(0, 25), (byte) => DIGITS[byte % 32]).join("");
  return `K${digits}@${domain}`;
}

/** What an idempotency key looks like: 1 to 255 characters of printable ASCII. */
export const IDEMPOTENCY_KEY: RegExp = /^[ -~]{1,255}$/;
