/**
 * What an authority answers: a time stamp, or why it gives none (RFC 3161 §2.4.2).
 *
 * @module
 */
import { berToDer } from "../documents/smime/ber.ts";
import {
  contentBytes,
  DerError,
  DerReader,
  type Element,
  namedBits,
  rawBytes,
  readSequence,
  smallIntegerOf,
  TAG,
} from "../documents/smime/der.ts";
import { throwAsFault, TimeStampFault } from "./fault.ts";

/** Bytes of the largest answer, and so token, that is read; real ones have two to ten thousand. */
export const LARGEST_ANSWER: number = 256 * 1024;

/** PKIStatus, by number. */
const STATUSES = [
  "granted",
  "granted with modifications",
  "rejection",
  "waiting",
  "revocation warning",
  "revocation notification",
];

/** PKIFailureInfo, by bit. */
const FAILURES: ReadonlyMap<number, string> = new Map([
  [0, "badAlg"],
  [2, "badRequest"],
  [5, "badDataFormat"],
  [14, "timeNotAvailable"],
  [15, "unacceptedPolicy"],
  [16, "unacceptedExtension"],
  [17, "addInfoNotAvailable"],
  [25, "systemFailure"],
]);

/** Characters of an authority's own words that are passed on. */
const MOST_WORDS = 200;

/**
 * The token in a TimeStampResp, DER; nothing in it is verified yet.
 *
 * @throws {TimeStampFault} `refused` where the authority gave none; `malformed`.
 */
export function readTimeStampResponse(answer: Uint8Array): Uint8Array<ArrayBuffer> {
  try {
    if (answer.length > LARGEST_ANSWER) {
      throw new DerError(`Cannot read an answer: ${answer.length} bytes are too many`);
    }
    const fields = readSequence(berToDer(answer));
    requireGranted(fields.enter(TAG.sequence));
    const token = fields.expect(TAG.sequence);
    fields.finish();
    return Uint8Array.from(rawBytes(token));
  } catch (error) {
    throwAsFault(error);
  }
}

/** PKIStatusInfo: granted, with modifications or without. */
function requireGranted(info: DerReader): void {
  const status = smallIntegerOf(info.expect(TAG.integer));
  const words = wordsOf(info.optional(TAG.sequence));
  const bits = info.optional(TAG.bitString);
  const failures = bits === null ? [] : failuresOf(bits);
  info.finish();
  if (status <= 1) return;
  const reasons = [STATUSES[status] ?? `status ${status}`, ...failures, ...words];
  throw new TimeStampFault("refused", `the authority answers ${reasons.join(", ")}`);
}

function failuresOf(bits: Element): readonly string[] {
  return [...namedBits(bits)].map((bit) => FAILURES.get(bit) ?? `failure ${bit}`);
}

/** PKIFreeText, quoted: it is anybody's text, and goes into a log. */
function wordsOf(list: Element | null): readonly string[] {
  if (list === null) return [];
  const texts: string[] = [];
  const reader = DerReader.inside(list);
  while (!reader.done) {
    texts.push(new TextDecoder().decode(contentBytes(reader.expect(TAG.utf8String))));
  }
  return [JSON.stringify(texts.join(" ").slice(0, MOST_WORDS))];
}
