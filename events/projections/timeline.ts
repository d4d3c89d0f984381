/**
 * The life of each certified message, for people to read: what happened to it, when, and to whom.
 *
 * @module
 */
import { addressKey } from "../address.ts";
import type { IncomingEvent } from "../incoming.ts";
import type { MailboxEvent } from "../mailbox.ts";
import type { OutgoingEvent } from "../outgoing.ts";
import type { Recorded } from "../store.ts";
import { rowsErasedBy } from "./erasure.ts";
import { keyOf, kindOf, type Projection, type Statement } from "./projection.ts";

/** The events that concern a message. */
type MessageEvent = OutgoingEvent | IncomingEvent | MailboxEvent;

const registerStream = `INSERT INTO timeline_streams (stream, pec_id) VALUES (?, ?)
  ON CONFLICT (stream) DO NOTHING`;

const insertMessage = `INSERT INTO timeline_messages
  (stream, pec_id, position, at, sender, subject, recipients)
  VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (stream) DO NOTHING`;

// A standing only ever moves forward, so that an event that is applied late or twice does no harm.
const moveRecipient = `INSERT INTO timeline_recipients (stream, address, status, progress)
  VALUES (?, ?, ?, ?) ON CONFLICT (stream, address) DO UPDATE
  SET status = excluded.status, progress = excluded.progress
  WHERE excluded.progress > timeline_recipients.progress`;

const moveEveryone = `UPDATE timeline_recipients SET status = ?, progress = ?
  WHERE stream = ? AND progress < ?`;

const insertStep = `INSERT INTO timeline (position, stream, pec_id, at, event, who, detail)
  VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (position) DO NOTHING`;

const insertStepOfStream = `INSERT INTO timeline
  (position, stream, pec_id, at, event, who, detail)
  SELECT ?, stream, pec_id, ?, ?, ?, ? FROM timeline_streams WHERE stream = ?
  ON CONFLICT (position) DO NOTHING`;

/**
 * How a recipient stands after an event, from the first standing to the last: a receipt that comes
 * late has the last word, a presa in carico that comes after it has none.
 */
const standings: readonly (readonly [event: MessageEvent["type"], status: string])[] = [
  ["incoming.envelope-received", "received"],
  ["incoming.virus-detected", "refused"],
  ["incoming.envelope-refused", "refused"],
  ["incoming.envelope-delivered", "delivered"],
  ["outgoing.accepted", "accepted"],
  ["outgoing.refused", "refused"],
  ["outgoing.infected", "refused"],
  ["outgoing.dispatched", "dispatched"],
  ["outgoing.taken-in-charge", "taken-in-charge"],
  ["outgoing.overdue", "overdue"],
  ["outgoing.relay-failed", "failed"],
  ["outgoing.virus-reported", "failed"],
  ["outgoing.failed", "failed"],
  ["outgoing.delivered", "delivered"],
];

const TABLES = ["timeline", "timeline_messages", "timeline_recipients", "timeline_streams"];

/**
 * Messages (`timeline_messages`), how their recipients stand (`timeline_recipients`) and the steps
 * of their lives (`timeline`). The stream that a message came with tells its fate: of those that
 * share a PEC id, the first. An arrival of the same message at the provider's own Incoming Point is
 * only a part of that story.
 */
export const timeline: Projection = {
  name: "timeline",
  version: 3,
  mode: "following",
  tables: [
    `CREATE TABLE timeline (
      position INTEGER PRIMARY KEY,
      stream TEXT NOT NULL,
      pec_id TEXT NOT NULL,
      at INTEGER NOT NULL,
      event TEXT NOT NULL,
      who TEXT NOT NULL,
      detail TEXT NOT NULL
    )`,
    `CREATE INDEX timeline_by_stream ON timeline (stream, position)`,
    `CREATE TABLE timeline_messages (
      stream TEXT PRIMARY KEY,
      pec_id TEXT NOT NULL,
      position INTEGER NOT NULL,
      at INTEGER NOT NULL,
      sender TEXT NOT NULL,
      subject TEXT NOT NULL,
      recipients INTEGER NOT NULL
    )`,
    `CREATE INDEX timeline_messages_by_pec_id ON timeline_messages (pec_id, position)`,
    `CREATE TABLE timeline_recipients (
      stream TEXT NOT NULL,
      address TEXT NOT NULL,
      status TEXT NOT NULL,
      progress INTEGER NOT NULL,
      PRIMARY KEY (stream, address)
    )`,
    `CREATE TABLE timeline_streams (stream TEXT PRIMARY KEY, pec_id TEXT NOT NULL)`,
  ],
  readersIndexes: [
    `CREATE INDEX timeline_by_message ON timeline (pec_id, position)`,
    `CREATE INDEX timeline_messages_by_instant ON timeline_messages (at, pec_id)`,
  ],
  apply(recorded) {
    switch (kindOf(recorded.stream)) {
      case "outgoing":
      case "incoming":
        return ofMessageStream(recorded);
      case "mailbox":
        return ofMailbox(recorded);
      default:
        return rowsErasedBy(recorded.event, ...TABLES);
    }
  },
};

function ofMailbox({ stream, position, event }: Recorded): readonly Statement[] {
  const fact = event as MailboxEvent;
  // What the holder does with a message afterwards is no part of its certified life.
  if (fact.type !== "mailbox.stored" || fact.pecId === "") return [];
  return [{
    sql: insertStep,
    parameters: [position, stream, fact.pecId, fact.at, fact.type, keyOf(stream), detailOf(fact)],
  }];
}

function ofMessageStream(recorded: Recorded): readonly Statement[] {
  const { stream, position } = recorded;
  const event = recorded.event as OutgoingEvent | IncomingEvent;
  const who = addressesOf(event).join(", ");
  return [...beginning(recorded), ...moves(stream, event), {
    sql: insertStepOfStream,
    parameters: [position, event.at, event.type, who, detailOf(event), stream],
  }];
}

/** The new standings of those whom an event concerns; a virus concerns everyone. */
function moves(stream: string, event: OutgoingEvent | IncomingEvent): readonly Statement[] {
  const progress = standings.findIndex(([type]) => type === event.type);
  if (progress < 0) return [];
  const status = standings[progress]![1];
  if (event.type === "incoming.virus-detected") {
    return [{ sql: moveEveryone, parameters: [status, progress, stream, progress] }];
  }
  return addressesOf(event).map((address) => ({
    sql: moveRecipient,
    parameters: [stream, addressKey(address), status, progress],
  }));
}

/** What an event changes that names the message which its stream is about. */
function beginning({ stream, position, event }: Recorded): readonly Statement[] {
  const fact = event as OutgoingEvent | IncomingEvent;
  switch (fact.type) {
    case "outgoing.submitted":
      return [{ sql: registerStream, parameters: [stream, fact.pecId] }, {
        sql: insertMessage,
        parameters: [
          stream,
          fact.pecId,
          position,
          fact.at,
          fact.sender,
          fact.subject,
          fact.recipients.length,
        ],
      }];
    case "incoming.envelope-received": {
      const { pecId, sender, subject, recipients } = fact.certified;
      return [{ sql: registerStream, parameters: [stream, pecId] }, {
        sql: insertMessage,
        parameters: [
          stream,
          pecId,
          position,
          fact.at,
          sender,
          subject,
          recipients.length,
        ],
      }];
    }
    case "incoming.notice-received":
      return [{ sql: registerStream, parameters: [stream, fact.certified.pecId] }];
    default:
      return [];
  }
}

/** The addresses that an event concerns. */
function addressesOf(event: OutgoingEvent | IncomingEvent): readonly string[] {
  if ("recipient" in event) return [event.recipient];
  if (!("recipients" in event)) return [];
  return event.recipients.map((recipient) =>
    typeof recipient === "string" ? recipient : recipient.address
  );
}

/** The fields that go into the detail of a step, in the order in which they are read. */
const detailFields: readonly string[] = [
  "kind",
  "provider",
  "hop",
  "fault",
  "about",
  "error",
  "code",
  "detail",
  "reply",
  "messageId",
];

function detailOf(event: MessageEvent): string {
  const fields = new Map<string, unknown>(Object.entries(event));
  return detailFields.map((name) => fields.get(name)).filter(Boolean).join(" ");
}
