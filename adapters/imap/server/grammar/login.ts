/**
 * Commands about the client and its session: LOGIN, AUTHENTICATE, ID, ENABLE, COMPRESS.
 *
 * @module
 */
import type { Command } from "./ast.ts";
import type { Cursor } from "./cursor.ts";
import { tooMuch } from "./fault.ts";

/** RFC 2971 §3.3. */
const MOST_PARAMETERS = 30;
const INITIAL = /=|[A-Za-z0-9+/]+={0,2}/y;

/** `LOGIN user password`. */
export function login(cursor: Cursor): Command {
  cursor.space();
  const user = cursor.text("a user name");
  cursor.space();
  return { name: "LOGIN", user, password: cursor.text("a password") };
}

/** `AUTHENTICATE mechanism [initial response]` (RFC 4959). */
export function authenticate(cursor: Cursor): Command {
  cursor.space();
  const mechanism = cursor.word("a mechanism");
  if (!cursor.takes(" ")) return { name: "AUTHENTICATE", mechanism, initial: null };
  const initial = cursor.match(INITIAL)?.[0] ?? null;
  return { name: "AUTHENTICATE", mechanism, initial: initial === "=" ? "" : initial };
}

/** `ID (name value …)` or `ID NIL` (RFC 2971). */
export function id(cursor: Cursor): Command {
  cursor.space();
  const parameters = new Map<string, string | null>();
  if (cursor.match(/NIL/yi)) return { name: "ID", parameters };
  cursor.list("parameters", () => {
    if (parameters.size >= MOST_PARAMETERS) throw tooMuch("too many parameters");
    const name = cursor.string("the name of a parameter");
    cursor.space();
    parameters.set(name, cursor.nstring("the value of a parameter"));
  });
  return { name: "ID", parameters };
}

/** `ENABLE capability …` (RFC 9051 §6.3.1). */
export function enable(cursor: Cursor): Command {
  cursor.space();
  const capabilities = cursor.sequence("capabilities", () => cursor.word("a capability"));
  return { name: "ENABLE", capabilities };
}

/** `COMPRESS mechanism` (RFC 4978). */
export function compress(cursor: Cursor): Command {
  cursor.space();
  return { name: "COMPRESS", mechanism: cursor.word("a mechanism") };
}
