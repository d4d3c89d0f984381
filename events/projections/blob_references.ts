/**
 * Which streams need which blobs. A blob that stands here is never collected.
 *
 * @module
 */
import { blobsReferredTo } from "../catalogue.ts";
import type { Projection, Statement } from "./projection.ts";

const refer = `INSERT INTO blob_references (stream, sha256) VALUES (?, ?)
  ON CONFLICT (stream, sha256) DO NOTHING`;

const release = `DELETE FROM blob_references WHERE stream = ?`;

/** The blobs that the events of each stream refer to. */
export const blobReferences: Projection = {
  name: "blob_references",
  version: 1,
  mode: "inline",
  tables: [
    `CREATE TABLE blob_references (
      stream TEXT NOT NULL,
      sha256 TEXT NOT NULL,
      PRIMARY KEY (stream, sha256)
    ) WITHOUT ROWID`,
    `CREATE INDEX blob_references_by_blob ON blob_references (sha256)`,
  ],
  apply({ stream, event }) {
    const statements: Statement[] = blobsReferredTo(event).map((sha256) => ({
      sql: refer,
      parameters: [stream, sha256],
    }));
    // A replaced verifier must be erasable, and an account's stream refers to nothing else.
    if (event.type === "account.password-set") {
      statements.unshift({ sql: release, parameters: [stream] });
    }
    return statements;
  },
};
