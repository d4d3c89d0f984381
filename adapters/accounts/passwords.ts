/**
 * Passwords: verifiers, their check, and a short memory of successful checks.
 *
 * @module
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import { type Clock, type Instant, MINUTE } from "../../events/instant.ts";
import {
  argon2id,
  type Argon2Parameters,
  formatVerifier,
  parseVerifier,
  type Verifier,
} from "./argon2.ts";
import { Gate } from "../gate.ts";

/** The cost of new verifiers: 19 MiB, two passes; about 100 ms. */
const COST: Argon2Parameters = { memory: 19_456, passes: 2, parallelism: 1 };
const SALT_LENGTH = 16;
const HASH_LENGTH = 32;
/** Longest password in bytes of UTF-8: hashing must not become a way to keep the host busy. */
const LONGEST_PASSWORD = 1024;
/** Verifications at a time (each takes the memory of its cost), and those that wait. */
const AT_ONCE = 4;
const QUEUE = 256;

const gate = new Gate(AT_ONCE, QUEUE);

/**
 * Makes the verifier of a new password.
 *
 * @param random Random bytes for the salt.
 * @returns a PHC string of Argon2id.
 * @throws {GateFull} under too much load; an Error where the password has no or more than 1024
 * bytes.
 */
export async function hashPassword(
  password: string,
  random: (length: number) => Uint8Array,
): Promise<string> {
  const secret = secretOf(password);
  if (!secret) throw new Error(`Cannot take the password: not 1 to ${LONGEST_PASSWORD} bytes long`);
  const salt = random(SALT_LENGTH);
  const hash = await gate.run(() => argon2id(secret, salt, COST, HASH_LENGTH));
  return formatVerifier({ ...COST, salt, hash });
}

/**
 * Whether a password belongs to a verifier; compared in constant time.
 *
 * @throws {GateFull} under too much load; an Error where the verifier cannot be used.
 */
export async function verifyPassword(password: string, phc: string): Promise<boolean> {
  return await matches(password, parseVerifier(phc));
}

/**
 * Does the work of {@linkcode verifyPassword} for an account that does not exist, so that the
 * time of the answer does not tell which accounts do. The result is always false.
 *
 * @throws {GateFull} under too much load.
 */
export async function verifyNothing(password: string): Promise<false> {
  const salt = new Uint8Array(SALT_LENGTH);
  await matches(password, { ...COST, salt, hash: new Uint8Array(HASH_LENGTH) });
  return false;
}

async function matches(password: string, { salt, hash, ...cost }: Verifier): Promise<boolean> {
  const secret = secretOf(password);
  if (!secret) return false;
  return timingSafeEqual(await gate.run(() => argon2id(secret, salt, cost, hash.length)), hash);
}

/** RFC 8265 §4.2.2: the same characters, however composed, are the same password. */
function secretOf(password: string): Uint8Array<ArrayBuffer> | undefined {
  // Normalisation at most triples the length (UAX #15), so longer input is not even normalised.
  if (password.length > LONGEST_PASSWORD) return undefined;
  const secret = new TextEncoder().encode(password.normalize("NFC"));
  return secret.length >= 1 && secret.length <= LONGEST_PASSWORD ? secret : undefined;
}

/** Checks passwords and remembers for a while which ones were right. */
export interface PasswordChecker {
  /**
   * Whether a password is that of the account.
   *
   * @param verifier The account's PHC string; undefined where there is no such account.
   * @throws {GateFull} under too much load.
   */
  check(address: string, password: string, verifier: string | undefined): Promise<boolean>;
}

/** How a checker is set up. */
export interface PasswordCheckerOptions {
  readonly clock: Clock;
  /** Random bytes for the key under which right passwords are remembered. */
  readonly random: (length: number) => Uint8Array;
  /** Milliseconds for which a right password is remembered. Default 5 minutes. */
  readonly memory?: number;
  /** Right passwords remembered at most. Default 10,000. */
  readonly capacity?: number;
}

/**
 * A checker with a memory of its own: a mail client that connects every few seconds then costs
 * one Argon2 in a while. The memory holds nothing but HMACs under a key that never leaves the
 * process, and a changed verifier is another HMAC.
 */
export function createPasswordChecker(options: PasswordCheckerOptions): PasswordChecker {
  const { clock, random, memory = 5 * MINUTE, capacity = 10_000 } = options;
  const key = random(32);
  const remembered = new Map<string, Instant>();

  function remember(tag: string): void {
    remembered.delete(tag);
    const oldest = remembered.keys().next();
    if (remembered.size >= capacity && !oldest.done) remembered.delete(oldest.value);
    remembered.set(tag, clock.now() + memory);
  }

  return {
    async check(address, password, verifier) {
      if (verifier === undefined) return await verifyNothing(password);
      if (!secretOf(password)) return false;
      const parts = JSON.stringify([address, verifier, password.normalize("NFC")]);
      const tag = createHmac("sha256", key).update(parts).digest("base64");
      if (clock.now() < (remembered.get(tag) ?? -Infinity)) return true;
      const right = await verifyPassword(password, verifier);
      if (right) remember(tag);
      return right;
    },
  };
}
