/**
 * Which streams need which blobs. A blob that stands here is never collected.
 *
 * @module
 */
import { blobsReferredTo } from "../catalogue.ts";
import type { Projection, Statement } from "./projection.ts";

const refer = `INSERT INTO blob_references (stream, sha256, position) VALUES (?, ?, ?)
  ON CONFLICT (stream, sha256) DO NOTHING`;

const release = `DELETE FROM blob_references WHERE stream = ?`;

/** The blobs that events refer to, with the first event of each stream that does. */
export const blobReferences: Projection = {
  name: "blob_references",
  version: 1,
  mode: "inline",
  tables: [
    `CREATE TABLE blob_references (
      stream TEXT NOT NULL,
      sha256 TEXT NOT NULL,
      position INTEGER NOT NULL,
      PRIMARY KEY (stream, sha256)
    )`,
    `CREATE INDEX blob_references_by_blob ON blob_references (sha256)`,
  ],
  apply({ stream, position, event }) {
    const statements: Statement[] = blobsReferredTo(event).map((sha256) => ({
      sql: refer,
      parameters: [stream, sha256, position],
    }));
    // A replaced verifier must be erasable, and an account's stream refers to nothing else.
    if (event.type === "account.password-set") {
      statements.unshift({ sql: release, parameters: [stream] });
    }
    return statements;
  },
};
