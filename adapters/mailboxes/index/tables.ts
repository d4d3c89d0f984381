/**
 * Writes the index.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import type { Recorded } from "../../../events/store.ts";
import { Statements, transaction } from "../../storage/sqlite/statements.ts";
import type { MessageFacts, SearchedFields, SearchedText } from "./facts.ts";
import { gather, messageId } from "./schema.ts";

/** A message to be taken in. */
export interface NewMessage {
  /** An address key. */
  readonly mailbox: string;
  readonly email: number;
  readonly facts: MessageFacts;
  readonly fields: SearchedFields;
  readonly text: SearchedText;
}

/** Where the index stands in the log. */
export interface Checkpoint {
  /** Of the last event that was taken in; 0 for none. */
  readonly position: number;
  readonly stream: string;
  readonly at: number;
}

/** How far taking in has gone. */
export interface Progress {
  /** The last event that has been looked at. */
  readonly last: Recorded;
  /** The mailboxes of which messages were purged since the checkpoint. */
  readonly purged: Iterable<string>;
}

/** The tables that have a row for each message. */
const PER_MESSAGE = [
  "messages",
  "envelopes",
  "structures",
  "headers",
  "sorting",
  "fields",
  "heads",
  "bodies",
];

/** The tables, over a connection for writing. */
export class IndexTables {
  /** The statements of the connection. */
  readonly statements: Statements;

  constructor(database: DatabaseSync) {
    this.statements = new Statements(database);
  }

  /** Where the index stands. */
  checkpoint(): Checkpoint {
    const row = this.statements.of("SELECT position, stream, at FROM checkpoint").get();
    return { ...row } as unknown as Checkpoint;
  }

  /** Whether a message has been taken in. */
  has(mailbox: string, email: number): boolean {
    return this.emails(mailbox, email, email).length > 0;
  }

  /** The EMAILIDs of a mailbox's messages that have been taken in, in a range. */
  emails(mailbox: string, first: number, last: number): number[] {
    const number = numberOf(this.statements, mailbox);
    if (number === undefined) return [];
    const query = "SELECT id FROM messages WHERE id BETWEEN ? AND ?";
    return gather(this.statements, query, messageId(number, first), messageId(number, last));
  }

  /** Takes messages in, those that are not there yet, and goes on in the log; all or nothing. */
  takeIn(messages: readonly NewMessage[], progress?: Progress): void {
    transaction(this.statements, () => {
      for (const message of messages) this.#insert(message);
      if (!progress) return;
      const { position, stream, event } = progress.last;
      this.statements.of("UPDATE checkpoint SET position = ?, stream = ?, at = ?")
        .run(position, stream, event.at);
      for (const mailbox of progress.purged) {
        this.statements.of("INSERT OR IGNORE INTO purged VALUES (?)").run(mailbox);
      }
    });
  }

  /** A mailbox of which messages were purged, and that has not been swept since. */
  purgedMailbox(): string | undefined {
    const row = this.statements.of("SELECT mailbox FROM purged LIMIT 1").get();
    return row?.["mailbox"] as string | undefined;
  }

  /** Removes messages of a mailbox, which has been swept therewith. */
  remove(mailbox: string, emails: readonly number[]): void {
    const number = numberOf(this.statements, mailbox);
    transaction(this.statements, () => {
      for (const id of emails.map((email) => messageId(number!, email))) {
        for (const table of PER_MESSAGE) {
          this.statements.of(`DELETE FROM ${table} WHERE id = ?`).run(id);
        }
        this.statements.of("DELETE FROM trigrams WHERE rowid = ?").run(id);
      }
      this.statements.of("DELETE FROM purged WHERE mailbox = ?").run(mailbox);
    });
  }

  #insert({ mailbox, email, facts, fields, text }: NewMessage): void {
    this.statements.of("INSERT OR IGNORE INTO mailboxes (mailbox) VALUES (?)").run(mailbox);
    const id = messageId(numberOf(this.statements, mailbox)!, email);
    const insert = (sql: string, ...values: (string | number | Uint8Array | null)[]) =>
      this.statements.of(sql).run(id, ...values);
    const { changes } = insert("INSERT OR IGNORE INTO messages VALUES (?, ?)", facts.sentDay);
    if (changes === 0) return;
    insert("INSERT INTO envelopes VALUES (?, ?)", facts.envelope);
    const { body, bodystructure, preview } = facts;
    insert("INSERT INTO structures VALUES (?, ?, ?, ?)", body, bodystructure, preview);
    insert("INSERT INTO headers VALUES (?, ?)", facts.header);
    insert("INSERT INTO sorting VALUES (?, ?)", JSON.stringify(facts.sortKeys));
    const { subject, from, to, cc, bcc } = fields;
    insert("INSERT INTO fields VALUES (?, ?, ?, ?, ?, ?)", subject, from, to, cc, bcc);
    const encoder = new TextEncoder();
    insert("INSERT INTO heads VALUES (?, ?)", encoder.encode(text.head));
    insert("INSERT INTO bodies VALUES (?, ?)", encoder.encode(text.body));
    insert("INSERT INTO trigrams (rowid, text) VALUES (?, ?)", `${text.head}\n${text.body}`);
  }
}

/** A mailbox's number in the keys of its messages; undefined where none has been taken in. */
export function numberOf(statements: Statements, mailbox: string): number | undefined {
  const row = statements.of("SELECT number FROM mailboxes WHERE mailbox = ?").get(mailbox);
  return row && Number(row["number"]);
}
