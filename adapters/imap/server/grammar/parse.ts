/**
 * From the text of a command to the command.
 *
 * @module
 */
import { append, replace } from "./append.ts";
import type { Command, PlainCommand, Tagged } from "./ast.ts";
import { Cursor, type CursorContext } from "./cursor.ts";
import { Fault, malformed } from "./fault.ts";
import { fetch } from "./fetch.ts";
import { aboutFolder, getQuota, rename, setQuota, status } from "./folders.ts";
import { list, lsub } from "./list.ts";
import { authenticate, compress, enable, id, login } from "./login.ts";
import { copy, expungeUids, store } from "./messages.ts";
import { search, sort, thread } from "./search.ts";
import { select } from "./select.ts";

type Parser = (cursor: Cursor) => Command;

const COMMANDS: ReadonlyMap<string, Parser> = new Map<string, Parser>([
  ...([
    "CAPABILITY",
    "CHECK",
    "CLOSE",
    "IDLE",
    "LOGOUT",
    "NAMESPACE",
    "NOOP",
    "STARTTLS",
    "UNSELECT",
  ] as const).map((name): [PlainCommand, Parser] => [name, () => ({ name })]),
  ["APPEND", append],
  ["AUTHENTICATE", authenticate],
  ["COMPRESS", compress],
  ["CREATE", aboutFolder("CREATE")],
  ["DELETE", aboutFolder("DELETE")],
  ["ENABLE", enable],
  ["EXAMINE", select("EXAMINE")],
  ["EXPUNGE", () => ({ name: "EXPUNGE", uids: null })],
  ["GETQUOTA", getQuota],
  ["GETQUOTAROOT", aboutFolder("GETQUOTAROOT")],
  ["ID", id],
  ["LIST", list],
  ["LOGIN", login],
  ["LSUB", lsub],
  ["RENAME", rename],
  ["SELECT", select("SELECT")],
  ["SETQUOTA", setQuota],
  ["STATUS", status],
  ["SUBSCRIBE", aboutFolder("SUBSCRIBE")],
  ["UID EXPUNGE", expungeUids],
  ["UNSUBSCRIBE", aboutFolder("UNSUBSCRIBE")],
  ...byNumberOrUid("COPY", copy("COPY")),
  ...byNumberOrUid("FETCH", fetch),
  ...byNumberOrUid("MOVE", copy("MOVE")),
  ...byNumberOrUid("REPLACE", replace),
  ...byNumberOrUid("SEARCH", search),
  ...byNumberOrUid("SORT", sort),
  ...byNumberOrUid("STORE", store),
  ...byNumberOrUid("THREAD", thread),
]);

const NAME = /(?:UID )?[A-Z]+/yi;

/** The tag at the start of a text; null if there is none. */
export function tagOf(text: string, context: CursorContext): string | null {
  return new Cursor(text, context).tag();
}

/**
 * Reads a command, or what there is of it when its text ends with the announcement of a literal.
 *
 * @throws {Fault} when it is not well-formed, or goes beyond a limit
 * @throws {Unfinished} when it needs the octets of the announced literal, unless they are a message
 */
export function parseCommand(text: string, context: CursorContext): Tagged {
  const cursor = new Cursor(text, context);
  const tag = cursor.tag();
  if (tag === null) throw malformed("Cannot read the command: it has no tag");
  if (!cursor.takes(" ")) throw malformed("Cannot read the command: it has no name");
  const name = cursor.match(NAME)?.[0].toUpperCase() ?? "";
  const parse = COMMANDS.get(name);
  if (!parse) throw malformed("Unknown command");
  try {
    const command = parse(cursor);
    cursor.end();
    return { tag, command };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    throw new Fault(error.answer, error.code, `Cannot read ${name}: ${error.message}`);
  }
}

/** A command that names messages by number, or after `UID` by UID. */
function byNumberOrUid(
  name: string,
  parse: (cursor: Cursor, uid: boolean) => Command,
): [string, Parser][] {
  return [
    [name, (cursor) => parse(cursor, false)],
    [`UID ${name}`, (cursor) => parse(cursor, true)],
  ];
}
