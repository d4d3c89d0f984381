/**
 * An actor: four pure functions over one stream of events.
 *
 * @module
 */
import type { AnyEvent } from "../events/definition.ts";
import type { Instant } from "../events/instant.ts";

/** Something that the world still owes to a stream. Performing it twice does no harm. */
export interface Effect {
  readonly type: string;
  /** Distinguishes the effect from every other one that the same stream owes or will ever owe. */
  readonly key: string;
  /**
   * Effects of one lane wait for one another when there are many: what a slow remote host holds up
   * is its own lane.
   */
  readonly lane: string;
}

/** What is owed: effects to perform now, and the next instant at which time alone matters. */
export interface Pending<F extends Effect> {
  readonly effects: readonly F[];
  readonly deadline: Instant | null;
}

/** A command that cannot be carried out, with the reason for whoever sent it. */
export interface Refusal<Code extends string = string> {
  readonly refused: Code;
  readonly detail: string;
}

/** A refusal. */
export function refusal<Code extends string>(refused: Code, detail: string): Refusal<Code> {
  return { refused, detail };
}

/** The outcome of a decision: the events that the command causes (none: nothing new), or not. */
export type Decision<E extends AnyEvent, R extends Refusal = Refusal> = readonly E[] | R;

/** Every actor understands that time has passed; it is sent when a stream's deadline has come. */
export interface Elapse {
  readonly type: "elapse";
}

/** A kind of actor. All four functions are pure; `evolve` is total over the stream's events. */
export interface Actor<S, C, E extends AnyEvent, F extends Effect, R extends Refusal = Refusal> {
  /** The prefix of the names of this kind's streams. */
  readonly kind: string;
  /**
   * Milliseconds: a stream that need not be looked at for longer than this has nothing but a
   * deadline before it, and is left alone when the engine starts. Absent where all are looked at.
   */
  readonly rest?: number;
  initial(): S;
  /**
   * The state after the event. Takes over the state handed in, which must not be used afterwards:
   * a mailbox of 100,000 messages is folded without 100,000 copies.
   */
  evolve(state: S, event: E): S;
  decide(state: S, command: C | Elapse, now: Instant): Decision<E, R>;
  pending(state: S, now: Instant): Pending<F>;
}

/** Whether a decision is a refusal. */
export function isRefusal<E extends AnyEvent, R extends Refusal>(
  decision: Decision<E, R>,
): decision is R {
  return !Array.isArray(decision);
}
