/**
 * RSET (RFC 1939 §5).
 *
 * @module
 */
import { answer, type Context, type Outcome } from "../outcome.ts";
import { ok } from "../reply.ts";
import type { Transaction } from "../state.ts";
import { refuseArgument } from "./argument.ts";

/** Takes all marks away. */
export function rset({ state: { drop } }: Context<Transaction>, argument: string): Outcome {
  const refused = refuseArgument(argument, "RSET");
  if (refused) return refused;
  drop.unmark();
  return answer(ok(`${drop.count} messages (${drop.size} octets)`));
}
