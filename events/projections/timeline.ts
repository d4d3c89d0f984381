/**
 * The life of each certified message, for people to read: what happened to it, when, and to whom.
 *
 * @module
 */
import type { IncomingEvent } from "../incoming.ts";
import type { MailboxEvent } from "../mailbox.ts";
import type { OutgoingEvent } from "../outgoing.ts";
import type { Recorded } from "../store.ts";
import { keyOf, type Projection, type Statement } from "./projection.ts";

/** The events that concern a message. */
type MessageEvent = OutgoingEvent | IncomingEvent | MailboxEvent;

const registerStream = `INSERT INTO timeline_streams (stream, pec_id) VALUES (?, ?)
  ON CONFLICT (stream) DO NOTHING`;

const insertMessage = `INSERT INTO timeline_messages
  (pec_id, stream, position, at, sender, subject, recipients, status)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (pec_id) DO NOTHING`;

// The stream that a message came with tells its fate; an arrival of the same message at the
// provider's own Incoming Point is only a part of that story.
const changeStatus = `UPDATE timeline_messages SET status = ?, position = ?
  WHERE pec_id = (SELECT pec_id FROM timeline_streams WHERE stream = ?)
  AND stream = ? AND position < ?`;

const insertStep = `INSERT INTO timeline (position, pec_id, at, event, who, detail)
  VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (position) DO NOTHING`;

const insertStepOfStream = `INSERT INTO timeline (position, pec_id, at, event, who, detail)
  SELECT ?, pec_id, ?, ?, ?, ? FROM timeline_streams WHERE stream = ?
  ON CONFLICT (position) DO NOTHING`;

/** The events after which a message stands differently for at least one recipient. */
const news: ReadonlySet<string> = new Set<MessageEvent["type"]>([
  "outgoing.accepted",
  "outgoing.refused",
  "outgoing.dispatched",
  "outgoing.relay-failed",
  "outgoing.taken-in-charge",
  "outgoing.delivered",
  "outgoing.failed",
  "incoming.envelope-delivered",
  "incoming.envelope-refused",
]);

/** Messages (`timeline_messages`) and the steps of their lives (`timeline`). */
export const timeline: Projection = {
  name: "timeline",
  version: 1,
  mode: "following",
  tables: [
    `CREATE TABLE timeline (
      position INTEGER PRIMARY KEY,
      pec_id TEXT NOT NULL,
      at INTEGER NOT NULL,
      event TEXT NOT NULL,
      who TEXT NOT NULL,
      detail TEXT NOT NULL
    )`,
    `CREATE INDEX timeline_by_message ON timeline (pec_id, position)`,
    `CREATE TABLE timeline_messages (
      pec_id TEXT PRIMARY KEY,
      stream TEXT NOT NULL,
      position INTEGER NOT NULL,
      at INTEGER NOT NULL,
      sender TEXT NOT NULL,
      subject TEXT NOT NULL,
      recipients INTEGER NOT NULL,
      status TEXT NOT NULL
    )`,
    `CREATE INDEX timeline_messages_by_instant ON timeline_messages (at, pec_id)`,
    `CREATE TABLE timeline_streams (stream TEXT PRIMARY KEY, pec_id TEXT NOT NULL)`,
  ],
  apply(recorded) {
    const kind = recorded.stream.slice(0, recorded.stream.indexOf("-"));
    switch (kind) {
      case "outgoing":
      case "incoming":
        return ofMessageStream(recorded);
      case "mailbox":
        return ofMailbox(recorded);
      default:
        return [];
    }
  },
};

function ofMailbox({ stream, position, event }: Recorded): readonly Statement[] {
  const fact = event as MailboxEvent;
  return [{
    sql: insertStep,
    parameters: [position, fact.pecId, fact.at, fact.type, keyOf(stream), detailOf(fact)],
  }];
}

function ofMessageStream(recorded: Recorded): readonly Statement[] {
  const { stream, position } = recorded;
  const event = recorded.event as OutgoingEvent | IncomingEvent;
  const statements: Statement[] = [...beginning(recorded), {
    sql: insertStepOfStream,
    parameters: [position, event.at, event.type, whoOf(event), detailOf(event), stream],
  }];
  if (news.has(event.type)) {
    statements.push({
      sql: changeStatus,
      parameters: [statusOf(event), position, stream, stream, position],
    });
  }
  return statements;
}

/** What an event changes that names the message which its stream is about. */
function beginning({ stream, position, event }: Recorded): readonly Statement[] {
  const fact = event as OutgoingEvent | IncomingEvent;
  switch (fact.type) {
    case "outgoing.submitted":
      return [{ sql: registerStream, parameters: [stream, fact.pecId] }, {
        sql: insertMessage,
        parameters: [
          fact.pecId,
          stream,
          position,
          fact.at,
          fact.sender,
          fact.subject,
          fact.recipients.length,
          statusOf(fact),
        ],
      }];
    case "incoming.envelope-received": {
      const { pecId, sender, subject, recipients } = fact.certified;
      return [{ sql: registerStream, parameters: [stream, pecId] }, {
        sql: insertMessage,
        parameters: [
          pecId,
          stream,
          position,
          fact.at,
          sender,
          subject,
          recipients.length,
          statusOf(fact),
        ],
      }];
    }
    case "incoming.notice-received":
      return [{ sql: registerStream, parameters: [stream, fact.certified.pecId] }];
    default:
      return [];
  }
}

function statusOf(event: MessageEvent): string {
  return event.type.slice(event.type.indexOf(".") + 1);
}

function whoOf(event: OutgoingEvent | IncomingEvent): string {
  if ("recipient" in event) return event.recipient;
  if (!("recipients" in event)) return "";
  return event.recipients
    .map((recipient) => typeof recipient === "string" ? recipient : recipient.address)
    .join(", ");
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
