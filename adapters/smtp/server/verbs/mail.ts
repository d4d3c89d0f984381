/**
 * MAIL FROM (RFC 5321 §4.1.1.2).
 *
 * @module
 */
import type { Envelope } from "../handler.ts";
import { answer, type Context, goodbye, type Outcome } from "../outcome.ts";
import { parseMailParameters } from "../parameters.ts";
import { parsePath } from "../path.ts";
import { type Reply, reply } from "../reply.ts";
import { tooLarge } from "../transfer.ts";

/** Opens a transaction, if the handler takes the sender. */
export function mail(context: Context, argument: string): Outcome {
  const refusal = outOfPlace(context);
  if (refusal) return answer(refusal);
  if (context.client.messages >= context.limits.messages) {
    return goodbye(reply(421, "4.7.0", "Too many messages in one connection"));
  }
  const envelope = parseEnvelope(context, argument);
  if ("code" in envelope) return answer(envelope);
  return {
    state: { at: "asking", question: { about: "sender", envelope } },
    action: { action: "sender", envelope },
  };
}

function outOfPlace({ role, client, state }: Context): Reply | null {
  if (state.at === "start") return reply(503, "5.5.1", "Send EHLO first");
  // RFC 4954 §6.
  if (role.authentication === "required" && client.account === null) {
    return reply(530, "5.7.0", "Authentication required");
  }
  return state.at === "greeted" ? null : reply(503, "5.5.1", "A transaction is open already");
}

function parseEnvelope({ role, limits, client }: Context, argument: string): Envelope | Reply {
  // RFC 5321 §4.1.1.2 wants no space after the colon; many clients send one.
  const [prefix] = /^FROM: */i.exec(argument) ?? [];
  if (prefix === undefined) return reply(501, "5.5.4", "Syntax: MAIL FROM:<address>");
  const path = parsePath(argument.slice(prefix.length));
  if ("fault" in path) return reply(501, "5.1.7", `Cannot read the sender: ${path.fault}`);
  const parameters = parseMailParameters(path.rest, role);
  if ("code" in parameters) return parameters;
  if (parameters.size !== null && parameters.size > limits.messageSize) return tooLarge(limits);
  if (!parameters.smtpUtf8 && !isAscii(path.address)) {
    return reply(553, "5.6.7", "An address outside ASCII needs SMTPUTF8");
  }
  return { sender: path.address, account: client.account, parameters };
}

/** RFC 6531 §3.5: addresses outside ASCII belong to transactions with SMTPUTF8. */
export function isAscii(text: string): boolean {
  return !/[^ -~]/.test(text);
}
