/**
 * What lies in the mailboxes: one row for each message, in the order in which they came.
 *
 * @module
 */
import type { MailboxEvent } from "../mailbox.ts";
import { keyOf, type Projection } from "./projection.ts";

const insertEntry = `INSERT INTO mailbox_entries
  (mailbox, uid, folder, entry, position, at, kind, pec_id, message_id, subject, size, content)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

/** The entries of all mailboxes. */
export const mailbox: Projection = {
  name: "mailbox",
  version: 2,
  mode: "inline",
  tables: [
    `CREATE TABLE mailbox_entries (
      mailbox TEXT NOT NULL,
      uid INTEGER NOT NULL,
      folder TEXT NOT NULL,
      entry TEXT NOT NULL,
      position INTEGER NOT NULL,
      at INTEGER NOT NULL,
      kind TEXT NOT NULL,
      pec_id TEXT NOT NULL,
      message_id TEXT NOT NULL,
      subject TEXT NOT NULL,
      size INTEGER NOT NULL,
      content TEXT NOT NULL,
      PRIMARY KEY (mailbox, uid),
      UNIQUE (mailbox, entry)
    )`,
  ],
  apply({ stream, position, event }) {
    const fact = event as MailboxEvent;
    if (fact.type !== "mailbox.stored") return [];
    const { uid, folder, entry, at, kind, pecId, messageId, subject, size, content } = fact;
    return [{
      sql: insertEntry,
      parameters: [
        keyOf(stream),
        uid,
        folder,
        entry,
        position,
        at,
        kind,
        pecId,
        messageId,
        subject,
        size,
        JSON.stringify(content),
      ],
    }];
  },
};
