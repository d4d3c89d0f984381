/**
 * App passwords: how they look, how they are verified, and from where they work.
 *
 * They are made here, of 120 random bits. Nobody guesses such a secret at any speed, so that its
 * verifier need not be slow as Argon2 must be for what people think up: it is an HMAC-SHA-256 under
 * a salt, in the form of a PHC string, `$hmac-sha256$salt$digest`. The salt keeps the event that
 * names the verifier's blob from depending on the secret alone.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { createHmac, timingSafeEqual } from "node:crypto";
import { BlockList, isIP } from "node:net";

/** 32 characters, for 5 bits each, none of which looks like another: no l, 1, o, 0. */
const ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789";
const LENGTH = 24;
const GROUP = /.{4}/g;
const SECRET = new RegExp(`^[${ALPHABET}]{${LENGTH}}$`);
const SALT_LENGTH = 16;
const VERIFIER = /^\$hmac-sha256\$([A-Za-z0-9+/]{22})\$([A-Za-z0-9+/]{43})$/;

/** A new app password, as it is shown once: `abcd-efgh-…`, six groups of four. */
export function newAppPassword(random: (length: number) => Uint8Array): string {
  const letters = Array.from(random(LENGTH), (byte) => ALPHABET[byte % ALPHABET.length]);
  return letters.join("").match(GROUP)!.join("-");
}

/** The verifier of an app password. */
export function appPasswordVerifier(
  secret: string,
  random: (length: number) => Uint8Array,
): string {
  const salt = random(SALT_LENGTH);
  return `$hmac-sha256$${unpadded(salt)}$${unpadded(digest(bare(secret), salt))}`;
}

/** Whether a password has the form of an app password: nothing else needs to be verified. */
export function looksLikeAppPassword(password: string): boolean {
  return SECRET.test(bare(password));
}

/**
 * Whether an app password belongs to a verifier; compared in constant time. Case, blanks and
 * hyphens do not matter.
 *
 * @throws an Error where the verifier cannot be read.
 */
export function verifyAppPassword(password: string, verifier: string): boolean {
  const [, salt, expected] = VERIFIER.exec(verifier) ?? [];
  if (salt === undefined || expected === undefined) {
    throw new Error("Cannot read the verifier: it is not one of an app password");
  }
  const found = digest(bare(password), Buffer.from(salt, "base64"));
  return timingSafeEqual(found, Buffer.from(expected, "base64"));
}

/** Whether an IP address lies in one of some networks (`192.0.2.0/24`, `2001:db8::/32`). */
export function liesIn(address: string, networks: readonly string[]): boolean {
  const list = new BlockList();
  for (const network of networks) {
    const [base = "", prefix] = network.split("/");
    list.addSubnet(base, Number(prefix), isIP(base) === 6 ? "ipv6" : "ipv4");
  }
  // An IPv4-mapped address counts as IPv4; the zone of a link-local one names an interface here.
  const [bareAddress = ""] = address.split("%");
  return list.check(bareAddress, isIP(bareAddress) === 6 ? "ipv6" : "ipv4");
}

/** A secret as it is typed from paper: programs for phones begin it with a capital. */
function bare(password: string): string {
  return password.replace(/[\s-]/g, "").toLowerCase();
}

function digest(secret: string, salt: Uint8Array): Uint8Array {
  return createHmac("sha256", salt).update(secret).digest();
}

function unpadded(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64").replace(/=+$/, "");
}
