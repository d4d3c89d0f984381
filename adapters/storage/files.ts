/**
 * The files of large blobs in a data folder: `blobs/ab/ab12…` for the blob `ab12…`, and
 * `blobs/incoming/` for those that are still being received.
 *
 * @module
 */
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync } from "node:fs";
import type { Sha256 } from "../../events/rope.ts";

/** Where the blobs' files lie in a data folder. */
function blobsFolder(folder: string): string {
  return `${folder}/blobs`;
}

/** Where blobs are written until they are complete. */
export function incomingFolder(folder: string): string {
  return `${blobsFolder(folder)}/incoming`;
}

/** The folder of the blobs whose hash starts with `prefix`, two hexadecimal digits. */
export function prefixFolder(folder: string, prefix: string): string {
  return `${blobsFolder(folder)}/${prefix}`;
}

/** The file of a blob. */
export function blobFile(folder: string, sha256: Sha256): string {
  return `${prefixFolder(folder, sha256.slice(0, 2))}/${sha256}`;
}

/** Moves a complete, synced file to its place as a blob; durable when this returns. */
export function moveIntoPlace(folder: string, sha256: Sha256, temporary: string): void {
  const target = blobFile(folder, sha256);
  const parent = prefixFolder(folder, sha256.slice(0, 2));
  try {
    renameSync(temporary, target);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    mkdirSync(parent, { recursive: true });
    syncFolder(blobsFolder(folder));
    renameSync(temporary, target);
  }
  syncFolder(parent);
}

/** Makes the names in a folder durable. */
export function syncFolder(folder: string): void {
  const descriptor = openSync(folder, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
