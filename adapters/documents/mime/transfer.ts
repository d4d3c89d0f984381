/**
 * Content transfer encodings by name (RFC 2045 §6).
 *
 * @module
 */
import { decodeBase64, encodeBase64 } from "./base64.ts";
import { decodeQuotedPrintable, encodeQuotedPrintable } from "./quoted_printable.ts";

export { decodeBase64, decodeQuotedPrintable, encodeBase64, encodeQuotedPrintable };

/**
 * The content behind a part's body. Under 7bit, 8bit, binary and every unknown encoding the body
 * is the content, and comes back uncopied.
 *
 * @param encoding as in `MimePart.encoding`
 */
export function decodeBody(encoding: string, body: Uint8Array): Uint8Array {
  switch (encoding) {
    case "base64":
      return decodeBase64(body);
    case "quoted-printable":
      return decodeQuotedPrintable(body);
    default:
      return body;
  }
}
