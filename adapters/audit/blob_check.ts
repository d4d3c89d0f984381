/**
 * Whether every blob has the bytes that its name promises, and all that are needed are there.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { closeSync, openSync, readSync } from "node:fs";
import type { Sha256 } from "../../events/rope.ts";
import { blobFile } from "../storage/files.ts";
import { openForReading } from "../storage/sqlite/schema.ts";
import type { Statements } from "../storage/sqlite/statements.ts";
import { type Findings, reasonOf } from "./fault.ts";

/** Blobs that are read at once. */
const PAGE = 200;
/** Octets of a file that are read at once. */
const CHUNK = 1024 * 1024;

const pageSql = `SELECT sha256, size, bytes FROM blobs WHERE sha256 > ? ORDER BY sha256 LIMIT ?`;
const missingSql = `SELECT DISTINCT r.sha256 AS sha256, r.stream AS stream FROM blob_references r
  WHERE NOT EXISTS (SELECT 1 FROM blobs b WHERE b.sha256 = r.sha256)`;

interface BlobRow {
  readonly sha256: Sha256;
  readonly size: number;
  /** Null for those that are files. */
  readonly bytes: Uint8Array | null;
}

/** Hashes every blob of a data folder. */
export function checkBlobs(statements: Statements, folder: string, findings: Findings): void {
  let count = 0;
  for (let after = "";;) {
    const page = statements.of(pageSql).all(after, PAGE) as unknown as BlobRow[];
    for (const row of page) {
      checkBlob(row, folder, findings);
      findings.reached(++count);
    }
    if (page.length < PAGE) break;
    after = page.at(-1)!.sha256;
  }
  for (const { sha256, stream } of statements.of(missingSql).all()) {
    findings.fault(`blob ${sha256}`, `it is not stored, and ${stream} needs it`);
  }
}

function checkBlob({ sha256, size, bytes }: BlobRow, folder: string, findings: Findings): void {
  try {
    const found = bytes
      ? { sha256: createHash("sha256").update(bytes).digest("hex"), size: bytes.length }
      : fileOf(blobFile(folder, sha256));
    if (found.size !== size) {
      findings.fault(`blob ${sha256}`, `it has ${found.size} octets, not ${size}`);
    } else if (found.sha256 !== sha256) {
      findings.fault(`blob ${sha256}`, `its bytes hash to ${found.sha256}`);
    }
  } catch (error) {
    if (isMissing(error) && !isStored(sha256, folder)) return;
    findings.fault(`blob ${sha256}`, reasonOf(error));
  }
}

/** Whether a blob is stored by now: one that nothing refers to may be collected meanwhile. */
function isStored(sha256: Sha256, folder: string): boolean {
  using database = openForReading(folder);
  return database.prepare("SELECT 1 FROM blobs WHERE sha256 = ?").get(sha256) !== undefined;
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === "ENOENT";
}

const chunk = new Uint8Array(CHUNK);

function fileOf(path: string): { readonly sha256: Sha256; readonly size: number } {
  const hash = createHash("sha256");
  const descriptor = openSync(path, "r");
  try {
    for (let size = 0;;) {
      const length = readSync(descriptor, chunk);
      if (length === 0) return { sha256: hash.digest("hex"), size };
      hash.update(chunk.subarray(0, length));
      size += length;
    }
  } finally {
    closeSync(descriptor);
  }
}
