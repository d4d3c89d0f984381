/**
 * SMTP replies (RFC 5321 §4.2) with enhanced status codes (RFC 2034, RFC 3463).
 *
 * @module
 */

/** A reply to a command. */
export interface Reply {
  /** Three digits: 250, 451, 550 … */
  readonly code: number;
  /** Enhanced status code, for example `2.1.5`; empty where RFC 2034 §4 wants none. */
  readonly enhanced: string;
  /** One line, or several for a multiline reply. */
  readonly text: string | readonly string[];
}

/** RFC 5321 §4.5.3.1.5: a reply line has at most 512 octets with code and CRLF. */
const TEXT_LIMIT = 480;

/** Makes a reply. */
export function reply(code: number, enhanced: string, text: string | readonly string[]): Reply {
  return { code, enhanced, text };
}

/** The reply as it goes over the wire, in ASCII, with its final CRLF. */
export function renderReply({ code, enhanced, text }: Reply): string {
  const prefix = enhanced === "" ? "" : `${enhanced} `;
  if (typeof text === "string") return `${code} ${prefix}${printable(text)}\r\n`;
  const last = text.length - 1;
  return text
    .map((line, index) => `${code}${index < last ? "-" : " "}${prefix}${printable(line)}\r\n`)
    .join("");
}

/** A handler may quote what a client sent: line ends and anything but ASCII must not get out. */
function printable(text: string): string {
  const clean = /[^\x20-\x7e]/.test(text) ? text.replace(/[^\x20-\x7e]/g, "?") : text;
  return clean.length > TEXT_LIMIT ? clean.slice(0, TEXT_LIMIT) : clean;
}
