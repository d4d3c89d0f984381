/**
 * What a reader makes of what a client sends.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import type { Command } from "../../../adapters/imap/server/grammar/ast.ts";
import { type GrammarLimits, grammarLimits } from "../../../adapters/imap/server/grammar/limits.ts";
import { CommandReader } from "../../../adapters/imap/server/grammar/reader.ts";
import type { Reading } from "../../../adapters/imap/server/grammar/reading.ts";

/** A reader after the login. */
export function loggedIn(limits: Partial<GrammarLimits> = {}): CommandReader {
  const reader = new CommandReader({ ...grammarLimits, ...limits });
  reader.stage = "authenticated";
  return reader;
}

/** Pushes Latin-1 text in pieces of `cut` octets and takes all readings; accepts messages. */
export function readAll(reader: CommandReader, sent: string, cut = Infinity): Reading[] {
  const readings: Reading[] = [];
  for (let at = 0; at < sent.length; at += cut) {
    reader.push(Buffer.from(sent.slice(at, at + cut), "latin1"));
    for (let reading; (reading = reader.next()) !== null;) {
      readings.push(reading);
      if (reading.reading === "content-start") reader.accept();
    }
  }
  return readings;
}

/** Readings in a form that is easy to compare: `continue`, `a OK`, `a BAD text`, `content abc`. */
export function brief(readings: readonly Reading[]): string[] {
  return readings.map((reading) => {
    switch (reading.reading) {
      case "command":
        return `${reading.tag} ${reading.command.name}`;
      case "content-start":
        return `${reading.tag} ${reading.command.name} offered`;
      case "content":
        return `content ${Buffer.from(reading.bytes).toString("latin1")}`;
      case "line":
        return `line ${reading.text}`;
      case "bad": {
        const code = reading.code === null ? "" : `[${reading.code}] `;
        const end = reading.close ? " and close" : "";
        return `${reading.tag ?? "*"} ${reading.answer} ${code}${reading.text}${end}`;
      }
      default:
        return reading.reading;
    }
  });
}

/** The command that a line is, sent with the tag `a` after the login. */
export function commandOf(line: string, reader: CommandReader = loggedIn()): Command {
  const readings = readAll(reader, `a ${line}\r\n`).filter(({ reading }) => reading !== "continue");
  const [first] = readings;
  if (readings.length === 1 && first?.reading === "command") return first.command;
  throw new Error(`Cannot read one command: ${brief(readings).join(" / ")}`);
}

/** The answer to a line that is no command, after the login: `BAD text` or `NO [CODE] text`. */
export function answerTo(line: string, limits: Partial<GrammarLimits> = {}): string {
  const readings = brief(readAll(loggedIn(limits), `a ${line}\r\n`));
  return readings.filter((reading) => reading !== "continue").join(" / ").replace(/^a /, "");
}
