/**
 * From bytes to commands, with limits: what cannot be obeyed is skipped without being held.
 *
 * @module
 */
import { latin1 } from "../../../documents/mime/octets.ts";
import { type Announcement, announcement } from "./announcement.ts";
import type { AppendCommand, ReplaceCommand } from "./ast.ts";
import type { CursorContext } from "./cursor.ts";
import { Fault, malformed, tooMuch, Unfinished } from "./fault.ts";
import type { GrammarLimits, Stage, StageLimits } from "./limits.ts";
import { Octets } from "./octets.ts";
import { parseCommand, tagOf } from "./parse.ts";
import type { Reading, Refusal } from "./reading.ts";

/** A message on its way. */
interface Message {
  readonly tag: string;
  readonly command: AppendCommand | ReplaceCommand;
  readonly literal: Announcement;
}

/** What the reader waits for. */
type State =
  /** A line: the first of a command, or the one after a literal. */
  | { readonly at: "line" }
  /** A line that is no command. */
  | { readonly at: "raw line" }
  /** A literal of the command. */
  | { readonly at: "literal"; readonly size: number }
  /** The session: whether it wants the message. */
  | { readonly at: "offer"; readonly message: Message }
  /** The call that tells the session to ask for the message. */
  | { readonly at: "accepted"; readonly message: Message }
  /** So many octets of the message. */
  | { readonly at: "content"; readonly message: Message; readonly missing: number }
  /** The end of the message's command. */
  | { readonly at: "last line"; readonly message: Message }
  /** The end of a command that is refused, so many octets first. */
  | { readonly at: "refused"; readonly missing: number; readonly refusal: Refusal | null }
  /** Nothing any more. */
  | { readonly at: "closed" };

const LINE: State = { at: "line" };
const TOO_LONG_TO_SKIP: Refusal = {
  reading: "bad",
  tag: null,
  answer: "NO",
  code: "TOOBIG",
  text: "The literal is too long",
  close: true,
};
/** The state has changed, and there may be a reading now. */
const GO_ON: unique symbol = Symbol("go on");

/**
 * Reads what a client sends.
 *
 * Push a chunk, then take readings until there is none; only then push the next one. So no more is
 * held than a chunk and what the limits allow. Lines end in CRLF, or in LF alone.
 */
export class CommandReader {
  /** How far the client has come: it decides on limits. Change it between commands. */
  stage: Stage = "unauthenticated";
  /** Whether names are UTF-8: after ENABLE UTF8=ACCEPT or IMAP4rev2. */
  utf8 = false;

  readonly #limits: GrammarLimits;
  readonly #octets = new Octets();
  #state: State = LINE;
  /** The command so far: its lines and literals, with what announced them. */
  #text = "";
  #literals = 0;

  /** Starts before the first command. */
  constructor(limits: GrammarLimits) {
    this.#limits = limits;
  }

  /** Adds what the client has sent. The chunk is not copied and must not change. */
  push(chunk: Uint8Array): void {
    if (this.#state.at !== "closed") this.#octets.push(chunk);
  }

  /** What came next; null when that needs more bytes, or a decision about a message. */
  next(): Reading | null {
    for (;;) {
      const reading = this.#step();
      if (reading !== GO_ON) return reading;
    }
  }

  /** Takes the message that was offered. */
  accept(): void {
    this.#state = { at: "accepted", message: this.#offered() };
  }

  /**
   * Does without the message that was offered; the session answers the command. What the client
   * sends of it all the same is skipped.
   */
  refuse(): void {
    const { literal } = this.#offered();
    this.#state = LINE;
    if (!literal.synchronizing) {
      this.#state = { at: "refused", missing: literal.size, refusal: null };
    }
  }

  /** The next line is no command, but a response in AUTHENTICATE, or the end of IDLE. */
  expectLine(): void {
    if (this.#state.at !== "line" || this.#text !== "") {
      throw new Error("Cannot expect a line: a command is being read");
    }
    this.#state = { at: "raw line" };
  }

  /** Takes what has not been read: after STARTTLS and COMPRESS it is something else. */
  takeRest(): Uint8Array {
    return this.#octets.take(this.#octets.length);
  }

  #offered(): Message {
    if (this.#state.at !== "offer") throw new Error("Cannot decide: no message is offered");
    return this.#state.message;
  }

  #step(): Reading | null | typeof GO_ON {
    const state = this.#state;
    switch (state.at) {
      case "line":
        return this.#line();
      case "raw line":
        return this.#rawLine();
      case "literal":
        return this.#literal(state.size);
      case "accepted":
        this.#state = {
          at: "content",
          message: state.message,
          missing: state.message.literal.size,
        };
        return state.message.literal.synchronizing ? { reading: "continue" } : GO_ON;
      case "content":
        return this.#content(state.message, state.missing);
      case "last line":
        return this.#lastLine(state.message);
      case "refused":
        return this.#refused(state.missing, state.refusal);
      case "offer":
      case "closed":
        return null;
    }
  }

  #line(): Reading | null | typeof GO_ON {
    const line = this.#octets.line(this.#room.line);
    if (line === null) return null;
    const literal = announcement(line.tail);
    const length = this.#text.length + line.text.length;
    this.#text += line.text;
    try {
      if (!line.whole) throw malformed("Line too long");
      if (length > this.#room.command) throw malformed("Command too long");
      // RFC 9051 §9: NUL stands nowhere in a line; CR stands before LF only.
      if (/[\0\r]/.test(line.text)) throw malformed("Line with NUL, or CR without LF");
      return literal ? this.#announced(literal) : this.#complete();
    } catch (error) {
      if (error instanceof Fault) return this.#refuse(error, literal);
      throw error;
    }
  }

  #complete(): Reading {
    const tagged = parseCommand(this.#text, this.#context("command"));
    this.#reset();
    return { reading: "command", ...tagged };
  }

  /** A literal follows. Whether it is a message only the command can tell. */
  #announced(literal: Announcement): Reading | typeof GO_ON {
    this.#text += "\r\n";
    const message = this.#message(literal);
    if (message !== null) {
      if (literal.size > this.#limits.message) {
        throw new Fault("NO", "TOOBIG", "The message is too big");
      }
      if (this.#mustClose(literal)) throw tooMuch("The message is too big before a login");
      this.#reset();
      this.#state = { at: "offer", message };
      return { reading: "content-start", tag: message.tag, command: message.command };
    }
    if (++this.#literals > this.#limits.literals) throw tooMuch("Too many literals");
    if (literal.size > this.#room.literal) throw tooMuch("The literal is too long");
    if (this.#text.length + literal.size > this.#room.command) throw tooMuch("Command too long");
    this.#state = { at: "literal", size: literal.size };
    return literal.synchronizing ? { reading: "continue" } : GO_ON;
  }

  /** The message that a literal is; null where it is an argument. */
  #message(literal: Announcement): Message | null {
    try {
      const { tag, command } = parseCommand(this.#text, this.#context("announcement"));
      // No other command is complete with the announcement of a literal.
      return { tag, command: command as AppendCommand | ReplaceCommand, literal };
    } catch (error) {
      if (error instanceof Unfinished) return null;
      throw error;
    }
  }

  #literal(size: number): null | typeof GO_ON {
    if (this.#octets.length < size) return null;
    this.#text += latin1(this.#octets.take(size));
    this.#state = LINE;
    return GO_ON;
  }

  #rawLine(): Reading | null {
    const line = this.#octets.line(this.#room.line);
    if (line === null) return null;
    this.#state = LINE;
    return { reading: "line", text: line.whole ? line.text : null };
  }

  #content(message: Message, missing: number): Reading | null | typeof GO_ON {
    if (missing === 0) {
      this.#state = { at: "last line", message };
      return GO_ON;
    }
    if (this.#octets.length === 0) return null;
    const bytes = this.#octets.take(missing);
    this.#state = { at: "content", message, missing: missing - bytes.length };
    return { reading: "content", bytes };
  }

  #lastLine({ tag, command }: Message): Reading | null | typeof GO_ON {
    const line = this.#octets.line(this.#room.line);
    if (line === null) return null;
    this.#state = LINE;
    // RFC 6855 §4: the literal stands in parentheses.
    if (line.whole && line.text.trimEnd() === (command.utf8 ? ")" : "")) {
      return { reading: "content-end" };
    }
    this.#text = `${tag} `;
    const fault = malformed(`Cannot read ${command.name}: too many arguments`);
    return this.#refuse(fault, announcement(line.tail));
  }

  #refused(missing: number, refusal: Refusal | null): Reading | null | typeof GO_ON {
    if (missing > 0) {
      if (this.#octets.length === 0) return null;
      const skipped = this.#octets.take(missing).length;
      this.#state = { at: "refused", missing: missing - skipped, refusal };
      return GO_ON;
    }
    const line = this.#octets.line(this.#room.line);
    return line === null ? null : this.#skip(announcement(line.tail), refusal);
  }

  /** Refuses the command, of which a line has just been read. */
  #refuse({ answer, code, message }: Fault, literal: Announcement | null): Reading | typeof GO_ON {
    const tag = tagOf(this.#text, this.#context("command"));
    this.#reset();
    return this.#skip(literal, { reading: "bad", tag, answer, code, text: message, close: false });
  }

  /**
   * Goes to the end of a refused command: behind a line without a literal, or with one for which
   * the client waits in vain (RFC 9051 §2.2.1).
   */
  #skip(
    literal: Announcement | null,
    refusal: Refusal | null,
  ): Reading | typeof GO_ON {
    if (literal && this.#mustClose(literal)) {
      this.#state = { at: "closed" };
      this.takeRest();
      return refusal ? { ...refusal, close: true } : TOO_LONG_TO_SKIP;
    }
    this.#state = LINE;
    if (literal && !literal.synchronizing) {
      this.#state = { at: "refused", missing: literal.size, refusal };
      return GO_ON;
    }
    return refusal ?? GO_ON;
  }

  #mustClose({ size, synchronizing }: Announcement): boolean {
    return !synchronizing && size > this.#room.skipped;
  }

  #reset(): void {
    this.#state = LINE;
    this.#text = "";
    this.#literals = 0;
  }

  #context(end: CursorContext["end"]): CursorContext {
    return { limits: this.#limits, names: this.utf8 ? "UTF-8" : "modified UTF-7", end };
  }

  get #room(): StageLimits {
    return this.#limits[this.stage];
  }
}
