/**
 * What is known of uploads, in `operational.db`. How much of a file is there is what stands here:
 * what the file has beyond it was never confirmed, and is written over.
 *
 * @module
 */
import type { Instant } from "../../../events/instant.ts";
import type { Operational } from "../../storage/operational.ts";

/** Statements for `openOperational`. */
export const UPLOAD_TABLES: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS uploads (
    id TEXT PRIMARY KEY,
    client TEXT NOT NULL,
    filename TEXT NOT NULL,
    content_type TEXT NOT NULL,
    size INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    offset INTEGER NOT NULL,
    complete INTEGER NOT NULL,
    changed_at INTEGER NOT NULL
  )`,
  "CREATE INDEX IF NOT EXISTS uploads_by_client ON uploads (client, id)",
  "CREATE INDEX IF NOT EXISTS uploads_by_change ON uploads (changed_at)",
];

/** An upload. */
export interface Upload {
  /** 32 hexadecimal digits, also the name of its file. */
  readonly id: string;
  readonly client: string;
  readonly filename: string;
  readonly contentType: string;
  /** Octets of the whole file. */
  readonly size: number;
  readonly sha256: string;
  /** Octets that are there durably. */
  readonly offset: number;
  /** Whether all of it is there, and its digest was found right. */
  readonly complete: boolean;
  readonly changedAt: Instant;
}

/** How much there is. */
export interface UploadCount {
  readonly uploads: number;
  /** As declared. */
  readonly bytes: number;
}

const insertSql = `INSERT INTO uploads
  (id, client, filename, content_type, size, sha256, offset, complete, changed_at)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const columns = `id, client, filename, content_type AS contentType, size, sha256, offset, complete,
  changed_at AS changedAt`;
const countSql = "SELECT count(*) AS uploads, coalesce(sum(size), 0) AS bytes FROM uploads";

/** The table. */
export class UploadTable {
  readonly #operational: Operational;

  constructor(operational: Operational) {
    this.#operational = operational;
  }

  /** All of the work, or none of it. */
  transaction<T>(work: () => T): T {
    return this.#operational.transaction(work);
  }

  insert(upload: Upload): void {
    const { id, client, filename, contentType, size, sha256, offset, complete, changedAt } = upload;
    this.#run(insertSql, [
      id,
      client,
      filename,
      contentType,
      size,
      sha256,
      offset,
      Number(complete),
      changedAt,
    ]);
  }

  /** Null where there is none. */
  find(id: string): Upload | null {
    const sql = `SELECT ${columns} FROM uploads WHERE id = ?`;
    const row = this.#operational.statements.of(sql).get(id);
    return row ? uploadOf(row) : null;
  }

  /** Up to `limit` of a client's behind an id, in the order of their ids. */
  page(client: string, after: string, limit: number): readonly Upload[] {
    const sql = `SELECT ${columns} FROM uploads WHERE client = ? AND id > ? ORDER BY id LIMIT ?`;
    return this.#operational.statements.of(sql).all(client, after, limit).map(uploadOf);
  }

  count(): UploadCount {
    return this.#operational.statements.of(countSql).get() as unknown as UploadCount;
  }

  countOf(client: string): UploadCount {
    return this.#operational.statements.of(`${countSql} WHERE client = ?`)
      .get(client) as unknown as UploadCount;
  }

  setOffset(id: string, offset: number, changedAt: Instant): void {
    this.#run("UPDATE uploads SET offset = ?, changed_at = ? WHERE id = ?", [
      offset,
      changedAt,
      id,
    ]);
  }

  setComplete(id: string): void {
    this.#run("UPDATE uploads SET complete = 1 WHERE id = ?", [id]);
  }

  remove(id: string): void {
    this.#run("DELETE FROM uploads WHERE id = ?", [id]);
  }

  /** The ids of those that have not changed since. */
  unchangedSince(instant: Instant): readonly string[] {
    const sql = "SELECT id FROM uploads WHERE changed_at < ?";
    return this.#operational.statements.of(sql).all(instant).map((row) => String(row["id"]));
  }

  #run(sql: string, parameters: readonly (string | number)[]): void {
    this.#operational.statements.of(sql).run(...parameters);
  }
}

function uploadOf(row: Record<string, unknown>): Upload {
  return { ...row, complete: row["complete"] === 1 } as unknown as Upload;
}
