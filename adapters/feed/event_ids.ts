/**
 * The ids of the feed's events, which are cursors, too. A restore that lost events lets positions of
 * the log be given again, for other events. A new era begins with it, and ids that are given from
 * then on carry the second of the restore: no id ever names two events. How often there were
 * restores would not do: the same backup can be restored twice.
 *
 * @module
 */
import { SECOND } from "../../events/instant.ts";
import { ENTRIES_PER_EVENT, firstEntryOf } from "../../events/projections/feed.ts";
import { RESTORES } from "../../events/restoration.ts";
import type { EventReader } from "../storage/storage.ts";
import { eventsOfStream } from "../storage/whole.ts";

/** What an id says. */
export interface NamedEvent {
  /** The second of the latest restore before the event; 0 where there was none. */
  readonly era: number;
  /** The entry of the feed. */
  readonly entry: number;
}

/** The entries that one era has given to the log as it is now. */
interface Era {
  readonly era: number;
  /** No entry itself: those of the era come behind it. */
  readonly begin: number;
  /** The begin of the next era; Infinity for the one that lasts. */
  readonly end: number;
}

/** What an id says; null for what is no id. A dot would do harm in what webhooks sign. */
export function namedEvent(id: string): NamedEvent | null {
  const [, era = "0", position, part = "0"] =
    /^evt_(?:([1-9]\d{0,10})-)?(0|[1-9]\d{0,10})(?:_([1-9]\d{0,4}))?$/.exec(id) ?? [];
  if (position === undefined || Number(part) >= ENTRIES_PER_EVENT) return null;
  return { era: Number(era), entry: firstEntryOf(Number(position)) + Number(part) };
}

/** The ids of one log. Restores happen while nobody serves it: they are known from the start. */
export class EventIds {
  readonly #eras: readonly Era[];

  private constructor(eras: readonly Era[]) {
    this.#eras = eras;
  }

  /** Finds the restores in a log. */
  static async of(events: EventReader): Promise<EventIds> {
    const begins = [{ era: 0, begin: 0 }];
    for await (const { position, event } of eventsOfStream(events, RESTORES)) {
      begins.push({ era: Math.floor(event.at / SECOND), begin: firstEntryOf(position) });
    }
    const ends = [...begins.slice(1).map(({ begin }) => begin), Infinity];
    return new EventIds(begins.map((one, index) => ({ ...one, end: ends[index]! })));
  }

  /** The id of an entry: `evt_<position>`, with `<era>-` and `_<part>` where these are not 0. */
  idOf(entry: number): string {
    const { era } = this.#eras.findLast(({ begin }) => begin <= entry)!;
    const position = Math.floor(entry / ENTRIES_PER_EVENT);
    const part = entry % ENTRIES_PER_EVENT;
    return `evt_${era === 0 ? "" : `${era}-`}${position}${part === 0 ? "" : `_${part}`}`;
  }

  /**
   * The entry that an id names. Where a restore has lost it, the place where the log went on: no
   * entry stands there, and behind it comes all that its reader does not know. Null where the whole
   * era was lost: from which backup it had begun, and what its reader knows, cannot be told.
   */
  entryOf({ era, entry }: NamedEvent): number | null {
    const known = this.#eras.find((one) => one.era === era);
    return known ? Math.min(Math.max(entry, known.begin), known.end) : null;
  }
}
