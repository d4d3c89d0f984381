/**
 * The commands that change nothing: NOOP, HELP, VRFY and EXPN (RFC 5321 §4.1.1.6 to §4.1.1.9).
 *
 * @module
 */
import { answer, type Context, type Outcome } from "../outcome.ts";
import { reply } from "../reply.ts";

/** Does nothing; RFC 5321 §4.1.1.9 allows an argument. */
export function noop(): Outcome {
  return answer(reply(250, "2.0.0", "OK"));
}

/** Names the standard. */
export function help(): Outcome {
  return answer(reply(214, "2.0.0", "See RFC 5321"));
}

/** Tells nothing about mailboxes (RFC 5321 §7.3). */
export function vrfy(_context: Context, argument: string): Outcome {
  return argument === ""
    ? answer(reply(501, "5.5.4", "Syntax: VRFY address"))
    : answer(reply(252, "2.5.0", "Send mail and it will be tried"));
}

/** There are no lists to expand. */
export function expn(): Outcome {
  return answer(reply(502, "5.5.1", "EXPN is not offered"));
}
