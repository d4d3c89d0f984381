/**
 * The text of a line of the log (RFC 6109 §2.3), described in docs/trace.md: its fields in a fixed
 * order, each followed by a tab but the last. Whatever hostile bytes a field holds, a line is one
 * line, shows what it says, and is read back exactly.
 *
 * @module
 */
import type { TraceLine, TraceRecipient } from "../../../events/trace_line.ts";
import { legalInstant } from "./legal_instant.ts";

/** The fields in their order, by their Italian names where the law has them. */
export const traceFields = [
  "posizione",
  "istante",
  "evento",
  "identificativo",
  "msgid",
  "mittente",
  "destinatari",
  "oggetto",
  "interessati",
  "generati",
  "gestore-mittente",
] as const;

/** Stands for a list without elements, and for an unknown kind of recipient. */
const NONE = "-";

/** The line as text, without an end of line. */
export function renderTraceLine(line: TraceLine): string {
  return [
    String(line.position),
    legalInstant(line.at),
    escapeText(line.event),
    escapeText(line.pecId),
    escapeText(line.msgid),
    escapeText(line.sender),
    list(line.recipients.map(({ address, kind }) => `${kind ?? NONE}:${address}`)),
    escapeText(line.subject),
    list(line.concerns),
    list(line.generated),
    escapeText(line.provider),
  ].join("\t");
}

/**
 * The line of a text.
 *
 * @throws {Error} for a text that {@linkcode renderTraceLine} does not write.
 */
export function parseTraceLine(text: string): TraceLine {
  const fields = text.split("\t");
  if (fields.length !== traceFields.length) throw unreadable(`it has ${fields.length} fields`);
  const field = (name: (typeof traceFields)[number]) => fields[traceFields.indexOf(name)]!;
  const line = {
    position: Number(field("posizione")),
    at: Date.parse(field("istante")),
    event: unescapeText(field("evento")),
    pecId: unescapeText(field("identificativo")),
    msgid: unescapeText(field("msgid")),
    sender: unescapeText(field("mittente")),
    recipients: elements(field("destinatari")).map(recipientOf),
    subject: unescapeText(field("oggetto")),
    concerns: elements(field("interessati")),
    generated: elements(field("generati")),
    provider: unescapeText(field("gestore-mittente")),
  };
  if (!Number.isSafeInteger(line.position) || !Number.isSafeInteger(line.at)) {
    throw unreadable("posizione or istante is none");
  }
  // There is one text for a line, so that nothing can hide in another spelling.
  if (renderTraceLine(line) !== text) throw unreadable("it is spelled in another way");
  return line;
}

function recipientOf(element: string): TraceRecipient {
  const colon = element.indexOf(":");
  const kind = element.slice(0, Math.max(colon, 0));
  const address = element.slice(colon + 1);
  if (kind === NONE) return { address, kind: null };
  if (kind === "certificato" || kind === "esterno") return { address, kind };
  throw unreadable(`a recipient is ${kind}`);
}

function list(all: readonly string[]): string {
  if (all.length === 0) return NONE;
  return all.map((one) => one === NONE ? code(NONE) : escapeText(one).replaceAll(" ", code)).join(
    " ",
  );
}

function elements(field: string): string[] {
  return field === NONE ? [] : field.split(" ").map(unescapeText);
}

/** Control and format characters (the latter turn the direction of writing), lone surrogates. */
const UNPRINTABLE = /[\\\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** A text without characters that a terminal or a reader would obey rather than see. */
export function escapeText(text: string): string {
  return text.replace(UNPRINTABLE, (character) => character === "\\" ? "\\\\" : code(character));
}

/** `\u{…}` with the hexadecimal digits of the code point. */
function code(character: string): string {
  return `\\u{${character.codePointAt(0)!.toString(16)}}`;
}

/** The text of which {@linkcode escapeText} has made this one, or one like it. */
export function unescapeText(text: string): string {
  return text.replace(/\\(?:\\|u\{([0-9a-f]{1,6})\})?/g, (escaped, digits?: string) => {
    if (escaped === "\\\\") return "\\";
    const point = digits === undefined ? Infinity : parseInt(digits, 16);
    if (point > 0x10ffff) throw unreadable("a backslash begins nothing");
    return String.fromCodePoint(point);
  });
}

function unreadable(reason: string): Error {
  return new Error(`Cannot read the line of the log: ${reason}`);
}
