/**
 * The messages that mailboxes send or have scheduled, for lists and searches: by mailbox, by what
 * the sender calls them, by recipient and by how they stand.
 *
 * @module
 */
import { addressKey, domainOf } from "../address.ts";
import type { OutgoingEvent } from "../outgoing.ts";
import { acceptedState, moveOf, type RecipientState, statesBefore } from "../recipient_state.ts";
import type { ScheduledEvent } from "../scheduled.ts";
import type { Recorded } from "../store.ts";
import { rowsErasedBy } from "./erasure.ts";
import { kindOf, type Projection, type Statement } from "./projection.ts";

/** Every state of a message; a vocabulary that partners rely on. */
export const MESSAGE_STATES = [
  "scheduled",
  "cancelled",
  "failed",
  "accepted",
  "refused",
  "virus",
] as const;

/** See {@linkcode MESSAGE_STATES}. */
export type MessageState = (typeof MESSAGE_STATES)[number];

const insertMessage = `INSERT INTO sent
  (position, stream, pec_id, mailbox, domain, at, subject, reference, state)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (stream) DO NOTHING`;
const setReference = "UPDATE sent SET reference = ? WHERE stream = ?";
const setState = "UPDATE sent SET state = ? WHERE stream = ?";
const insertRecipients = `INSERT INTO sent_recipients (stream, address, state, position)
  SELECT ?, value ->> 'address', value ->> 'state', ? FROM json_each(?) WHERE true
  ON CONFLICT (stream, address) DO NOTHING`;
// An event that is applied again moves nobody who has moved on since.
const moveRecipients = `UPDATE sent_recipients SET state = ?, position = ?
  WHERE stream = ? AND address IN (SELECT value FROM json_each(?)) AND position < ?
  AND state IN (SELECT value FROM json_each(?))`;
const forget = (table: string) => `DELETE FROM ${table} WHERE stream = ?`;

/**
 * The messages (`sent`) by the position of their first event, and their recipients by address key
 * (`sent_recipients`). A message that was scheduled has a row for its plan until it is sent.
 */
export const sent: Projection = {
  name: "sent",
  version: 1,
  mode: "following",
  tables: [
    `CREATE TABLE sent (
      position INTEGER PRIMARY KEY,
      stream TEXT NOT NULL UNIQUE,
      pec_id TEXT NOT NULL,
      mailbox TEXT NOT NULL,
      domain TEXT NOT NULL,
      at INTEGER NOT NULL,
      subject TEXT NOT NULL,
      reference TEXT,
      state TEXT NOT NULL
    )`,
    `CREATE TABLE sent_recipients (
      stream TEXT NOT NULL,
      address TEXT NOT NULL,
      state TEXT NOT NULL,
      position INTEGER NOT NULL,
      PRIMARY KEY (stream, address)
    ) WITHOUT ROWID`,
  ],
  readersIndexes: [
    `CREATE INDEX sent_by_mailbox ON sent (mailbox, position)`,
    `CREATE INDEX sent_by_reference ON sent (reference, position) WHERE reference IS NOT NULL`,
  ],
  apply(recorded) {
    const { stream, event } = recorded;
    switch (kindOf(stream)) {
      case "outgoing":
        return outgoing(recorded, event as OutgoingEvent);
      case "scheduled":
        return scheduled(recorded, event as ScheduledEvent);
      default:
        return rowsErasedBy(event, "sent", "sent_recipients");
    }
  },
};

/** How a subject is searched: in any case. */
export function searchedSubject(subject: string): string {
  return subject.normalize("NFC").toLowerCase();
}

function outgoing(recorded: Recorded, event: OutgoingEvent): readonly Statement[] {
  const { stream } = recorded;
  switch (event.type) {
    case "outgoing.submitted":
      return [message(recorded, event, null, "accepted")];
    case "outgoing.requested":
      return [{ sql: setReference, parameters: [event.reference ?? null, stream] }];
    case "outgoing.accepted":
      return [recipients(recorded, event.recipients, ({ kind }) => acceptedState(kind))];
    case "outgoing.refused":
    case "outgoing.infected": {
      const state: MessageState = event.type === "outgoing.refused" ? "refused" : "virus";
      return [
        { sql: setState, parameters: [state, stream] },
        recipients(recorded, event.recipients, () => "not_sent"),
      ];
    }
    default:
      return moves(recorded, event);
  }
}

function scheduled(recorded: Recorded, event: ScheduledEvent): readonly Statement[] {
  const { stream } = recorded;
  switch (event.type) {
    case "scheduled.planned":
      return [
        message(recorded, event, event.reference ?? null, "scheduled"),
        recipients(recorded, event.recipients, () => "not_sent"),
      ];
    case "scheduled.cancelled":
      return [{ sql: setState, parameters: ["cancelled", stream] }];
    case "scheduled.failed":
      return [{ sql: setState, parameters: ["failed", stream] }];
    case "scheduled.sent":
      return ["sent", "sent_recipients"].map((table) => {
        return { sql: forget(table), parameters: [stream] };
      });
    default:
      return [];
  }
}

function message(
  { position, stream }: Recorded,
  { pecId, account, at, subject }: {
    readonly pecId: string;
    readonly account: string;
    readonly at: number;
    readonly subject: string;
  },
  reference: string | null,
  state: MessageState,
): Statement {
  const mailbox = addressKey(account);
  const domain = domainOf(account);
  const found = searchedSubject(subject);
  const parameters = [position, stream, pecId, mailbox, domain, at, found, reference, state];
  return { sql: insertMessage, parameters };
}

type Classified = Extract<OutgoingEvent, { type: "outgoing.accepted" }>["recipients"][number];

function recipients(
  { stream, position }: Recorded,
  classified: readonly Classified[],
  stateOf: (recipient: Classified) => RecipientState,
): Statement {
  const rows = classified.map((recipient) => {
    return { address: addressKey(recipient.address), state: stateOf(recipient) };
  });
  return { sql: insertRecipients, parameters: [stream, position, JSON.stringify(rows)] };
}

function moves({ stream, position }: Recorded, event: OutgoingEvent): readonly Statement[] {
  const move = moveOf(event);
  if (move === null) return [];
  const { state, addresses } = move;
  const named = JSON.stringify(addresses.map(addressKey));
  const before = JSON.stringify(statesBefore(state));
  return [{
    sql: moveRecipients,
    parameters: [state, position, stream, named, position, before],
  }];
}
