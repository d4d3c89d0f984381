/**
 * Text as a part of a message: in the plainest form that goes through every relay unchanged.
 *
 * @module
 */
import { base64Length, encodeBase64 } from "../../documents/mime/base64.ts";
import { partHeader } from "../../documents/mime/compose.ts";
import { concat } from "../../documents/mime/octets.ts";
import { encodeQuotedPrintable } from "../../documents/mime/quoted_printable.ts";

/** RFC 5322 §2.1.1: what a line should not exceed. */
const LONGEST_LINE = 78;

/**
 * The part, and a CRLF after it. Line ends of whatever kind become CRLF; half a surrogate pair
 * becomes U+FFFD.
 */
export function textPart(type: "text/plain" | "text/html", text: string): Uint8Array<ArrayBuffer> {
  const canonical = text.replace(/\r\n|\r|\n/g, "\r\n");
  const octets = new TextEncoder().encode(canonical);
  const { encoding, body } = encoded(canonical, octets);
  const header = partHeader({ type, parameters: { charset: "utf-8" }, encoding });
  return concat([new TextEncoder().encode(header), body, encoding === "base64" ? NOTHING : CRLF]);
}

const NOTHING = new Uint8Array();
/** Every line of base64 has its own. */
const CRLF = new TextEncoder().encode("\r\n");

function encoded(
  text: string,
  octets: Uint8Array<ArrayBuffer>,
): { encoding: "7bit" | "quoted-printable" | "base64"; body: Uint8Array<ArrayBuffer> } {
  if (isPlain(text)) return { encoding: "7bit", body: octets };
  const quoted = encodeQuotedPrintable(octets);
  return quoted.length <= base64Length(octets.length)
    ? { encoding: "quoted-printable", body: quoted }
    : { encoding: "base64", body: encodeBase64(octets) };
}

/**
 * Whether a text can go as it is. Relays may strip blanks at the end of a line, some mailboxes
 * change `From ` at its start (RFC 2049 §3), and `--=_` might be taken for a boundary.
 */
function isPlain(text: string): boolean {
  return text.split("\r\n").every((line) =>
    line.length <= LONGEST_LINE && /^[\t -~]*$/.test(line) && !/[\t ]$|^From |^--=_/.test(line)
  );
}
