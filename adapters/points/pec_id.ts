/**
 * The identificativo: `[alphanumeric string]@[provider mail domain]`, unambiguous for ever
 * (RFC 6109 §2.2.1).
 *
 * @module
 */
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
