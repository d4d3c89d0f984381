/**
 * Content transfer encodings undone while the bytes stream past (RFC 2045 §6).
 *
 * @module
 */
import { decodeBase64 } from "../mime/base64.ts";
import { concat, latin1, octetsOf } from "../mime/octets.ts";
import { decodeQuotedPrintable } from "../mime/quoted_printable.ts";

/** The octets behind an encoded body. */
export type Decoding = (body: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>;

const LF = 0x0a;

/**
 * What undoes an encoding. The octets are those that `decodeBody` finds in the whole body.
 *
 * @param encoding as in `MimePart.encoding`
 * @returns undefined for an encoding that nobody here knows
 */
export function decodingOf(encoding: string): Decoding | undefined {
  switch (encoding) {
    case "7bit":
    case "8bit":
    case "binary":
      return (body) => body;
    case "base64":
      return fromBase64;
    case "quoted-printable":
      return fromQuotedPrintable;
    default:
      return undefined;
  }
}

/** Keeps back what may belong to a group of four that goes on. */
async function* fromBase64(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let rest = "";
  for await (const chunk of body) {
    const text = rest + latin1(chunk).replace(/[^A-Za-z0-9+/=]+/g, "");
    // After padding a new group begins.
    const last = text.lastIndexOf("=") + 1;
    const whole = last + Math.floor((text.length - last) / 4) * 4;
    rest = text.slice(whole);
    if (whole > 0) yield decodeBase64(octetsOf(text.slice(0, whole)));
  }
  if (rest !== "") yield decodeBase64(octetsOf(rest));
}

/** Keeps back the line that goes on: what its last blanks mean is known at its end. */
async function* fromQuotedPrintable(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let rest: Uint8Array[] = [];
  for await (const chunk of body) {
    const next = chunk.lastIndexOf(LF) + 1;
    if (next > 0) {
      yield decodeQuotedPrintable(concat([...rest, chunk.subarray(0, next)]));
      rest = [];
    }
    rest.push(chunk.subarray(next));
  }
  yield decodeQuotedPrintable(concat(rest));
}
