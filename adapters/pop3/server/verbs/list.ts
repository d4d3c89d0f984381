/**
 * LIST (RFC 1939 §5).
 *
 * @module
 */
import { listReply } from "../dot_stuffing.ts";
import { answer, type Context, type Outcome, send } from "../outcome.ts";
import { ok } from "../reply.ts";
import type { Transaction } from "../state.ts";
import { messageOf } from "./argument.ts";

/** Tells the size of one message, or of all. */
export function list({ state }: Context<Transaction>, argument: string): Outcome {
  const { drop } = state;
  if (argument === "") {
    const lines = drop.lines(({ size }, number) => `${number} ${size}`);
    return send(listReply(ok("Sizes follow"), lines), state);
  }
  const found = messageOf(drop, argument, "LIST [number]");
  if ("refused" in found) return found.refused;
  return answer(ok(`${found.number} ${found.message.size}`));
}
