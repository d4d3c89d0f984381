/**
 * Events of the log beside what they say: what is shown is the very text that was committed to,
 * what is decided upon is the event that it decodes to.
 *
 * @module
 */
import { decodeEvent } from "../../events/catalogue.ts";
import type { AnyEvent, Stored } from "../../events/definition.ts";
import type { LogEntry } from "../storage/log.ts";

/** An event that has not been erased. */
export interface Fact<E extends AnyEvent = AnyEvent> {
  readonly entry: LogEntry & { readonly data: string; readonly key: Uint8Array };
  readonly event: E;
}

/**
 * The event of an entry; null once it has been erased.
 *
 * @throws {Error} for an event that a newer release has written.
 */
export function factOf(entry: LogEntry): Fact | null {
  const { data, key, number, form: version, at } = entry;
  if (data === null || key === null) return null;
  const event = decodeEvent({ number, version, at, data: JSON.parse(data) as Stored });
  return { entry: { ...entry, data, key }, event };
}

/** The kind of a stream: what stands before its first hyphen. */
export function kindOf({ entry: { stream } }: Fact): string {
  return stream.slice(0, stream.indexOf("-"));
}

/** Those of the facts that are of a type. */
export function factsOf<E extends AnyEvent, T extends E["type"]>(
  facts: readonly Fact<E>[],
  type: T,
): readonly Fact<Extract<E, { readonly type: T }>>[] {
  return facts.filter(({ event }) => event.type === type) as never;
}
