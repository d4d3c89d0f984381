/**
 * The stream of a scheduled message.
 *
 * @module
 */
import { scheduled, scheduledKey } from "../../../actors/scheduled.ts";
import type { ScheduledEvent } from "../../../events/scheduled.ts";
import type { EventReader } from "../../storage/storage.ts";
import { eventsOfStream } from "../../storage/whole.ts";

/** The name of the stream of an identificativo. */
export function scheduledStream(pecId: string): string {
  return `${scheduled.kind}-${scheduledKey(pecId)}`;
}

/** What has happened to a scheduled message; nothing where none was under this identificativo. */
export async function scheduledEventsOf(
  events: EventReader,
  pecId: string,
): Promise<readonly ScheduledEvent[]> {
  const recorded = await Array.fromAsync(eventsOfStream(events, scheduledStream(pecId)));
  return recorded.map(({ event }) => event as ScheduledEvent);
}
