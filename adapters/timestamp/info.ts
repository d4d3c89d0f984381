/**
 * What an authority signs: TSTInfo (RFC 3161 §2.4.2).
 *
 * @module
 */
import type { Instant } from "../../events/instant.ts";
import { type AlgorithmIdentifier, parseAlgorithm } from "../documents/smime/certificate.ts";
import {
  booleanOf,
  constructedTag,
  contentBytes,
  DerError,
  DerReader,
  type Element,
  hex,
  oidOf,
  primitiveTag,
  rawBytes,
  readSequence,
  smallIntegerOf,
  TAG,
} from "../documents/smime/der.ts";
import { parseRawExtensions } from "../documents/smime/extensions.ts";
import { type GeneralName, parseGeneralName } from "../documents/smime/general_names.ts";

/** The contents of a time stamp. */
export interface TimeStampInfo {
  /** Object identifier in dotted form. */
  readonly policy: string;
  readonly digestAlgorithm: AlgorithmIdentifier;
  readonly digest: Uint8Array;
  /** Hex of the INTEGER's content. */
  readonly serial: string;
  /** Fractions of a millisecond are dropped. */
  readonly instant: Instant;
  /** Milliseconds, perhaps with a fraction, to either side; null where the policy says it. */
  readonly accuracy: number | null;
  /** The INTEGER, DER; null where the request had none. */
  readonly nonce: Uint8Array | null;
  /** Whom the stamp says that it is from; null where it leaves that to its signature. */
  readonly authority: GeneralName | null;
}

/** RFC 3161 §2.4.2: up to 160 bits, and a sign byte. */
const LONGEST_SERIAL = 21;
/** Characters of a time; nobody measures beyond nanoseconds. */
const LONGEST_TIME = 25;

/**
 * Reads a TSTInfo.
 *
 * @throws {DerError} if it is none, not of version 1, or has a critical extension.
 */
export function parseTimeStampInfo(der: Uint8Array): TimeStampInfo {
  const fields = readSequence(der);
  const version = smallIntegerOf(fields.expect(TAG.integer));
  if (version !== 1) throw new DerError(`Cannot read a TSTInfo: version ${version}`);
  const policy = oidOf(fields.expect(TAG.oid));
  const imprint = fields.enter(TAG.sequence);
  const digestAlgorithm = parseAlgorithm(imprint.expect(TAG.sequence));
  const digest = contentBytes(imprint.expect(TAG.octetString));
  imprint.finish();
  const serial = contentBytes(fields.expect(TAG.integer));
  if (serial.length === 0 || serial.length > LONGEST_SERIAL) {
    throw new DerError(`Cannot read a TSTInfo: a serial number of ${serial.length} bytes`);
  }
  const instant = fineTimeOf(fields.expect(TAG.generalizedTime));
  const accuracy = fields.optional(TAG.sequence);
  const ordering = fields.optional(TAG.boolean);
  if (ordering !== null) booleanOf(ordering);
  const nonce = fields.optional(TAG.integer);
  const authority = fields.optional(constructedTag(0));
  const extensions = fields.optional(constructedTag(1));
  fields.finish();
  if (extensions !== null) requireNoneCritical(extensions);
  return {
    policy,
    digestAlgorithm,
    digest,
    serial: hex(serial),
    instant,
    accuracy: accuracy === null ? null : accuracyOf(accuracy),
    nonce: nonce === null ? null : rawBytes(nonce),
    authority: authority === null ? null : nameInside(authority),
  };
}

/** GeneralizedTime in UTC with seconds; a fraction only where it is not zero (§2.4.2). */
function fineTimeOf(element: Element): Instant {
  const text = String.fromCharCode(...contentBytes(element).subarray(0, LONGEST_TIME + 1));
  const [, year, month, day, hour, minute, second, fraction = ""] =
    /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d{0,8}[1-9]))?Z$/.exec(text) ?? [];
  const whole = `${year}-${month}-${day}T${hour}:${minute}:${second}.`;
  const iso = `${whole}${fraction.slice(0, 3).padEnd(3, "0")}Z`;
  const instant = Date.parse(iso);
  // Date.parse takes 30 February and 24:00 for the day after.
  if (Number.isNaN(instant) || new Date(instant).toISOString() !== iso) {
    throw new DerError(`Cannot read a time of a TSTInfo: ${JSON.stringify(text)}`);
  }
  return instant;
}

/** Accuracy: seconds, millis [0] and micros [1] of 1 to 999. */
function accuracyOf(element: Element): number {
  const fields = DerReader.inside(element);
  const seconds = fields.optional(TAG.integer);
  const millis = fields.optional(primitiveTag(0));
  const micros = fields.optional(primitiveTag(1));
  fields.finish();
  return (seconds === null ? 0 : smallIntegerOf(seconds)) * 1000 + thousandths(millis) +
    thousandths(micros) / 1000;
}

function thousandths(element: Element | null): number {
  if (element === null) return 0;
  const value = smallIntegerOf(element);
  if (value < 1 || value > 999) throw new DerError(`Cannot read an accuracy: ${value}`);
  return value;
}

function nameInside(wrapper: Element): GeneralName {
  const reader = DerReader.inside(wrapper);
  const name = parseGeneralName(reader.any());
  reader.finish();
  return name;
}

/** Extensions, IMPLICIT; none is known here that could be critical. */
function requireNoneCritical(wrapper: Element): void {
  for (const { oid, critical } of parseRawExtensions(DerReader.inside(wrapper)).values()) {
    if (critical) throw new DerError(`Cannot read a TSTInfo: unknown critical extension ${oid}`);
  }
}
