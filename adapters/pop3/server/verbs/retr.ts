/**
 * RETR (RFC 1939 §5).
 *
 * @module
 */
import { messageReply } from "../dot_stuffing.ts";
import { type Context, type Outcome, send } from "../outcome.ts";
import { ok } from "../reply.ts";
import type { Transaction } from "../state.ts";
import { messageOf } from "./argument.ts";

/** Sends a message. */
export function retr({ state }: Context<Transaction>, argument: string): Outcome {
  const found = messageOf(state.drop, argument, "RETR number");
  if ("refused" in found) return found.refused;
  const { uid, size } = found.message;
  return send(messageReply(ok(`${size} octets`), state.drop.maildrop.read(uid)), state);
}
