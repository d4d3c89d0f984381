/**
 * TOP (RFC 1939 §7).
 *
 * @module
 */
import { messageReply } from "../dot_stuffing.ts";
import { type Context, misuse, type Outcome, send } from "../outcome.ts";
import { err, ok } from "../reply.ts";
import type { Transaction } from "../state.ts";
import { topOf } from "../top.ts";
import { messageOf, numberOf } from "./argument.ts";

const SYNTAX = "TOP number lines";

/** Sends the header of a message and the first lines of its body. */
export function top({ state }: Context<Transaction>, argument: string): Outcome {
  const [number = "", count = "", ...more] = argument.split(" ");
  const lines = numberOf(count);
  if (lines === null || more.length > 0) return misuse(err(`Syntax: ${SYNTAX}`));
  const found = messageOf(state.drop, number, SYNTAX);
  if ("refused" in found) return found.refused;
  const message = state.drop.maildrop.read(found.message.uid);
  return send(messageReply(ok("The top follows"), topOf(message, lines)), state);
}
