/**
 * The log of operation: one line of JSON per entry. It is not the log of events, which is the
 * legal record; nothing depends on it, and so nothing fails because of it.
 *
 * @module
 */
import type { Clock } from "../../events/instant.ts";

/** How much an entry matters, the least first. */
export type LogLevel = "debug" | "info" | "warn" | "error";

/** What an entry says beside its name. Errors become name and message; long values are cut. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Writes one entry: a dotted lower-case name and its fields. Never throws. */
export type LogEntry = (event: string, fields?: LogFields) => void;

/** The log, a function for each level. */
export interface Log extends Readonly<Record<LogLevel, LogEntry>> {}

const LEVELS: readonly LogLevel[] = ["debug", "info", "warn", "error"];
/** Characters of a value. */
const LONGEST_VALUE = 1000;
/** Fields of an entry. */
const MOST_FIELDS = 40;

/**
 * A log that passes every entry of `level` and above to `write`, as a line with its line feed:
 * `{"at":"2026-…Z","level":"info","event":"…",…}`. Fields cannot replace those three.
 */
export function createLog(clock: Clock, write: (line: string) => void, level: LogLevel): Log {
  const entry = (own: LogLevel): LogEntry => (event, fields = {}) => {
    if (LEVELS.indexOf(own) < LEVELS.indexOf(level)) return;
    try {
      const at = new Date(clock.now()).toISOString();
      write(`${render({ at, level: own, event: shortened(event) }, fields)}\n`);
    } catch {
      // A full disk or a closed pipe: the mail goes on.
    }
  };
  return { debug: entry("debug"), info: entry("info"), warn: entry("warn"), error: entry("error") };
}

function render(head: Readonly<Record<string, string>>, fields: LogFields): string {
  const entry: Record<string, unknown> = { ...head };
  for (const name of Object.keys(fields).slice(0, MOST_FIELDS)) {
    if (!Object.hasOwn(head, name)) entry[shortened(name)] = bounded(fields, name);
  }
  return JSON.stringify(entry);
}

/** The field's value, as JSON data of bounded length. */
function bounded(fields: LogFields, name: string): unknown {
  try {
    const value = fields[name];
    if (typeof value === "string") return shortened(value);
    if (typeof value === "bigint" || typeof value === "number" && !Number.isFinite(value)) {
      return String(value);
    }
    if (value instanceof Error) return shortened(described(value));
    if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
    const json = JSON.stringify(value);
    return json === undefined || json.length <= LONGEST_VALUE ? value : shortened(json);
  } catch (error) {
    return `[unreadable: ${error instanceof Error ? error.name : typeof error}]`;
  }
}

function described(error: Error): string {
  const cause = error.cause instanceof Error ? ` (${described(error.cause)})` : "";
  return `${error.name}: ${error.message}${cause}`;
}

function shortened(text: string): string {
  return text.length <= LONGEST_VALUE ? text : `${text.slice(0, LONGEST_VALUE)}…`;
}
