/**
 * What stands in the log for an event: a salted commitment, HMAC-SHA-256 of the event's canonical
 * bytes under 32 random octets that the event alone has.
 *
 * It binds: whoever could show another event, or another key, for the same commitment would have
 * found a collision of SHA-256 (RFC 2104; keys have one length, so that none is another one padded).
 * It hides: without the key nobody can try out guesses of the event on it, however few events are
 * likely. Destroying the key therefore erases the event from the log and leaves every proof whole.
 *
 * @module
 */
import { type Hash, hmacSha256 } from "./hash.ts";

/** Octets of an event's key: as many as the hash has (RFC 2104 §3). */
export const COMMITMENT_KEY_LENGTH = 32;

/** An event as it is stored. */
export interface StoredEvent {
  /** Its place in the log, from 1. */
  readonly position: number;
  readonly stream: string;
  /** Its place in its stream, from 1. */
  readonly version: number;
  /** The number of its kind. */
  readonly number: number;
  /** The version of its kind's shape. */
  readonly form: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Its data, the very text that is stored. */
  readonly data: string;
}

const encoder = new TextEncoder();

/**
 * What an event's commitment is over: `[position, stream, version, number, form, at]` as
 * `JSON.stringify` writes it, a line feed, and the stored text of its data, byte for byte: nothing
 * is ever serialised again. JSON has no line feed within a string, so that no two events share
 * their bytes.
 *
 * @throws {RangeError} for an event that no store holds: its bytes would be another one's too
 */
export function canonicalBytes(event: StoredEvent): Uint8Array {
  const { position, stream, version, number, form, at, data } = event;
  // JSON has `null` for all that is no finite number, UTF-8 has U+FFFD for all lone surrogates.
  if (![position, version, number, form, at].every(Number.isSafeInteger)) {
    throw new RangeError(`Cannot commit to event ${position}: its numbers are no integers`);
  }
  if (!stream.isWellFormed() || !data.isWellFormed()) {
    throw new RangeError(`Cannot commit to event ${position}: its text is no Unicode`);
  }
  const header = JSON.stringify([position, stream, version, number, form, at]);
  return encoder.encode(`${header}\n${data}`);
}

/**
 * The log's entry for an event: 32 octets.
 *
 * @param key the event's own, drawn at random: 32 octets
 * @throws {RangeError} for a key of another length, and as {@link canonicalBytes} does
 */
export function commitmentOf(event: StoredEvent, key: Uint8Array): Hash {
  if (key.length !== COMMITMENT_KEY_LENGTH) {
    throw new RangeError(`Cannot commit under a key of ${key.length} octets`);
  }
  return hmacSha256(key, canonicalBytes(event));
}
