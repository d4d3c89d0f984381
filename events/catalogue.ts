/**
 * The catalogue of all event types: the one vocabulary of log, projections, metrics and traces.
 *
 * @module
 */
import { accountEvents } from "./account.ts";
import { callEvents } from "./calls.ts";
import { clientEvents } from "./client.ts";
import { decodeAs, encodeAs, type EncodedEvent } from "./codec.ts";
import { custodyEvents } from "./custody.ts";
import type { AnyEvent, Erasure, EventDefinition } from "./definition.ts";
import { incomingEvents } from "./incoming.ts";
import { logEvents } from "./log.ts";
import { mailboxEvents } from "./mailbox.ts";
import { outgoingEvents } from "./outgoing.ts";
import { restorationEvents } from "./restoration.ts";
import type { Sha256 } from "./rope.ts";
import { scheduledEvents } from "./scheduled.ts";
import { webhookEvents } from "./webhook.ts";

/** Every event type, by number. */
export const catalogue: readonly EventDefinition[] = [
  ...outgoingEvents,
  ...incomingEvents,
  ...mailboxEvents,
  ...accountEvents,
  ...logEvents,
  ...custodyEvents,
  ...restorationEvents,
  ...clientEvents,
  ...callEvents,
  ...webhookEvents,
  ...scheduledEvents,
];

const byName = new Map(catalogue.map((definition) => [definition.name, definition]));
const byNumber = new Map(catalogue.map((definition) => [definition.number, definition]));
if (byName.size !== catalogue.length || byNumber.size !== catalogue.length) {
  throw new Error("Cannot build the event catalogue: a number or a name is used twice");
}

/** The definition of an event type. Throws for a name that the catalogue lacks. */
export function definitionOf(name: string): EventDefinition {
  const definition = byName.get(name);
  if (!definition) throw new Error(`Cannot find the event type ${name} in the catalogue`);
  return definition;
}

/** The stored form of an event. Throws if the event does not follow its schema. */
export function encodeEvent(event: AnyEvent): EncodedEvent {
  return encodeAs(definitionOf(event.type), event);
}

/** The event of a stored form of any version. Throws for unknown numbers and malformed data. */
export function decodeEvent(encoded: EncodedEvent): AnyEvent {
  return decodeAs(definitionOfNumber(encoded.number), encoded);
}

/** The definition of an event type. Throws for a number that the catalogue lacks. */
export function definitionOfNumber(number: number): EventDefinition {
  const definition = byNumber.get(number);
  if (!definition) throw new Error(`Cannot decode an event: its number is ${number}`);
  return definition;
}

/** The blobs that an event needs to stay readable. */
export function blobsReferredTo(event: AnyEvent): readonly Sha256[] {
  return definitionOf(event.type).refersTo?.(event) ?? [];
}

/** What an event erases; null where it erases nothing. */
export function erasureOf(event: AnyEvent): Erasure | null {
  return definitionOf(event.type).erases?.(event) ?? null;
}
