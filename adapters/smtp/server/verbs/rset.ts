/**
 * RSET (RFC 5321 §4.1.1.5).
 *
 * @module
 */
import { answer, type Context, type Outcome } from "../outcome.ts";
import { reply } from "../reply.ts";

/** Ends the transaction, if one is open. */
export function rset({ state }: Context, argument: string): Outcome {
  if (argument !== "") return answer(reply(501, "5.5.4", "RSET takes no argument"));
  return {
    reply: reply(250, "2.0.0", "Reset"),
    state: state.at === "start" ? state : { at: "greeted" },
  };
}
