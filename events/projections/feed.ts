/**
 * The feed for integration partners: what becomes of the messages that holders send, and what comes
 * into their mailboxes, an entry for each fact about a recipient.
 *
 * @module
 */
import { addressKey, localPartOf } from "../address.ts";
import type { MailboxEvent } from "../mailbox.ts";
import type { OutgoingEvent } from "../outgoing.ts";
import type { ScheduledEvent } from "../scheduled.ts";
import type { Position, Recorded } from "../store.ts";
import { rowsErasedBy } from "./erasure.ts";
import { type FeedFacts, outgoingFacts, receivedFacts, scheduledFacts } from "./feed_facts.ts";
import { keyOf, kindOf, type Projection, type Statement } from "./projection.ts";

/** Ids that one event can give to entries: more recipients than a message has anywhere. */
export const ENTRIES_PER_EVENT = 65_536;

/** The id of the first entry that an event gives; entries are in the order of their ids. */
export function firstEntryOf(position: Position): number {
  return position * ENTRIES_PER_EVENT;
}

const rememberMessage = `INSERT INTO feed_messages (stream, mailbox, reference, metadata)
  VALUES (?, ?, ?, ?) ON CONFLICT (stream) DO NOTHING`;
const rememberRequest = "UPDATE feed_messages SET reference = ?, metadata = ? WHERE stream = ?";
const rememberExternal = "UPDATE feed_messages SET external = ? WHERE stream = ?";

// The sequence goes on from the last entry before this event, so that an event that is applied
// again finds what it found before. A message that was scheduled goes on from there.
const insert = (condition: string) =>
  `INSERT INTO feed (id, stream, mailbox, type, sequence, data, at)
  SELECT ?1 + e.key, ?2, coalesce(?3, m.mailbox), ?4,
    coalesce((SELECT sequence FROM feed WHERE stream = ?2 AND id < ?1 ORDER BY id DESC LIMIT 1),
      (SELECT sequence FROM feed WHERE stream = ?5 AND id < ?1 ORDER BY id DESC LIMIT 1), 0)
      + row_number() OVER (ORDER BY e.key), e.value, ?6
  FROM json_each(?7) e LEFT JOIN feed_messages m ON m.stream = ?2 WHERE ${condition}
  ON CONFLICT (id) DO NOTHING`;
const insertEntries = insert("true");
// What a next hop takes for a certified recipient is not told: a presa in carico follows.
const insertExternal = insert(
  "e.value ->> 'recipient' IN (SELECT value FROM json_each(m.external))",
);

/**
 * The entries (`feed`), and of each message what its sender has said of it (`feed_messages`). Lists
 * and data are JSON. What a partner calls a message is the local part of its identificativo.
 */
export const feed: Projection = {
  name: "feed",
  version: 1,
  mode: "following",
  tables: [
    `CREATE TABLE feed (
      id INTEGER PRIMARY KEY,
      stream TEXT NOT NULL,
      mailbox TEXT NOT NULL,
      type TEXT NOT NULL,
      sequence INTEGER NOT NULL,
      data TEXT NOT NULL,
      at INTEGER NOT NULL
    )`,
    `CREATE INDEX feed_by_stream ON feed (stream)`,
    `CREATE TABLE feed_messages (
      stream TEXT PRIMARY KEY,
      mailbox TEXT NOT NULL,
      reference TEXT,
      metadata TEXT,
      external TEXT
    ) WITHOUT ROWID`,
  ],
  readersIndexes: [`CREATE INDEX feed_by_mailbox ON feed (mailbox)`],
  apply(recorded) {
    const { stream, event } = recorded;
    switch (kindOf(stream)) {
      case "outgoing":
        return outgoing(recorded, event as OutgoingEvent);
      case "scheduled":
        return scheduled(recorded, event as ScheduledEvent);
      case "mailbox":
        return entries(recorded, receivedFacts(event as MailboxEvent), addressKey(keyOf(stream)));
      default:
        return rowsErasedBy(event, "feed", "feed_messages");
    }
  },
};

function outgoing(recorded: Recorded, event: OutgoingEvent): readonly Statement[] {
  const { stream } = recorded;
  switch (event.type) {
    case "outgoing.submitted":
      return [{
        sql: rememberMessage,
        parameters: [stream, addressKey(event.account), null, null],
      }];
    case "outgoing.requested": {
      const metadata = event.metadata ? JSON.stringify(event.metadata) : null;
      return [{ sql: rememberRequest, parameters: [event.reference ?? null, metadata, stream] }];
    }
    case "outgoing.accepted": {
      const external = event.recipients.filter(({ kind }) => kind === "esterno");
      const addresses = JSON.stringify(external.map(({ address }) => address));
      return [
        ...(external.length > 0
          ? [{ sql: rememberExternal, parameters: [addresses, stream] }]
          : []),
        ...entries(recorded, outgoingFacts(event), null),
      ];
    }
    case "outgoing.dispatched":
      return entries(recorded, outgoingFacts(event), null, insertExternal);
    default:
      return entries(recorded, outgoingFacts(event), null);
  }
}

function scheduled(recorded: Recorded, event: ScheduledEvent): readonly Statement[] {
  const told = entries(recorded, scheduledFacts(event), null);
  if (event.type !== "scheduled.planned") return told;
  const { account, reference = null, metadata } = event;
  const said = metadata ? JSON.stringify(metadata) : null;
  const parameters = [recorded.stream, addressKey(account), reference, said];
  return [{ sql: rememberMessage, parameters }, ...told];
}

/** @param mailbox null where the message knows it. */
function entries(
  { position, stream, event }: Recorded,
  facts: FeedFacts | null,
  mailbox: string | null,
  sql: string = insertEntries,
): readonly Statement[] {
  if (facts === null) return [];
  const { type, data } = facts;
  const earlier = stream.startsWith("outgoing-")
    ? `scheduled-${localPartOf(keyOf(stream))}`
    : stream;
  const place = [firstEntryOf(position), stream, mailbox, type, earlier];
  return [{ sql, parameters: [...place, event.at, JSON.stringify(data)] }];
}
