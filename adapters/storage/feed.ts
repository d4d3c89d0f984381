/**
 * What the projection `feed` knows: the facts that partners are told.
 *
 * @module
 */
import type { Instant } from "../../events/instant.ts";
import type { FeedType } from "../../events/projections/feed_facts.ts";
import type { Position } from "../../events/store.ts";

/** An entry of the feed. Ids ascend in the order of the log, with gaps. */
export interface FeedEntry {
  readonly id: number;
  readonly at: Instant;
  readonly type: FeedType;
  /** An address key. */
  readonly mailbox: string;
  /** The stream that it is about: `outgoing-…`, `scheduled-…` or `mailbox-…`. */
  readonly stream: string;
  /** Of the message, or of the mailbox: 1, 2, 3 … without gaps. */
  readonly sequence: number;
  /** JSON. */
  readonly data: string;
  readonly reference: string | null;
  /** JSON; null for none. */
  readonly metadata: string | null;
}

/** Which entries are meant. Absent parts exclude nothing. */
export interface FeedFilter {
  /** Address keys, or `*@domain`. */
  readonly mailboxes?: readonly string[];
  readonly types?: readonly FeedType[];
  /** The streams of one message. */
  readonly streams?: readonly string[];
}

/** Some entries, and up to where nothing else fits the filter. */
export interface FeedStretch {
  readonly entries: readonly FeedEntry[];
  /** Where to go on. */
  readonly next: number;
  /** Whether there may be more behind it. */
  readonly more: boolean;
}

/** Reads of the feed. All of them at once, on the calling thread, and short. */
export interface FeedQueries {
  /**
   * The first entries behind an id that fit, as far as some thousands of entries tell: a filter
   * that leaves nothing of them leads to no entry, and on.
   */
  feedAfter(after: number, limit: number, filter: FeedFilter): FeedStretch;
  /** One entry, or null. */
  feedEntry(id: number): FeedEntry | null;
  /** Up to where the log has been taken in. */
  feedTakenIn(): Position;
  /** The id of the last entry; 0 where there is none. */
  lastFeedEntry(): number;
  /** The id of the last entry before an instant; 0 where there is none. */
  lastFeedEntryBefore(instant: Instant): number;
}
