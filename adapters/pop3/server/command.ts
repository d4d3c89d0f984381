/**
 * From a command line to what it leads to.
 *
 * @module
 */
import type { Buffer } from "node:buffer";
import { OVERLONG } from "../../net/input.ts";
import { type Context, misuse, type Outcome, type Verb } from "./outcome.ts";
import { err } from "./reply.ts";
import type { Authorization, Commanding, Transaction } from "./state.ts";
import { auth, respond } from "./verbs/auth.ts";
import { capa } from "./verbs/capa.ts";
import { dele } from "./verbs/dele.ts";
import { list } from "./verbs/list.ts";
import { noop } from "./verbs/noop.ts";
import { pass } from "./verbs/pass.ts";
import { quit, update } from "./verbs/quit.ts";
import { retr } from "./verbs/retr.ts";
import { rset } from "./verbs/rset.ts";
import { stat } from "./verbs/stat.ts";
import { stls } from "./verbs/stls.ts";
import { top } from "./verbs/top.ts";
import { uidl } from "./verbs/uidl.ts";
import { user } from "./verbs/user.ts";

const authorizationVerbs: ReadonlyMap<string, Verb<Authorization>> = new Map([
  ["AUTH", auth],
  ["CAPA", capa],
  ["PASS", pass],
  ["QUIT", quit],
  ["STLS", stls],
  ["USER", user],
]);

const transactionVerbs: ReadonlyMap<string, Verb<Transaction>> = new Map([
  ["CAPA", capa],
  ["DELE", dele],
  ["LIST", list],
  ["NOOP", noop],
  ["QUIT", update],
  ["RETR", retr],
  ["RSET", rset],
  ["STAT", stat],
  ["TOP", top],
  ["UIDL", uidl],
]);

const CR = 0x0d;
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** A line as it came: without its LF, or without anything if it was too long. */
export type RawLine = Buffer | typeof OVERLONG;

/** Obeys a command line. */
export function obey(context: Context<Commanding>, raw: RawLine): Outcome {
  const text = textOf(raw);
  if ("fault" in text) return misuse(err(text.fault));
  const space = text.line.indexOf(" ");
  const word = space < 0 ? text.line : text.line.slice(0, space);
  const name = word.toUpperCase();
  const rest = space < 0 ? "" : text.line.slice(space + 1);
  // RFC 1939 §7: spaces may belong to a password, and to nothing else.
  const argument = name === "PASS" ? rest : rest.trim();
  const { state } = context;
  const outcome = state.at === "authorization"
    ? authorizationVerbs.get(name)?.({ ...context, state }, argument)
    : transactionVerbs.get(name)?.({ ...context, state }, argument);
  if (outcome) return outcome;
  const known = authorizationVerbs.has(name) || transactionVerbs.has(name);
  return misuse(err(known ? `${name} is not possible now` : "Command not known"));
}

/** Takes a line that an AUTH exchange waits for. */
export function obeyAuthentication(raw: RawLine): Outcome {
  const text = textOf(raw);
  return "fault" in text
    ? { ...misuse(err(text.fault)), state: { at: "authorization", user: null } }
    : respond(text.line);
}

/** The text of a line. A CR before the LF is not asked for: people type commands by hand. */
function textOf(raw: RawLine): { readonly line: string } | { readonly fault: string } {
  if (raw === OVERLONG) return { fault: "Line too long" };
  const end = raw[raw.length - 1] === CR ? raw.length - 1 : raw.length;
  const line = raw.toString("latin1", 0, end);
  if (!/[^ -~]/.test(line)) return { line };
  // deno-lint-ignore no-control-regex -- control characters are what is looked for
  if (/[\x00-\x1f\x7f]/.test(line)) return { fault: "Control character in the line" };
  try {
    return { line: utf8.decode(raw.subarray(0, end)) };
  } catch {
    return { fault: "Line is neither ASCII nor UTF-8" };
  }
}
