/**
 * Given-when-then over an actor's pure functions.
 *
 * @module
 */
import { expect } from "expect";
import type { Actor, Effect, Elapse } from "../../actors/actor.ts";
import type { AnyEvent } from "../../events/definition.ts";
import type { Instant } from "../../events/instant.ts";

/** Folds events into a state. */
export function fold<S, C, E extends AnyEvent, F extends Effect>(
  actor: Actor<S, C, E, F>,
  events: readonly E[],
): S {
  return events.reduce((state, event) => actor.evolve(state, event), actor.initial());
}

/** `given(actor, events).when(command, now).then(events)`. */
export function given<S, C, E extends AnyEvent, F extends Effect>(
  actor: Actor<S, C, E, F>,
  events: readonly E[],
): {
  when(command: C | Elapse, now: Instant): {
    then(expected: readonly E[]): void;
    thenRefused(code: string): void;
  };
  thenOwes(now: Instant, keys: readonly string[], deadline: Instant | null): void;
} {
  return {
    when: (command, now) => {
      const decision = actor.decide(fold(actor, events), command, now);
      return {
        then: (expected) => {
          expect(decision).toEqual(expected);
        },
        thenRefused: (code) => {
          expect(decision).toMatchObject({ refused: code });
        },
      };
    },
    thenOwes: (now, keys, deadline) => {
      const pending = actor.pending(fold(actor, events), now);
      expect(pending.effects.map(({ key }) => key)).toEqual(keys);
      expect(pending.deadline).toBe(deadline);
    },
  };
}
