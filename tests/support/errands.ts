/**
 * A small actor for tests of the runtime: what it is asked to do it owes until it is told that it
 * is done, and it notes when a deadline has come. Its facts are borrowed from the accounts, since
 * the store takes none that the catalogue does not know: `disabled` asks, `enabled` settles.
 *
 * @module
 */
import type { Actor, Decision, Effect, Elapse } from "../../actors/actor.ts";
import type { AccountEvent } from "../../events/account.ts";
import type { Instant } from "../../events/instant.ts";

type ErrandEvent = Extract<AccountEvent, { type: "account.disabled" | "account.enabled" }>;

/** What may be asked of it. */
export type ErrandCommand =
  | { readonly type: "ask"; readonly errand: string }
  | { readonly type: "done"; readonly errand: string }
  | { readonly type: "remind"; readonly at: Instant }
  | { readonly type: "nothing" }
  | { readonly type: "forbidden" }
  | { readonly type: "broken" };

/** An errand to be run. */
export interface Errand extends Effect {
  readonly type: "errand";
}

/** What it knows: every errand it was ever asked for, those that are still owed, its deadline. */
export interface ErrandState {
  readonly asked: readonly string[];
  readonly owed: readonly string[];
  readonly deadline: Instant | null;
}

const DEADLINE = "deadline ";

/** The actor. */
export const errands: Actor<ErrandState, ErrandCommand, ErrandEvent, Errand> = {
  kind: "errands",
  initial: () => ({ asked: [], owed: [], deadline: null }),
  evolve: (state, { type, reason }) => {
    const asks = type === "account.disabled";
    if (reason.startsWith(DEADLINE)) {
      return { ...state, deadline: asks ? Number(reason.slice(DEADLINE.length)) : null };
    }
    return {
      ...state,
      asked: asks ? [...state.asked, reason] : state.asked,
      owed: asks ? [...state.owed, reason] : state.owed.filter((errand) => errand !== reason),
    };
  },
  decide,
  pending: ({ owed, deadline }) => ({
    effects: owed.map((key) => ({ type: "errand", key, lane: "errands" })),
    deadline,
  }),
};

function decide(
  { asked, owed, deadline }: ErrandState,
  command: ErrandCommand | Elapse,
  now: Instant,
): Decision<ErrandEvent> {
  const asks = (reason: string): ErrandEvent => ({ type: "account.disabled", at: now, reason });
  const settles = (reason: string): ErrandEvent => ({ type: "account.enabled", at: now, reason });
  switch (command.type) {
    case "ask":
      return asked.includes(command.errand) ? [] : [asks(command.errand)];
    case "done":
      return owed.includes(command.errand) ? [settles(command.errand)] : [];
    case "remind":
      return [asks(`${DEADLINE}${command.at}`)];
    case "elapse":
      return deadline !== null && deadline <= now ? [settles(`${DEADLINE}${deadline}`)] : [];
    case "nothing":
      return [];
    case "forbidden":
      return { refused: "forbidden", detail: "it is forbidden" };
    case "broken":
      throw new Error("Cannot decide: broken");
  }
}
