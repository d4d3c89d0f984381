/**
 * The mbox format (RFC 4155): messages one after the other, each after a line that begins with
 * `From `. A line of a message that looks like that is written with one `>` more (mboxrd), which
 * programs that write mboxo do to the plainest such lines alone.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { HOUR, type Instant, MINUTE } from "../../../events/instant.ts";
import { latin1, octetsOf } from "../../documents/mime/octets.ts";
import { joined, LINE_START, LineCutter, type LinePiece } from "./lines.ts";

/** A message of an mbox. */
export interface MboxMessage {
  /** When it was received, as the line before it says; null where it says nothing. */
  readonly received: Instant | null;
  /** Its bytes, with CRLF; to be read before the next message is asked for. */
  readonly chunks: AsyncIterable<Uint8Array>;
}

const MARK = 0x3e;
const FROM = octetsOf("From ");
const CRLF = octetsOf("\r\n");
const LF = octetsOf("\n");

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/** As asctime writes it; some programs put a zone before the year or after it. */
const DATE =
  /\b(?:Sun|Mon|Tue|Wed|Thu|Fri|Sat),? +([A-Z][a-z]{2}) +(\d{1,2}) +(\d{2}):(\d{2})(?::(\d{2}))?(?: +(?:([+-])(\d{2})(\d{2})|[A-Z]{1,5}))? +(\d{4})(?: +([+-])(\d{2})(\d{2}))?\b/;

/** What an mbox holds, in its order: a message's start, then its bytes. */
type Part = { readonly received: Instant | null } | Uint8Array;

/**
 * Reads an mbox.
 *
 * @throws {Error} when it does not begin with a line that separates messages.
 */
export async function* readMbox(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<MboxMessage, void, void> {
  const parts = partsOf(chunks);
  let next = await parts.next();
  while (!next.done) {
    const { value } = next;
    if (value instanceof Uint8Array) {
      // Whoever has the message did not want all of it.
      next = await parts.next();
      continue;
    }
    next = await parts.next();
    const content = async function* () {
      for (; !next.done && next.value instanceof Uint8Array; next = await parts.next()) {
        yield next.value;
      }
    };
    yield { received: value.received, chunks: content() };
  }
}

async function* partsOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Part, void, void> {
  const cutter = new LineCutter();
  const splitter = new Splitter();
  for await (const chunk of chunks) yield* splitter.take(cutter.push(chunk));
  yield* splitter.take(cutter.finish());
}

/** Finds where messages begin. */
class Splitter {
  /** A blank line is held back: before the next message it belongs to none. */
  #blank = true;
  #begun = false;

  *take(pieces: Iterable<LinePiece>): Generator<Part, void, void> {
    let held: LinePiece[] = [];
    for (const piece of pieces) {
      const separates = this.#blank && piece.starts && piece.ends && isSeparator(piece.bytes);
      if (separates) {
        if (held.length > 0) yield joined(held, CRLF);
        held = [];
        yield { received: dateOf(latin1(piece.bytes)) };
        this.#begun = true;
        this.#blank = false;
        continue;
      }
      if (!this.#begun && piece.bytes.length === 0) continue;
      if (!this.#begun) throw new Error("its first line does not begin with From, and a date");
      if (this.#blank) held.push({ bytes: new Uint8Array(0), starts: true, ends: true });
      this.#blank = piece.starts && piece.ends && piece.bytes.length === 0;
      if (!this.#blank) held.push(piece.starts ? unquoted(piece) : piece);
    }
    if (held.length > 0) yield joined(held, CRLF);
  }
}

function isSeparator(line: Uint8Array): boolean {
  return quoteDepth(line) === 0 && line.length <= LINE_START && DATE.test(latin1(line));
}

/** How many `>` stand before `From ` at the start of a line; -1 where that is not how it begins. */
function quoteDepth(line: Uint8Array): number {
  const start = line.subarray(0, LINE_START);
  const depth = start.findIndex((octet) => octet !== MARK);
  return depth >= 0 && FROM.every((octet, index) => start[depth + index] === octet) ? depth : -1;
}

function unquoted(piece: LinePiece): LinePiece {
  return quoteDepth(piece.bytes) > 0 ? { ...piece, bytes: piece.bytes.subarray(1) } : piece;
}

/** RFC 4155: asctime, in UTC unless it names another zone. */
function dateOf(line: string): Instant | null {
  const found = DATE.exec(line);
  if (!found) return null;
  const [, month, day, hours, minutes, seconds = "0", ...rest] = found;
  const index = MONTHS.indexOf(month!);
  if (index < 0) return null;
  const year = Number(rest[3]);
  const local = Date.UTC(
    year,
    index,
    Number(day),
    Number(hours),
    Number(minutes),
    Number(seconds),
  );
  return local - (offsetOf(rest.slice(0, 3)) || offsetOf(rest.slice(4, 7)));
}

function offsetOf([sign, hours, minutes]: readonly (string | undefined)[]): number {
  const offset = Number(hours ?? 0) * HOUR + Number(minutes ?? 0) * MINUTE;
  return sign === "-" ? -offset : offset;
}

/** A message as an mbox holds it, with its separator, LF at the end of lines, and a blank line. */
export async function* mboxEntry(
  received: Instant,
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, void> {
  yield octetsOf(`From MAILER-DAEMON ${asctime(received)}\n`);
  const cutter = new LineCutter();
  let ended = true;
  const quoted = (pieces: Iterable<LinePiece>) => {
    const written: LinePiece[] = [];
    for (const piece of pieces) {
      if (piece.starts && quoteDepth(piece.bytes) >= 0) {
        written.push({ bytes: Uint8Array.of(MARK), starts: true, ends: false });
      }
      written.push(piece);
      ended = piece.ends;
    }
    return joined(written, LF);
  };
  for await (const chunk of chunks) yield quoted(cutter.push(chunk));
  yield quoted(cutter.finish());
  yield Buffer.concat(ended ? [LF] : [LF, LF]);
}

/** `Sat Nov 21 09:30:00 2026`, in UTC. */
function asctime(instant: Instant): string {
  const date = new Date(instant);
  const [day, month] = [DAYS[date.getUTCDay()], MONTHS[date.getUTCMonth()]];
  const time = date.toISOString().slice(11, 19);
  const year = String(date.getUTCFullYear()).padStart(4, "0");
  return `${day} ${month} ${String(date.getUTCDate()).padStart(2)} ${time} ${year}`;
}
