/**
 * What a storage remembers of having been restored.
 *
 * @module
 */
import { type RestorationEvent, RESTORES } from "../../events/restoration.ts";
import type { EventReader } from "./storage.ts";
import { eventsOfStream } from "./whole.ts";

/** The latest time that the log went on from a backup without its last events. */
export interface LatestRestore {
  /** How often that has happened: the version of the stream. */
  readonly count: number;
  readonly event: RestorationEvent;
}

/**
 * Heads under the name that the log had before it lost events may cover other events by now: none
 * must be signed again.
 *
 * @throws {Error} where the log has another name than this one since it was restored.
 */
export async function requireOrigin(events: EventReader, origin: string): Promise<void> {
  const restored = (await latestRestore(events))?.event;
  if (!restored || restored.origin === origin) return;
  throw new Error(
    `Cannot sign heads of ${origin}: this log has lost events and was restored as ` +
      `${restored.origin}. Set origin = "${restored.origin}" under [proof]`,
  );
}

/** The latest restore that lost events; null where there was none. */
export async function latestRestore(events: EventReader): Promise<LatestRestore | null> {
  let latest: LatestRestore | null = null;
  for await (const { version, event } of eventsOfStream(events, RESTORES)) {
    latest = { count: version, event: event as RestorationEvent };
  }
  return latest;
}
