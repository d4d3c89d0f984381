/**
 * The text of a closed day of the log, described in docs/trace.md: who keeps it, which day it is,
 * its lines (RFC 6109 §2.3), and the checkpoint that covers them. A provider signs it.
 *
 * There is one text for a day: what is read is what would be written, to the byte.
 *
 * @module
 */
import type { Sha256 } from "../../../events/rope.ts";
import type { Position } from "../../../events/store.ts";
import type { TraceLine } from "../../../events/trace_line.ts";
import { concat } from "../mime/octets.ts";
import type { Issuer } from "./facts.ts";
import { escapeText, parseTraceLine, renderTraceLine, unescapeText } from "./trace_line.ts";

/**
 * Bytes of the largest file of a day that is read: all of it is held in memory. Some five million
 * lines.
 */
export const LARGEST_DAY_FILE: number = 2 ** 31 - 1;

/** The first line of the text. */
const FORMAT = "ceralacca/giorno/1";
/** Stands for the file of the day before where there is none. */
const NONE = "-";
/** Bytes of a piece in which the text is written, more or less. */
const PIECE = 64 * 1024;

/** The names of the lines at the head of the text, in their order. */
const FIELDS = [
  "gestore",
  "dominio",
  "indirizzo",
  "giorno",
  "prima-posizione",
  "ultima-posizione",
  "righe",
  "chiave-del-registro",
  "giorno-precedente",
] as const;

/** What stands before the lines. */
export interface DayHeader {
  /** Whose log it is. */
  readonly provider: Issuer;
  /** A day of legal time, `2026-11-21`. */
  readonly day: string;
  /** The position that follows the day before. */
  readonly first: Position;
  /** Of the day's last event, with a line or without; `first - 1` where nothing happened. */
  readonly last: Position;
  /** How many lines there are. */
  readonly lines: number;
  /** The vkey that verifies the checkpoint. */
  readonly key: string;
  /** SHA-256 of the signed file of the day before; null for the first. */
  readonly previous: Sha256 | null;
}

/** The text is not the one of a day. */
export class DayTextError extends Error {
  override readonly name = "DayTextError";
}

const encoder = new TextEncoder();

/**
 * The text in pieces of some 64 KiB, UTF-8.
 *
 * @param checkpoint the signed note of a head that covers the day.
 * @throws {DayTextError} when the lines are not those that the header speaks of.
 */
export function* dayText(
  header: DayHeader,
  lines: Iterable<TraceLine>,
  checkpoint: Uint8Array,
): Generator<Uint8Array<ArrayBuffer>> {
  const order = new LineOrder(header);
  let text = headerText(header);
  for (const line of lines) {
    order.take(line.position);
    text += `${renderTraceLine(line)}\n`;
    if (text.length < PIECE) continue;
    yield encoder.encode(text);
    text = "";
  }
  order.end();
  yield concat([encoder.encode(`${text}\n`), checkpoint]);
}

/**
 * Reads the text of a day, strictly.
 *
 * @param each is handed every line, in their order; what it is told before this throws is void.
 * @returns the header, and the checkpoint, which is not looked into.
 * @throws {DayTextError} for a text that {@linkcode dayText} does not write.
 */
export function readDayText(
  text: Uint8Array,
  each: (line: TraceLine) => void,
): DayHeader & { readonly checkpoint: Uint8Array } {
  const reader = new LineReader(text);
  const header = readHeader(reader);
  const order = new LineOrder(header);
  for (let count = 0; count < header.lines; count++) {
    const line = readLine(reader.next());
    order.take(line.position);
    each(line);
  }
  order.end();
  if (reader.next() !== "") throw unreadable(`it has more than ${header.lines} lines`);
  return { ...header, checkpoint: reader.rest() };
}

function headerText(header: DayHeader): string {
  const { provider, day, first, last, lines, key, previous } = header;
  const values: Record<(typeof FIELDS)[number], string> = {
    gestore: provider.name,
    dominio: provider.domain,
    indirizzo: provider.address,
    giorno: day,
    "prima-posizione": String(first),
    "ultima-posizione": String(last),
    righe: String(lines),
    "chiave-del-registro": key,
    "giorno-precedente": previous ?? NONE,
  };
  const fields = FIELDS.map((name) => `${name}: ${escapeText(values[name])}\n`);
  return `${FORMAT}\n${fields.join("")}\n`;
}

function readHeader(reader: LineReader): DayHeader {
  const format = reader.next();
  if (format !== FORMAT) throw unreadable(`its first line is not ${FORMAT}`);
  const lines = FIELDS.map(() => reader.next());
  const value = (field: (typeof FIELDS)[number]) => {
    const line = lines[FIELDS.indexOf(field)]!;
    return readable(() => unescapeText(line.slice(`${field}: `.length)));
  };
  const previous = value("giorno-precedente");
  const header: DayHeader = {
    provider: { name: value("gestore"), domain: value("dominio"), address: value("indirizzo") },
    day: value("giorno"),
    first: Number(value("prima-posizione")),
    last: Number(value("ultima-posizione")),
    lines: Number(value("righe")),
    key: value("chiave-del-registro"),
    previous: previous === NONE ? null : previous,
  };
  const blank = reader.next();
  if (headerText(header) !== [format, ...lines, blank, ""].join("\n")) {
    throw unreadable("its header is spelled in another way");
  }
  requireSound(header);
  return header;
}

function requireSound({ day, first, last, lines, previous }: DayHeader): void {
  // The parser takes the 30th of February for a day of March.
  const midnight = Date.parse(`${day}T00:00:00Z`);
  const isDay = !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(`${day}T`);
  if (!isDay) throw unreadable("giorno is none");
  if (![first, last, lines].every(Number.isSafeInteger) || first < 1 || lines < 0) {
    throw unreadable("a position or the number of lines is none");
  }
  if (last < first - 1 || lines > last - first + 1) {
    throw unreadable(`it cannot have ${lines} lines from ${first} to ${last}`);
  }
  if (previous !== null && !/^[0-9a-f]{64}$/.test(previous)) {
    throw unreadable("giorno-precedente is no digest");
  }
}

function readLine(text: string): TraceLine {
  return readable(() => parseTraceLine(text));
}

function readable<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw unreadable(error instanceof Error ? error.message : String(error));
  }
}

/** Lines stand in the order of the log, all of them between the day's bounds. */
class LineOrder {
  readonly #header: DayHeader;
  #after: Position;
  #count = 0;

  constructor(header: DayHeader) {
    this.#header = header;
    this.#after = header.first - 1;
  }

  take(position: Position): void {
    if (position <= this.#after || position > this.#header.last) {
      throw unreadable(`the line ${position} does not stand in its place`);
    }
    this.#after = position;
    this.#count += 1;
  }

  end(): void {
    const { lines } = this.#header;
    if (this.#count !== lines) throw unreadable(`it has ${this.#count} lines, not ${lines}`);
  }
}

/** Takes the lines of a text one after the other. */
class LineReader {
  readonly #text: Uint8Array;
  readonly #decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  #at = 0;

  constructor(text: Uint8Array) {
    this.#text = text;
  }

  /** The next line, without its line feed. */
  next(): string {
    const end = this.#text.indexOf(0x0a, this.#at);
    if (end === -1) throw unreadable("it ends too early");
    const line = this.#text.subarray(this.#at, end);
    this.#at = end + 1;
    return readable(() => this.#decoder.decode(line));
  }

  /** All that has not been taken. */
  rest(): Uint8Array {
    return this.#text.subarray(this.#at);
  }
}

function unreadable(reason: string): DayTextError {
  return new DayTextError(`Cannot read the day of the log: ${reason}`);
}
