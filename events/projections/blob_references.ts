/**
 * Which streams need which blobs. A blob that stands here is never collected.
 *
 * @module
 */
import type { AccountEvent } from "../account.ts";
import { blobsReferredTo } from "../catalogue.ts";
import type { CustodyEvent } from "../custody.ts";
import type { AnyEvent } from "../definition.ts";
import type { LogEvent } from "../log.ts";
import type { MailboxEvent } from "../mailbox.ts";
import { rowsErasedBy } from "./erasure.ts";
import { keyOf, type Projection, type Statement } from "./projection.ts";

const refer = `INSERT INTO blob_references (stream, purpose, sha256) VALUES (?, ?, ?)
  ON CONFLICT (stream, purpose, sha256) DO NOTHING`;

const release = `DELETE FROM blob_references WHERE stream = ? AND purpose = ?`;

/**
 * A message may lie in several folders, and several messages may hold the same bytes: what is gone
 * for good follows from what the mailbox still holds. Applied after the projection `mailbox`.
 */
const releasePurged = `DELETE FROM blob_references WHERE stream = ? AND sha256 NOT IN (
  SELECT slice.value ->> 'blob' FROM mailbox_entries, json_each(content) AS slice
    WHERE mailbox = ?
  UNION SELECT slice.value ->> 'blob' FROM mailbox_deleted, json_each(content) AS slice
    WHERE mailbox = ? AND content IS NOT NULL)`;

/** The files of destroyed days, with what their signatures were judged by. */
const releaseDays = `DELETE FROM blob_references WHERE stream = 'log-days' AND purpose IN
  (SELECT 'day ' || value FROM json_each(?))`;

/** The blobs that the events of each stream refer to. */
export const blobReferences: Projection = {
  name: "blob_references",
  version: 4,
  mode: "inline",
  tables: [
    `CREATE TABLE blob_references (
      stream TEXT NOT NULL,
      purpose TEXT NOT NULL,
      sha256 TEXT NOT NULL,
      PRIMARY KEY (stream, purpose, sha256)
    ) WITHOUT ROWID`,
  ],
  readersIndexes: [
    `CREATE INDEX blob_references_by_blob ON blob_references (sha256)`,
  ],
  apply({ stream, event }) {
    const fact = event as MailboxEvent | CustodyEvent;
    switch (fact.type) {
      case "mailbox.purged": {
        const mailbox = keyOf(stream);
        return [{ sql: releasePurged, parameters: [stream, mailbox, mailbox] }];
      }
      case "custody.erased":
        return [
          ...rowsErasedBy(event, "blob_references"),
          { sql: releaseDays, parameters: [JSON.stringify(fact.days)] },
        ];
      default:
        return referring(stream, event);
    }
  },
};

function referring(stream: string, event: AnyEvent): readonly Statement[] {
  const purpose = purposeOf(event as AccountEvent | LogEvent);
  const statements: Statement[] = blobsReferredTo(event).map((sha256) => ({
    sql: refer,
    parameters: [stream, purpose, sha256],
  }));
  if (purpose !== "") statements.unshift({ sql: release, parameters: [stream, purpose] });
  return statements;
}

/**
 * What a stream needs a blob for, where it must be erasable by itself: a verifier that is replaced
 * or revoked, the file of a day.
 */
function purposeOf(event: AccountEvent | LogEvent): string {
  switch (event.type) {
    case "account.password-set":
      return "password";
    case "account.app-password-added":
    case "account.app-password-revoked":
      return `app password ${event.id}`;
    case "log.day-sealed":
      return `day ${event.day}`;
    default:
      return "";
  }
}
