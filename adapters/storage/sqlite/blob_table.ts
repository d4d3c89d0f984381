/**
 * The table of blobs as the writer changes it, together with the files of the large ones.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, unlinkSync } from "node:fs";
import type { Instant } from "../../../events/instant.ts";
import type { Sha256, SmallBlob } from "../../../events/rope.ts";
import { blobFile, moveIntoPlace, prefixFolder } from "../files.ts";
import type { Removed } from "./protocol.ts";
import type { Statements } from "./statements.ts";

// A blob that comes again is as good as new: its age decides when it may be collected.
const insertBlob = `INSERT INTO blobs (sha256, size, stored_at, bytes) VALUES (?, ?, ?, ?)
  ON CONFLICT (sha256) DO UPDATE SET stored_at = excluded.stored_at`;

const discardBlobs = `DELETE FROM blobs
  WHERE sha256 >= ?1 AND sha256 < ?1 || 'g' AND stored_at < ?2 AND NOT EXISTS
    (SELECT 1 FROM blob_references WHERE blob_references.sha256 = blobs.sha256)
  RETURNING size`;

/** Changes the blobs. Every method runs inside the transaction of a batch. */
export class BlobTable {
  readonly #statements: Statements;
  readonly #folder: string;

  constructor(statements: Statements, folder: string) {
    this.#statements = statements;
    this.#folder = folder;
  }

  /** Whether the blob is stored. */
  has(sha256: Sha256): boolean {
    return this.#statements.of("SELECT 1 FROM blobs WHERE sha256 = ?").get(sha256) !== undefined;
  }

  /** Stores a small blob. Throws if the bytes are not those that the name promises. */
  put({ sha256, bytes }: SmallBlob, at: Instant): void {
    const actual = createHash("sha256").update(bytes).digest("hex");
    if (actual !== sha256) {
      throw new Error(`Cannot store the blob ${sha256}: its bytes hash to ${actual}`);
    }
    this.#statements.of(insertBlob).run(sha256, bytes.length, at, bytes);
  }

  /** Takes a complete temporary file over as a blob. */
  putFile(sha256: Sha256, size: number, temporary: string, at: Instant): void {
    // Under the write lock, so that no sweep takes the file for one that lacks its row.
    moveIntoPlace(this.#folder, sha256, temporary);
    this.#statements.of(insertBlob).run(sha256, size, at, null);
  }

  /**
   * Forgets the unreferenced blobs with a prefix that were stored before an instant. Files of
   * large ones stay until {@linkcode sweep}: they may go only once this is durable.
   */
  discard(prefix: string, before: Instant): Removed {
    const rows = this.#statements.of(discardBlobs).all(prefix, before);
    return {
      blobs: rows.length,
      bytes: rows.reduce((sum, row) => sum + Number(row["size"]), 0),
    };
  }

  /** Removes the files with a prefix that no row names: discarded, or left by a crash. */
  sweep(prefix: string): void {
    const folder = prefixFolder(this.#folder, prefix);
    if (!existsSync(folder)) return;
    for (const sha256 of readdirSync(folder)) {
      if (!this.has(sha256)) unlinkSync(blobFile(this.#folder, sha256));
    }
  }
}
