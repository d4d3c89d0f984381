/**
 * RCPT TO (RFC 5321 §4.1.1.3).
 *
 * @module
 */
import { answer, type Context, type Outcome } from "../outcome.ts";
import { wordsOf } from "../parameters.ts";
import { parsePath } from "../path.ts";
import { type Reply, reply } from "../reply.ts";
import { isAscii } from "./mail.ts";

/** Adds a recipient, if the handler takes it. */
export function rcpt({ state, limits }: Context, argument: string): Outcome {
  if (state.at !== "addressing") return answer(reply(503, "5.5.1", "Send MAIL first"));
  const { envelope, recipients } = state;
  if (recipients.length >= limits.recipients) {
    return answer(reply(452, "4.5.3", `Too many recipients: at most ${limits.recipients}`));
  }
  const recipient = parseRecipient(argument);
  if (typeof recipient !== "string") return answer(recipient);
  if (!envelope.parameters.smtpUtf8 && !isAscii(recipient)) {
    return answer(reply(553, "5.6.7", "An address outside ASCII needs SMTPUTF8"));
  }
  return {
    state: { at: "asking", question: { about: "recipient", recipient, addressing: state } },
    action: { action: "recipient", recipient, envelope },
  };
}

function parseRecipient(argument: string): string | Reply {
  const [prefix] = /^TO: */i.exec(argument) ?? [];
  if (prefix === undefined) return reply(501, "5.5.4", "Syntax: RCPT TO:<address>");
  const text = argument.slice(prefix.length);
  // RFC 5321 §4.5.1: the one address without a domain.
  const postmaster = /^<(postmaster)>(.*)$/i.exec(text);
  const path = postmaster ? { address: postmaster[1]!, rest: postmaster[2]! } : parsePath(text);
  if ("fault" in path) return reply(501, "5.1.3", `Cannot read the recipient: ${path.fault}`);
  if (path.address === "") return reply(501, "5.1.3", "A recipient cannot be empty");
  const [parameter] = wordsOf(path.rest);
  if (parameter !== undefined) return reply(555, "5.5.4", "RCPT takes no parameters here");
  return path.address;
}
