/**
 * NOOP (RFC 1939 §5).
 *
 * @module
 */
import { answer, type Context, type Outcome } from "../outcome.ts";
import { ok } from "../reply.ts";
import type { Transaction } from "../state.ts";
import { refuseArgument } from "./argument.ts";

/** Does nothing. */
export function noop(_context: Context<Transaction>, argument: string): Outcome {
  return refuseArgument(argument, "NOOP") ?? answer(ok("Nothing done"));
}
