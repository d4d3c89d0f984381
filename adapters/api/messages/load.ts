/**
 * Finds a message of a caller's mailboxes.
 *
 * @module
 */
import { outgoing } from "../../../actors/outgoing.ts";
import { type AnyEvent, ERASED } from "../../../events/definition.ts";
import type { OutgoingEvent } from "../../../events/outgoing.ts";
import type { ScheduledEvent } from "../../../events/scheduled.ts";
import type { StreamId } from "../../../events/store.ts";
import { eventsOfStream } from "../../storage/whole.ts";
import { type Caller, mayUse } from "../caller.ts";
import { Problem } from "../problem.ts";
import { scheduledStream } from "../scheduling/stream.ts";
import type { World } from "../world.ts";
import type { Message } from "./schemas.ts";
import { messageOf } from "./view.ts";

/** The identificativo of the message that the API calls `id`. */
export function pecIdOf({ provider }: Pick<World, "provider">, id: string): string {
  return `${id}@${provider.issuer.domain}`;
}

/** All that is known of a message. */
export interface MessageEvents {
  /** Of `outgoing-…`; none while it is only scheduled. */
  readonly events: readonly OutgoingEvent[];
  /** Of `scheduled-…`; none where it was sent at once. */
  readonly scheduled: readonly ScheduledEvent[];
}

/**
 * The message as it is now.
 *
 * @throws {Problem} not-found as {@linkcode loadEvents}.
 */
export async function loadMessage(world: World, caller: Caller, id: string): Promise<Message> {
  const { events, scheduled } = await loadEvents(world, caller, id);
  return messageOf(events, scheduled);
}

/**
 * The events of a message.
 *
 * @throws {Problem} not-found: there is none, or it belongs to a mailbox of others, or it has been
 *   erased, so that nobody can tell any more whose it was.
 */
export async function loadEvents(world: World, caller: Caller, id: string): Promise<MessageEvents> {
  const found = await eventsOf(world, id);
  const [first] = [...found.scheduled, ...found.events];
  if (!first || !("account" in first) || !mayUse(caller, first.account)) throw unknownMessage();
  return found;
}

/** The events of a message, whoever asks; none where it is unknown or has been erased. */
export async function eventsOf(world: World, id: string): Promise<MessageEvents> {
  const [events, planned] = await Promise.all([
    readStream<OutgoingEvent>(world, `${outgoing.kind}-${pecIdOf(world, id)}`),
    readStream<ScheduledEvent>(world, scheduledStream(pecIdOf(world, id))),
  ]);
  return events && planned ? { events, scheduled: planned } : { events: [], scheduled: [] };
}

/** Null where it has been erased. */
async function readStream<Event extends AnyEvent>(
  { storage }: World,
  stream: StreamId,
): Promise<readonly Event[] | null> {
  const events: AnyEvent[] = [];
  for await (const { event } of eventsOfStream(storage.events, stream)) {
    if (event.type === ERASED) return null;
    events.push(event);
  }
  return events as Event[];
}

/** The problem of a message that a caller may not know of. */
function unknownMessage(): Problem {
  return new Problem("not-found", {
    detail: {
      en:
        "No mailbox of these credentials has sent a message with this id, or it has been erased. " +
        "GET /v1/messages lists those that there are",
      it: "Nessuna casella di queste credenziali ha inviato un messaggio con questo " +
        "identificativo, o è stato cancellato. GET /v1/messages elenca quelli esistenti",
    },
  });
}
