/**
 * From a command line to what it leads to.
 *
 * @module
 */
import type { Buffer } from "node:buffer";
import { OVERLONG } from "../../net/input.ts";
import type { SmtpLimits } from "./limits.ts";
import { answer, type Context, type Outcome, type Verb } from "./outcome.ts";
import { MAIL_ALLOWANCE } from "./parameters.ts";
import { type Reply, reply } from "./reply.ts";
import { auth, respond } from "./verbs/auth.ts";
import { bdat } from "./verbs/bdat.ts";
import { data } from "./verbs/data.ts";
import { ehlo, helo } from "./verbs/ehlo.ts";
import { expn, help, noop, vrfy } from "./verbs/information.ts";
import { mail } from "./verbs/mail.ts";
import { quit } from "./verbs/quit.ts";
import { rcpt } from "./verbs/rcpt.ts";
import { rset } from "./verbs/rset.ts";
import { starttls } from "./verbs/starttls.ts";
import type { Authenticating } from "./state.ts";

const verbs: ReadonlyMap<string, Verb> = new Map<string, Verb>([
  ["AUTH", auth],
  ["BDAT", bdat],
  ["DATA", data],
  ["EHLO", ehlo],
  ["EXPN", expn],
  ["HELO", helo],
  ["HELP", help],
  ["MAIL", mail],
  ["NOOP", noop],
  ["QUIT", quit],
  ["RCPT", rcpt],
  ["RSET", rset],
  ["STARTTLS", starttls],
  ["VRFY", vrfy],
]);

/** RFC 3207 §4: what a server that insists on TLS answers before it. */
const BEFORE_TLS: ReadonlySet<string> = new Set(["EHLO", "NOOP", "QUIT", "STARTTLS"]);

const CR = 0x0d;
const LF_LENGTH = 1;
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** A line as it came: without its LF, or without anything if it was too long. */
export type RawLine = Buffer | typeof OVERLONG;

/** The longest line that any command may have. */
export function longestLine(limits: SmtpLimits): number {
  return Math.max(limits.commandLine + MAIL_ALLOWANCE, limits.authenticationLine);
}

/** Obeys a command line. */
export function obey(context: Context, raw: RawLine): Outcome {
  if (raw === OVERLONG) return answer(OVERLONG_COMMAND);
  const line = textOf(raw);
  if (typeof line !== "string") return answer(line);
  const [, word = "", argument = ""] = /^([A-Za-z]+)(?: +(.*?))? *$/u.exec(line) ?? [];
  const name = word.toUpperCase();
  const verb = verbs.get(name);
  if (!verb) return answer(reply(500, "5.5.2", "Command not known"));
  if (raw.length + LF_LENGTH > limitOf(name, context.limits)) return answer(OVERLONG_COMMAND);
  const { role, client } = context;
  if (role.tls === "required" && !client.peer.secure && !BEFORE_TLS.has(name)) {
    return answer(reply(530, "5.7.0", "Must issue a STARTTLS command first"));
  }
  return verb(context, argument);
}

/** Takes a line that an AUTH exchange waits for. */
export function obeyAuthentication({ dialogue }: Authenticating, raw: RawLine): Outcome {
  const line = raw === OVERLONG ? OVERLONG_AUTHENTICATION : textOf(raw);
  return typeof line === "string"
    ? respond(dialogue, line)
    : { reply: line, state: { at: "greeted" } };
}

const OVERLONG_COMMAND = reply(500, "5.5.2", "Line too long");
const OVERLONG_AUTHENTICATION = reply(500, "5.5.6", "Authentication exchange line is too long");

/** The text of a line, or why it cannot be read. */
function textOf(raw: Buffer): string | Reply {
  // RFC 5321 §2.3.8: a CR or LF alone ends no line.
  if (raw[raw.length - 1] !== CR) return reply(500, "5.5.2", "Lines end in CRLF");
  const line = raw.toString("latin1", 0, raw.length - 1);
  if (!/[^ -~]/.test(line)) return line;
  // deno-lint-ignore no-control-regex -- control characters are what is looked for
  if (/[\x00-\x1f\x7f]/.test(line)) return reply(500, "5.5.2", "Control character in the line");
  try {
    return utf8.decode(raw.subarray(0, raw.length - 1));
  } catch {
    return reply(500, "5.5.2", "Line is neither ASCII nor UTF-8");
  }
}

/** How long the line of a command may be, with CRLF. */
function limitOf(name: string, limits: SmtpLimits): number {
  if (name === "AUTH") return limits.authenticationLine;
  return limits.commandLine + (name === "MAIL" ? MAIL_ALLOWANCE : 0);
}
