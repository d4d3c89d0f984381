/**
 * Copies blobs: small ones as rows, large ones as files. Each is compared with its name on the way.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { closeSync, fsyncSync, openSync, readSync, unlinkSync } from "node:fs";
import type { Sha256 } from "../../../../events/rope.ts";
import { blobFile, incomingFolder, moveIntoPlace } from "../../files.ts";
import { transaction } from "../statements.ts";
import { writeFully } from "./durable_file.ts";
import type { CopyWatch } from "./copy.ts";
import type { Side } from "./side.ts";

/** Blobs that become known to the target together; a small one has up to 64 KiB. */
const PAGE = 100;
/** Octets of a large blob that are in memory at once. */
const CHUNK = 1024 * 1024;

const missingSql = `SELECT sha256, size, stored_at AS storedAt, large FROM wanted_blobs w
  WHERE sha256 > ? AND NOT EXISTS (SELECT 1 FROM blobs WHERE blobs.sha256 = w.sha256)
  ORDER BY sha256 LIMIT ?`;
const bytesSql = "SELECT bytes FROM blobs WHERE sha256 = ?";
const insertSql = "INSERT INTO blobs (sha256, size, stored_at, bytes) VALUES (?, ?, ?, ?)";

type Wanted = {
  readonly sha256: Sha256;
  readonly size: number;
  readonly storedAt: number;
  readonly large: number;
};
/** What has become of one; `gone`: the source itself has collected it by now. */
type Fate = { readonly bytes: Uint8Array | null } | "gone" | "damaged";

/**
 * Copies the wanted blobs that the target lacks. Returns whether all of them are there: some may
 * have been collected at the source since the snapshot, which is too old then.
 */
export function copyBlobs(source: Side, target: Side, watch: CopyWatch): boolean {
  let all = true;
  for (let after = "";;) {
    const page = target.statements.of(missingSql).all(after, PAGE) as Wanted[];
    if (page.length === 0) return all;
    const fates = page.map((wanted) => fetch(source, target, wanted));
    transaction(target.statements, () => {
      for (const [index, { sha256, size, storedAt }] of page.entries()) {
        const fate = fates[index]!;
        if (fate === "gone") all = false;
        else if (fate === "damaged") watch.damaged(`blob ${sha256}`);
        else target.statements.of(insertSql).run(sha256, size, storedAt, fate.bytes);
      }
    });
    for (const { size } of page.filter((_, index) => typeof fates[index] === "object")) {
      watch.blob(size);
    }
    after = page.at(-1)!.sha256;
  }
}

function fetch(source: Side, target: Side, { sha256, large }: Wanted): Fate {
  const row = source.statements.of(bytesSql).get(sha256);
  if (!row) return "gone";
  if (large) return fetchFile(source, target, sha256);
  const bytes = row["bytes"] as Uint8Array;
  return createHash("sha256").update(bytes).digest("hex") === sha256 ? { bytes } : "damaged";
}

function fetchFile(source: Side, target: Side, sha256: Sha256): Fate {
  const temporary = `${incomingFolder(target.folder)}/${sha256}`;
  const actual = copyFile(blobFile(source.folder, sha256), temporary);
  if (actual === sha256) {
    moveIntoPlace(target.folder, sha256, temporary);
    return { bytes: null };
  }
  if (actual !== null) unlinkSync(temporary);
  // A file goes after its row: where the row is still there, somebody else has taken the file.
  return actual === null && !source.statements.of(bytesSql).get(sha256) ? "gone" : "damaged";
}

/** Copies a file durably; returns the hash of what was copied, null where there is no such file. */
function copyFile(from: string, to: string): string | null {
  const input = openIfThere(from);
  if (input === null) return null;
  try {
    const output = openSync(to, "w", 0o600);
    try {
      const hash = createHash("sha256");
      for (const chunk of chunksOf(input)) {
        hash.update(chunk);
        writeFully(output, chunk);
      }
      fsyncSync(output);
      return hash.digest("hex");
    } finally {
      closeSync(output);
    }
  } finally {
    closeSync(input);
  }
}

/** The hash of a file; null where there is none. */
export function hashOfFile(path: string): string | null {
  const input = openIfThere(path);
  if (input === null) return null;
  try {
    const hash = createHash("sha256");
    for (const chunk of chunksOf(input)) hash.update(chunk);
    return hash.digest("hex");
  } finally {
    closeSync(input);
  }
}

/** The content of an open file; each chunk until the next one is asked for. */
function* chunksOf(descriptor: number): Generator<Uint8Array, void, void> {
  const buffer = new Uint8Array(CHUNK);
  for (let count; (count = readSync(descriptor, buffer)) > 0;) yield buffer.subarray(0, count);
}

function openIfThere(path: string): number | null {
  try {
    return openSync(path, "r");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
