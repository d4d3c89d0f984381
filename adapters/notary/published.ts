/**
 * What the log has published: nothing that was signed once may be signed in another way.
 *
 * @module
 */
import { sameHash } from "../merkle/hash.ts";
import type { VerifierKey } from "../merkle/note_key.ts";
import { TILE_WIDTH } from "../merkle/tile_path.ts";
import { changedBundles, changedTiles } from "../merkle/tiles.ts";
import type { TreeHead } from "../merkle/tree.ts";
import type { LogQueries, StoredHead } from "../storage/log.ts";
import { LogFault } from "./fault.ts";
import { CHECKPOINT, type LogFolder } from "./log_folder.ts";
import { openOwnCheckpoint } from "./own_checkpoint.ts";

/** The head that is published; null where none is, `damaged` where this key did not sign it. */
export async function publishedHead(
  { read }: LogFolder,
  key: VerifierKey,
): Promise<TreeHead | "damaged" | null> {
  const bytes = read(CHECKPOINT);
  if (!bytes) return null;
  try {
    return await openOwnCheckpoint(bytes, key);
  } catch {
    return "damaged";
  }
}

/**
 * Requires that the store knows of the head that is published: a store that was put back to an
 * earlier day would sign other events in the place of those that it has signed.
 *
 * @throws {LogFault} when it does not
 */
export function requireNoneLost(
  published: TreeHead | null,
  log: Pick<LogQueries, "latestHead" | "headAtLeast">,
): void {
  if (!published) return;
  const stored = log.latestHead()?.size ?? 0;
  if (published.size > stored) {
    const reason = `the published head covers ${published.size} events, the latest one of the ` +
      `store ${stored}: events are lost. Restore a store that has them`;
    throw new LogFault("extend the log", reason);
  }
  // What is published was stored before: a store that does not know it has had another past.
  const known = log.headAtLeast(published.size);
  if (known?.size !== published.size || !sameHash(published.root, known.root)) {
    const reason = `the published head of ${published.size} events is not the store's. ` +
      "Restore the store from a backup";
    throw new LogFault("extend the log", reason);
  }
}

/**
 * Publishes a head in place of another. Partial files of the other go where full ones have come
 * (https://c2sp.org/tlog-tiles, "Partial Tiles").
 */
export async function publish(
  folder: LogFolder,
  before: TreeHead | null,
  head: StoredHead,
): Promise<void> {
  const from = before?.size ?? 0;
  if (from === head.size) return;
  for (const tile of [...changedBundles(from, head.size), ...changedTiles(from, head.size)]) {
    if (tile.width === TILE_WIDTH) await folder.dropPartials(tile);
  }
  await folder.write([{ path: CHECKPOINT, bytes: head.note }]);
}
