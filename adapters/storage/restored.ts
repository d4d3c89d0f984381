/**
 * What a storage remembers of having been restored.
 *
 * @module
 */
import { type RestorationEvent, RESTORES } from "../../events/restoration.ts";
import type { Recorded } from "../../events/store.ts";
import type { EventReader } from "./storage.ts";

/** Events that are read at once. */
const PAGE = 100;

/** The latest time that the log went on from a backup without its last events. */
export interface LatestRestore {
  /** How often that has happened: the version of the stream. */
  readonly count: number;
  readonly event: RestorationEvent;
}

/** The latest restore that lost events; null where there was none. */
export async function latestRestore(events: EventReader): Promise<LatestRestore | null> {
  let latest: LatestRestore | null = null;
  for (let count = 0;;) {
    const page = await events.readStream(RESTORES, count, PAGE) as Recorded<RestorationEvent>[];
    for (const { version, event } of page) latest = { count: version, event };
    if (page.length < PAGE) return latest;
    count = page.at(-1)!.version;
  }
}
