/**
 * Whether a new head may stand on the latest one: its signature, the files of the tree's right
 * edge, and the entries that the next ones come after. The rest of the tree is what an audit looks
 * at: no new head is computed from it.
 *
 * @module
 */
import { readBundle } from "../merkle/bundles.ts";
import { leafHash, sameHash } from "../merkle/hash.ts";
import type { VerifierKey } from "../merkle/note_key.ts";
import { TILE_WIDTH } from "../merkle/tile_path.ts";
import { type FileReader, TileFault, tileHashes } from "../merkle/tiles.ts";
import { headAt } from "../merkle/tree.ts";
import type { LogQueries, StoredHead } from "../storage/log.ts";
import { LogFault } from "./fault.ts";
import { openOwnCheckpoint } from "./own_checkpoint.ts";

/** What is looked at. */
export interface Grounds {
  readonly log: LogQueries;
  /** The log's files. */
  readonly read: FileReader;
  /** The log's own key. */
  readonly key: VerifierKey;
}

/**
 * Requires that all of it is as it was signed.
 *
 * @throws {LogFault} where it is not
 */
export async function requireWhole(grounds: Grounds, head: StoredHead): Promise<void> {
  await requireSigned(grounds.key, head);
  try {
    requireEdge(grounds, head);
  } catch (error) {
    if (!(error instanceof TileFault)) throw error;
    throw fault(`${error.path} is missing or damaged. ${REPAIR}`, error);
  }
}

/**
 * Requires that the log's key has signed a head as it is stored.
 *
 * @throws {LogFault} when it has not
 */
export async function requireSigned(key: VerifierKey, head: StoredHead): Promise<void> {
  const reason = `the store's head of ${head.size} events is not one that this key signed. ` +
    "Put the log's own key back; where it is there, `ceralacca audit` tells what was changed";
  const signed = await openOwnCheckpoint(head.note, key).catch((cause) => {
    throw fault(reason, cause);
  });
  if (signed.size === head.size && sameHash(signed.root, head.root)) return;
  throw fault(reason);
}

function requireEdge({ log, read }: Grounds, { size, root }: StoredHead): void {
  const hashes = tileHashes(size, read);
  if (!sameHash(headAt(size, hashes).root, root)) {
    throw fault(`the tiles do not give the root of the head of ${size} events. ${REPAIR}`);
  }
  const index = Math.floor((size - 1) / TILE_WIDTH);
  const first = index * TILE_WIDTH;
  const stored = log.commitments(first, size - first);
  for (const [at, entry] of readBundle(index, size, read).entries()) {
    const own = stored[at];
    if (!own || !sameHash(leafHash(own), hashes(0, first + at))) {
      throw fault(`event ${first + at + 1} of the store is not what was signed. ${RESTORE}`);
    }
    if (!sameHash(own, entry)) throw fault(`the entry bundle ${index} is damaged. ${REPAIR}`);
  }
}

const REPAIR = "`ceralacca log repair` makes the files again from the store";
const RESTORE = "Restore the store from a backup";

function fault(reason: string, cause?: unknown): LogFault {
  return new LogFault("extend the log", reason, { cause });
}
