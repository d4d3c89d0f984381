/**
 * NTP packets as a client needs them (RFC 5905 §7.3, §14).
 *
 * @module
 */
import type { Instant } from "../../events/instant.ts";

/** Octets of the transmit timestamp, which the client draws at random. */
export const NONCE_LENGTH = 8;

const PACKET_LENGTH = 48;
const ORIGIN = 24;
const RECEIVE = 32;
const TRANSMIT = 40;

/** No warning, version 4, mode 3 (client): RFC 5905 §7.3. */
const CLIENT = 0b00_100_011;
const SERVER_MODE = 4;
const UNSYNCHRONISED_LEAP = 3;
/** Strata from here on stand for "unsynchronised" (16) or are reserved. */
const UNSYNCHRONISED_STRATUM = 16;

/** From 1900, where NTP counts from, to 1970, in seconds. */
const UNIX_EPOCH = 2_208_988_800;
/** Timestamps start over every 2^32 seconds: first on 7 February 2036 (RFC 5905 §6). */
const ERA = 2 ** 32;

/** What a server says. Times in milliseconds. */
export type TimeAnswer =
  | {
    readonly kind: "time";
    /** When the request came to the server, by the server's clock. */
    readonly received: Instant;
    /** When the answer left it. */
    readonly transmitted: Instant;
    /** How far the server may itself be from UTC: half its root delay and its dispersion. */
    readonly rootDistance: number;
  }
  /** The server wants to be asked less, or not at all: the kiss code (RFC 5905 §7.4). */
  | { readonly kind: "kiss"; readonly code: string }
  | { readonly kind: "unusable"; readonly reason: string };

/**
 * A request. Nothing in it tells of the client: its transmit timestamp is random, so that nobody
 * who does not see it can forge an answer.
 *
 * @param nonce 8 unpredictable octets
 */
export function encodeRequest(nonce: Uint8Array): Uint8Array {
  const packet = new Uint8Array(PACKET_LENGTH);
  packet[0] = CLIENT;
  packet.set(nonce, TRANSMIT);
  return packet;
}

/**
 * Decodes the answer to the request with this nonce.
 *
 * @param near any instant within 68 years of the true one: tells the eras apart
 * @returns undefined for what is no answer to it, or a forgery: the true one may still come
 */
export function decodeAnswer(
  packet: Uint8Array,
  nonce: Uint8Array,
  near: Instant,
): TimeAnswer | undefined {
  if (packet.length < PACKET_LENGTH) return undefined;
  const [first = 0, stratum = 0] = packet;
  if ((first & 0b111) !== SERVER_MODE) return undefined;
  if (!nonce.every((octet, index) => packet[ORIGIN + index] === octet)) return undefined;
  // RFC 5905 §7.4: with stratum 0 the reference id is a code in ASCII.
  if (stratum === 0) return { kind: "kiss", code: kissCode(packet) };
  if (first >> 6 === UNSYNCHRONISED_LEAP) return unusable("its clock is not synchronised");
  if (stratum >= UNSYNCHRONISED_STRATUM) return unusable(`it is at stratum ${stratum}`);
  const view = new DataView(packet.buffer, packet.byteOffset, packet.byteLength);
  if (view.getBigUint64(RECEIVE) === 0n || view.getBigUint64(TRANSMIT) === 0n) {
    return unusable("it gives no time");
  }
  return {
    kind: "time",
    received: readTimestamp(view, RECEIVE, near),
    transmitted: readTimestamp(view, TRANSMIT, near),
    rootDistance: readShort(view, 4) / 2 + readShort(view, 8),
  };
}

function unusable(reason: string): TimeAnswer {
  return { kind: "unusable", reason };
}

function kissCode(packet: Uint8Array): string {
  return String.fromCharCode(...packet.subarray(12, 16)).replace(/[^ -~]/g, "");
}

/** RFC 5905 §6: seconds and their fraction in 32 bits each, here in the era closest to `near`. */
function readTimestamp(view: DataView, at: number, near: Instant): Instant {
  const seconds = view.getUint32(at) - UNIX_EPOCH;
  const era = Math.round((near / 1000 - seconds) / ERA);
  return (seconds + era * ERA) * 1000 + view.getUint32(at + 4) * 1000 / ERA;
}

/** The short format: seconds and their fraction in 16 bits each. */
function readShort(view: DataView, at: number): number {
  return view.getUint32(at) * 1000 / 65536;
}
