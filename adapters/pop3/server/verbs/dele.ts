/**
 * DELE (RFC 1939 §5).
 *
 * @module
 */
import { answer, type Context, type Outcome } from "../outcome.ts";
import { ok } from "../reply.ts";
import type { Transaction } from "../state.ts";
import { messageOf } from "./argument.ts";

/** Marks a message; QUIT removes it. */
export function dele({ state: { drop } }: Context<Transaction>, argument: string): Outcome {
  const found = messageOf(drop, argument, "DELE number");
  if ("refused" in found) return found.refused;
  drop.mark(found.number);
  return answer(ok("Marked for deletion"));
}
