/**
 * STAT (RFC 1939 §5).
 *
 * @module
 */
import { answer, type Context, type Outcome } from "../outcome.ts";
import { ok } from "../reply.ts";
import type { Transaction } from "../state.ts";
import { refuseArgument } from "./argument.ts";

/** Tells how many messages there are, and how many octets. */
export function stat({ state: { drop } }: Context<Transaction>, argument: string): Outcome {
  return refuseArgument(argument, "STAT") ?? answer(ok(`${drop.count} ${drop.size}`));
}
