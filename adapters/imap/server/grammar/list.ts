/**
 * LIST with its options (RFC 5258, RFC 5819, RFC 6154), and LSUB.
 *
 * @module
 */
import type { Command, ListCommand, StatusItem } from "./ast.ts";
import { type Cursor, isOneOf } from "./cursor.ts";
import { malformed } from "./fault.ts";
import { statusItems } from "./folders.ts";

type Selection = ListCommand["selection"][number];
type Return = ListCommand["returns"][number];

const SELECTIONS = new Set<Selection>([
  "RECURSIVEMATCH",
  "REMOTE",
  "SPECIAL-USE",
  "SUBSCRIBED",
]);
const RETURNS = new Set<Return>(["CHILDREN", "SPECIAL-USE", "SUBSCRIBED"]);

/** `LIST [(selection)] reference patterns [RETURN (options)]`. */
export function list(cursor: Cursor): Command {
  cursor.space();
  const selects = cursor.sees("(");
  const selection = selects ? selectionOptions(cursor) : [];
  const reference = cursor.mailbox();
  cursor.space();
  const many = cursor.sees("(");
  const patterns = many ? patternList(cursor) : [cursor.pattern()];
  const asked = cursor.match(/ RETURN /yi) ? returnOptions(cursor) : null;
  return {
    name: "LIST",
    reference,
    patterns,
    selection,
    returns: asked?.returns ?? [],
    status: asked?.status ?? null,
    extended: selects || many || asked !== null,
  };
}

/** `LSUB reference pattern` (RFC 3501 §6.3.9). */
export function lsub(cursor: Cursor): Command {
  cursor.space();
  const reference = cursor.mailbox();
  cursor.space();
  return { name: "LSUB", reference, pattern: cursor.pattern() };
}

function selectionOptions(cursor: Cursor): Selection[] {
  // RFC 5258 §3: an option that is not known is answered BAD.
  const options = cursor.list("options", () => cursor.choice("a selection option", SELECTIONS));
  cursor.space();
  if (options.includes("RECURSIVEMATCH") && !options.includes("SUBSCRIBED")) {
    throw malformed("RECURSIVEMATCH needs SUBSCRIBED");
  }
  return options;
}

function patternList(cursor: Cursor): string[] {
  cursor.expect("(");
  const patterns = cursor.sequence("patterns", () => cursor.pattern());
  cursor.expect(")");
  return patterns;
}

function returnOptions(
  cursor: Cursor,
): { readonly returns: Return[]; readonly status: StatusItem[] | null } {
  const returns: Return[] = [];
  let status: StatusItem[] | null = null;
  cursor.list("options", () => {
    const option = cursor.word("an option");
    if (option === "STATUS") {
      cursor.space();
      status = statusItems(cursor);
    } else if (isOneOf(RETURNS, option)) {
      returns.push(option);
    } else {
      throw malformed("there is no such return option");
    }
  });
  return { returns, status };
}
