/**
 * QUIT (RFC 1939 §4 and §6).
 *
 * @module
 */
import { type Context, goodbye, type Outcome } from "../outcome.ts";
import { ok } from "../reply.ts";
import type { Authorization, Transaction } from "../state.ts";
import { refuseArgument } from "./argument.ts";

const BYE = ok("Goodbye");

/** Ends a session in which nobody has logged in. */
export function quit(_context: Context<Authorization>, argument: string): Outcome {
  return refuseArgument(argument, "QUIT") ?? goodbye(BYE);
}

/** Removes the marked messages and ends the session: the only way in which messages go. */
export function update({ state: { drop } }: Context<Transaction>, argument: string): Outcome {
  const refused = refuseArgument(argument, "QUIT");
  if (refused) return refused;
  const uids = drop.marked;
  if (uids.length === 0) return goodbye(BYE);
  return {
    state: { at: "update", drop },
    action: { action: "remove", maildrop: drop.maildrop, uids },
  };
}
