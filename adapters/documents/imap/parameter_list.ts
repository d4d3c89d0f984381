/**
 * Parameters of Content-Type and Content-Disposition as BODYSTRUCTURE tells them.
 *
 * @module
 */
import { latin1 } from "../mime/octets.ts";
import { stringOf } from "./strings.ts";

const PRINTABLE = /^[\t -~]*$/;

/** RFC 2231 §7 attribute-char. */
const NO_ATTRIBUTE_CHAR = /[^!#$&+.^_`|~0-9A-Za-z-]/g;

const encoder = new TextEncoder();

/**
 * Attributes and values in turn, or NIL. Continuations are put together (RFC 9051 §7.5.2). What
 * goes beyond ASCII comes as one `name*` in the extended form of RFC 2231, UTF-8: clients decode it
 * from servers that pass parameters on as written, and few expect raw UTF-8 under that name.
 */
export function parameterList(parameters: ReadonlyMap<string, string>): string {
  if (parameters.size === 0) return "NIL";
  return `(${[...parameters].map(([name, value]) => parameter(name, value)).join(" ")})`;
}

function parameter(name: string, value: string): string {
  if (PRINTABLE.test(value)) return `${stringOf(name)} ${stringOf(value)}`;
  const escapes = latin1(encoder.encode(value)).replace(
    NO_ATTRIBUTE_CHAR,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
  );
  return `${stringOf(`${name}*`)} ${stringOf(`UTF-8''${escapes}`)}`;
}
