/**
 * What lies before a consumer.
 *
 * @module
 */
import type { Clock, Instant } from "../../../../events/instant.ts";
import { Turn } from "../../../clock.ts";
import type { Era } from "../../../mailboxes/era.ts";
import type { HolderMailbox } from "../../../mailboxes/holder_mailbox.ts";
import type { Arrival, Arrivals } from "../../../storage/mailbox_pages.ts";
import { decodeCursor, encodeCursor } from "../../paging.ts";
import { Problem } from "../../problem.ts";
import type { World } from "../../world.ts";
import { storedKind } from "../kinds.ts";
import type { Consumer, Place } from "./store.ts";

/** The text of a place. */
export function cursorOf({ era, place }: Place): string {
  return encodeCursor(era, place);
}

/**
 * The place that a cursor names.
 *
 * @throws {Problem} conflict, where a restore has come in between: places are others since.
 */
export function placeOf(cursor: string, era: Era): Place {
  const [known, place] = decodeCursor(cursor, ["number", "number"]);
  if (known === era && place >= 0) return { era, place };
  const detail = {
    en: "This cursor is of the time before the provider was restored from a backup. Fetch the " +
      "messages anew: the consumer has gone back to the beginning",
    it: "Questo cursore è di prima del ripristino del gestore da un backup. Rileggi i messaggi: " +
      "il consumatore è tornato all'inizio",
  };
  throw new Problem("conflict", { detail, faults: [{ pointer: "/after", detail }] });
}

/** What a consumer takes, and after which place. */
export type Ahead = Omit<Arrivals, "upTo">;

/**
 * What lies before a consumer. After a restore UIDs may have been given anew: rather than missing
 * something it begins at the beginning.
 */
export function ahead({ folder, kinds, era, place }: Consumer, now: Era): Ahead {
  return { folder, kinds: kinds.map(storedKind), after: era === now ? place : 0 };
}

/** How many messages lie before a consumer; no more than about `most` are counted. */
export async function countAhead(
  { storage: { mailboxPages } }: World,
  mailbox: HolderMailbox,
  wanted: Ahead,
  most: number,
): Promise<number> {
  let count = 0;
  for await (const stretch of stretches(wanted, mailboxPages.lastPlace(mailbox.key))) {
    count += mailboxPages.arrivalCount(mailbox.key, stretch);
    if (count >= most) return most;
  }
  return count;
}

/** How long somebody waits, and by which clock. */
export interface Patience {
  readonly clock: Clock;
  readonly until: Instant;
  readonly signal: AbortSignal;
}

/** The next arrivals, at once or as soon as there are any; none where none come in time. */
export async function awaitArrivals(
  world: World,
  mailbox: HolderMailbox,
  wanted: Ahead,
  limit: number,
  { clock, until, signal }: Patience,
): Promise<readonly Arrival[]> {
  const { feed, storage: { mailboxPages } } = world;
  for (let after = wanted.after;;) {
    const done = new AbortController();
    const ending = AbortSignal.any([signal, done.signal]);
    try {
      // Listened to before it is looked: nothing comes in between unnoticed.
      const changed = feed.changed(ending);
      const last = mailboxPages.lastPlace(mailbox.key);
      const found = await nextArrivals(world, mailbox, { ...wanted, after }, last, limit);
      if (found.length > 0 || clock.now() >= until || signal.aborted || feed.closed) return found;
      after = Math.max(after, last);
      await Promise.race([changed, clock.until(until, ending).catch(() => {})]);
    } finally {
      done.abort();
    }
  }
}

async function nextArrivals(
  { storage: { mailboxPages } }: World,
  mailbox: HolderMailbox,
  wanted: Ahead,
  last: number,
  limit: number,
): Promise<readonly Arrival[]> {
  const found: Arrival[] = [];
  for await (const stretch of stretches(wanted, last)) {
    found.push(...mailboxPages.arrivals(mailbox.key, stretch, limit - found.length));
    if (found.length === limit) break;
  }
  return found;
}

/** Places that are looked at together: kinds may be rare, and others have their turn. */
const STRETCH = 5000;

async function* stretches(wanted: Ahead, last: number): AsyncGenerator<Arrivals> {
  const turn = new Turn();
  for (let { after } = wanted; after < last; after += STRETCH) {
    if (turn.over) await turn.pass();
    yield { ...wanted, after, upTo: Math.min(after + STRETCH, last) };
  }
}
