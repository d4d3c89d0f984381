/**
 * POP3's replies (RFC 1939 §3), as they go over the wire.
 *
 * @module
 */

/**
 * What a program may conclude from a refusal: `IN-USE` (RFC 2449 §8.1.2), `AUTH` (the credentials
 * are wrong) and `SYS/TEMP` (it may work later; both RFC 3206).
 */
export type ResponseCode = "IN-USE" | "AUTH" | "SYS/TEMP";

/** A positive reply of one line. */
export function ok(text: string): string {
  return `+OK ${text}\r\n`;
}

/** A negative reply. */
export function err(text: string): string {
  return `-ERR ${text}\r\n`;
}

/** A negative reply with a code (RFC 2449 §8). */
export function errWith(code: ResponseCode, text: string): string {
  return `-ERR [${code}] ${text}\r\n`;
}

/** A positive reply of several lines, none of which begins with a dot. */
export function okLines(text: string, lines: readonly string[]): string {
  return `${ok(text)}${lines.map((line) => `${line}\r\n`).join("")}.\r\n`;
}
