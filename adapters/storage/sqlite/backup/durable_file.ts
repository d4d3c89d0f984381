/**
 * Files that are there whole or not at all.
 *
 * @module
 */
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { syncFolder } from "../../files.ts";

/** Writes to the end: a write may take less than it was given. */
export function writeFully(descriptor: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length;) {
    written += writeSync(descriptor, bytes, written, bytes.length - written);
  }
}

/** Writes a file in the place of the one that was there, if any; durable when this returns. */
export function replaceFile(path: string, bytes: Uint8Array): void {
  const folder = dirname(path);
  makeFolder(folder);
  const temporary = `${path}.new`;
  const descriptor = openSync(temporary, "w", 0o600);
  try {
    writeFully(descriptor, bytes);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(temporary, path);
  syncFolder(folder);
}

/** Makes a folder and those above it that are missing; their names are durable when this returns. */
function makeFolder(folder: string): void {
  const first = mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  for (let made = folder;; made = dirname(made)) {
    syncFolder(dirname(made));
    if (made === first) return;
  }
}
