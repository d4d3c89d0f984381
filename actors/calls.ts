/**
 * Calls of the API that change something, as they were made.
 *
 * @module
 */
import type { CallEvent } from "../events/calls.ts";
import type { Instant } from "../events/instant.ts";
import type { Actor } from "./actor.ts";

/** What is recorded of a call. */
export type Call = Omit<CallEvent, "type" | "at">;

/** What may be asked. */
export interface CallsCommand {
  readonly type: "record";
  readonly call: Call;
}

/** The actor: it keeps no state and owes nothing. */
export const calls: Actor<null, CallsCommand, CallEvent, never> = {
  kind: "calls",
  initial: () => null,
  evolve: () => null,
  decide: (_, command, now) =>
    command.type === "record" ? [{ type: "call.made", at: now, ...command.call }] : [],
  pending: () => ({ effects: [], deadline: null }),
};

/**
 * The key of a credential's stream of an hour (UTC). Whoever adds to a stream reads it whole, once it
 * is not in memory any more: it must not grow long.
 */
export function callsKey(credential: string, now: Instant): string {
  return `${credential}.${new Date(now).toISOString().slice(0, 13).replaceAll(/[-T]/g, "")}`;
}
