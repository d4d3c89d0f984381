/**
 * Backs a provider's storage up, also while it serves: into a new folder everything, into that of an
 * earlier backup what has changed since.
 *
 * @module
 */
import type { Instant } from "../../../../events/instant.ts";
import {
  describe,
  type Description,
  readDescription,
  takeForWriting,
  writeDescription,
} from "./backup_folder.ts";
import { type Copied, copyStorage, type CopyWatch, extentOf } from "./copy.ts";
import { prefixFault } from "./prefix.ts";
import { faultsSince, markOf } from "./read_back.ts";
import { openSource, openTarget, type Side } from "./side.ts";

/** What is backed up, and where to. */
export interface BackupOrder {
  /** The data folder. */
  readonly source: string;
  /** The folder of the backup. */
  readonly folder: string;
  /** The provider's mail domain. */
  readonly provider: string;
  readonly now: () => Instant;
  readonly watch: CopyWatch;
  /**
   * Is given what is not what it should be when it is read back, before the run counts as done.
   * Nothing is read but what is iterated over.
   */
  readonly readBack: (faults: Iterable<string>) => void;
}

/** What a backup holds, and what its latest run has done. */
export interface BackedUp {
  readonly description: Description;
  readonly copied: Copied;
}

/**
 * Brings a backup to the state that the data folder has now. A run that is cut short, by a full
 * disk say, leaves the backup as it was before, and the next one goes on.
 *
 * @throws {Error} when the folder holds something else, or the backup of another log.
 */
export function backUp(order: BackupOrder): BackedUp {
  const { source: sourceFolder, folder, provider, now } = order;
  using _lock = takeForWriting(folder);
  using source = openSource(sourceFolder);
  const description = readDescription(folder);
  // Marks the folder as a backup's, so that a run that was cut short can be gone on with.
  if (description === null) {
    writeDescription(folder, describe(provider, now(), { last: 0, at: null, head: null }));
  }
  const copied = copyInto(source, order);
  const next = describe(provider, now(), copied.extent);
  writeDescription(folder, next);
  return { description: next, copied };
}

function copyInto(source: Side, { folder, watch, readBack }: BackupOrder): Copied {
  using target = openTarget(folder);
  const fault = prefixFault(source, target);
  if (fault !== null) throw new Error(refusal(folder, fault, target));
  const mark = markOf(target);
  const copied = copyStorage(source, target, watch);
  readBack(faultsSince(target, mark));
  target.settle();
  return copied;
}

function refusal(folder: string, fault: string, target: Side): string {
  const { last } = extentOf(target);
  return `Cannot back up into ${folder}: ${fault}. It is the backup of another provider, or of ` +
    `a log that was changed since or restored without its last events. Keep these ${last} events ` +
    "as they are, and name another folder";
}
