/**
 * The log that the law asks for (RFC 6109 §2.3): one line for each operation on a message.
 *
 * @module
 */
import { domainOf } from "../address.ts";
import type { CertifiedData, IncomingEvent } from "../incoming.ts";
import type { OutgoingEvent } from "../outgoing.ts";
import type { Recorded } from "../store.ts";
import type { TraceRecipient } from "../trace_line.ts";
import { rowsErasedBy } from "./erasure.ts";
import { keyOf, kindOf, type Projection, type Statement } from "./projection.ts";

/** The events of a certified message. */
type MessageEvent = OutgoingEvent | IncomingEvent;

const insertMessage = `INSERT INTO trace_messages
  (stream, pec_id, msgid, sender, recipients, subject, provider, classified)
  VALUES (?, ?, ?, ?, ?, ?, ?, 0) ON CONFLICT (stream) DO NOTHING`;

// The first verdict tells of whom the message consists, however often events are applied.
const classifyRecipients = `UPDATE trace_messages SET recipients = ?, classified = 1
  WHERE stream = ? AND classified = 0`;

const insertLine = `INSERT INTO trace (position, stream, at, event, concerns, generated)
  VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (position) DO NOTHING`;

// A presa in carico names its transaction, and concerns those whom that has brought.
const insertLineOfTransaction = `INSERT INTO trace
  (position, stream, at, event, concerns, generated)
  VALUES (?, ?, ?, ?, COALESCE((SELECT concerns FROM trace
    WHERE stream = ? AND event = 'incoming.envelope-received'
    ORDER BY position LIMIT 1 OFFSET ?), '[]'), ?)
  ON CONFLICT (position) DO NOTHING`;

/**
 * The operations (`trace`), and of each stream the message that they are about (`trace_messages`):
 * what is the same on all lines of a stream is kept once. Lists are JSON.
 */
export const trace: Projection = {
  name: "trace",
  version: 3,
  mode: "following",
  tables: [
    `CREATE TABLE trace (
      position INTEGER PRIMARY KEY,
      stream TEXT NOT NULL,
      at INTEGER NOT NULL,
      event TEXT NOT NULL,
      concerns TEXT NOT NULL,
      generated TEXT NOT NULL
    )`,
    `CREATE INDEX trace_by_stream ON trace (stream, position)`,
    `CREATE TABLE trace_messages (
      stream TEXT PRIMARY KEY,
      pec_id TEXT NOT NULL,
      msgid TEXT NOT NULL,
      sender TEXT NOT NULL,
      recipients TEXT NOT NULL,
      subject TEXT NOT NULL,
      provider TEXT NOT NULL,
      classified INTEGER NOT NULL
    )`,
  ],
  readersIndexes: [
    `CREATE INDEX trace_by_instant ON trace (at, position)`,
    `CREATE INDEX trace_messages_by_pec_id ON trace_messages (pec_id, stream)`,
  ],
  apply(recorded) {
    switch (kindOf(recorded.stream)) {
      case "outgoing":
      case "incoming":
        return [...messageOf(recorded), lineOf(recorded)];
      default:
        return rowsErasedBy(recorded.event, "trace", "trace_messages");
    }
  },
};

function lineOf({ stream, position, event }: Recorded): Statement {
  const fact = event as MessageEvent;
  const generated = JSON.stringify(generatedBy(fact, stream));
  const common = [position, stream, fact.at, fact.type];
  if (fact.type === "incoming.charge-notified" || fact.type === "incoming.charge-abandoned") {
    const parameters = [...common, stream, fact.transaction - 1, generated];
    return { sql: insertLineOfTransaction, parameters };
  }
  const parameters = [...common, JSON.stringify(concernedBy(fact)), generated];
  return { sql: insertLine, parameters };
}

/** What an event tells of the message that its stream is about. */
function messageOf({ stream, event }: Recorded): readonly Statement[] {
  const fact = event as MessageEvent;
  switch (fact.type) {
    case "outgoing.submitted": {
      const recipients = fact.recipients.map((address) => ({ address, kind: null }));
      return [beginning(stream, { ...fact, recipients })];
    }
    case "outgoing.accepted":
    case "outgoing.refused":
    case "outgoing.infected":
      return [{
        sql: classifyRecipients,
        parameters: [JSON.stringify(fact.recipients), stream],
      }];
    case "incoming.envelope-received":
    case "incoming.notice-received":
      return [beginning(stream, fact.certified)];
    case "incoming.anomaly-received": {
      const { sender, subject, messageId: msgid } = fact;
      const recipients = fact.recipients.map((address) => ({ address, kind: null }));
      return [beginning(stream, { pecId: "", msgid, sender, recipients, subject })];
    }
    default:
      return [];
  }
}

type Message = Pick<CertifiedData, "pecId" | "msgid" | "sender" | "subject"> & {
  readonly recipients: readonly TraceRecipient[];
};

function beginning(stream: string, message: Message): Statement {
  const { pecId, msgid = "", sender, recipients, subject } = message;
  // RFC 6109 §2.3 wants the sending provider. All lines about a message name it in one way, whoever
  // has sent what brought the operation about: by the domain that the identificativo has.
  const provider = domainOf(pecId);
  const parameters = [stream, pecId, msgid, sender, JSON.stringify(recipients), subject, provider];
  return { sql: insertMessage, parameters };
}

/** The addresses that an event names as those whom it concerns. */
function concernedBy(event: MessageEvent): readonly string[] {
  if ("concerns" in event) return event.concerns;
  if ("recipient" in event) return [event.recipient];
  if (!("recipients" in event)) return [];
  return event.recipients.map((one) => typeof one === "string" ? one : one.address);
}

/** Acceptance makes the envelope, and its Message-ID is the identificativo (RFC 6109 §3.1.5). */
function generatedBy(event: MessageEvent, stream: string): readonly string[] {
  if (event.type === "outgoing.accepted") return [`<${keyOf(stream)}>`];
  // The Message-ID of an anomaly is the one that its sender has given it.
  if (event.type === "incoming.anomaly-received" || !("messageId" in event)) return [];
  return [event.messageId];
}
