/**
 * Which entries a reader of the feed is told of, where they are in memory already.
 *
 * @module
 */
import { domainOf } from "../../events/address.ts";
import type { FeedType } from "../../events/projections/feed_facts.ts";
import type { FeedEntry, FeedFilter } from "../storage/feed.ts";

/** Whether a filter leaves an entry. */
export type Fits = (entry: FeedEntry) => boolean;

/** Filters are asked again and again, by the same readers. */
const known = new WeakMap<FeedFilter, Fits>();

/** What a filter leaves. */
export function fitsFilter(filter: FeedFilter): Fits {
  const before = known.get(filter);
  if (before) return before;
  const fits = compiled(filter);
  known.set(filter, fits);
  return fits;
}

function compiled({ mailboxes, types, streams }: FeedFilter): Fits {
  const ofMailboxes = mailboxes && new Set(mailboxes);
  const ofTypes = types && new Set<FeedType>(types);
  const ofStreams = streams && new Set(streams);
  return ({ mailbox, type, stream }) =>
    (!ofMailboxes || ofMailboxes.has(mailbox) || ofMailboxes.has(`*@${domainOf(mailbox)}`)) &&
    (!ofTypes || ofTypes.has(type)) && (!ofStreams || ofStreams.has(stream));
}
