/**
 * Makes the log's files again from the store, when the store gives what was signed.
 *
 * @module
 */
import { othersTurn } from "../clock.ts";
import { leafHash, sameHash } from "../merkle/hash.ts";
import { EMPTY_TREE, extend, type Frontier, rootOf } from "../merkle/tree.ts";
import type { LogFile } from "../merkle/tiles.ts";
import type { LogQueries, StoredHead } from "../storage/log.ts";
import { LogFault } from "./fault.ts";
import { grow, PAGE } from "./growth.ts";
import type { NotaryPorts } from "./notary.ts";
import type { Storage } from "../storage/storage.ts";
import { CHECKPOINT } from "./log_folder.ts";
import { publishedHead, requireNoneLost } from "./published.ts";
import { requireSigned } from "./whole.ts";

/** What was made again. */
export interface Repaired {
  /** The paths of the files that were missing, or had another content. */
  readonly files: readonly string[];
}

/**
 * Makes the files of the latest head again, and publishes it.
 *
 * @param reached told how many entries have been compared with what was signed
 * @throws {LogFault} when the store itself is not what was signed: no file is touched then
 */
export async function repair(
  { storage, folder, signer }: Pick<NotaryPorts, "folder" | "signer"> & {
    readonly storage: Pick<Storage, "log">;
  },
  reached: (entries: number) => void,
): Promise<Repaired> {
  const head = storage.log.latestHead();
  if (!head) return { files: [] };
  await requireSigned(signer.key, head);
  const published = await publishedHead(folder, signer.key);
  if (published !== "damaged") requireNoneLost(published, storage.log);
  await requireRoot(storage.log, head, reached);
  const files: string[] = [];
  const write = async (wanted: readonly LogFile[]) => {
    const missing = wanted.filter(({ path, bytes }) => !same(folder.read(path), bytes));
    files.push(...missing.map(({ path }) => path));
    await folder.write(missing);
  };
  await grow({
    from: 0,
    commitments: (after, limit) =>
      storage.log.commitments(after, Math.min(limit, head.size - after)),
    read: () => null,
    write,
  });
  await write([{ path: CHECKPOINT, bytes: head.note }]);
  return { files };
}

async function requireRoot(
  log: LogQueries,
  { size, root }: StoredHead,
  reached: (entries: number) => void,
): Promise<void> {
  let frontier: Frontier = EMPTY_TREE;
  while (frontier.size < size) {
    const entries = log.commitments(frontier.size, Math.min(PAGE, size - frontier.size));
    if (entries.length === 0) break;
    frontier = extend(frontier, entries.map(leafHash), () => {});
    reached(frontier.size);
    await othersTurn();
  }
  if (frontier.size === size && sameHash(rootOf(frontier), root)) return;
  const reason = `the events of the store do not give the root of the head of ${size} events: ` +
    "it is the store that was changed. Restore it from a backup";
  throw new LogFault("repair the log", reason);
}

function same(one: Uint8Array | null, other: Uint8Array): boolean {
  return one !== null && one.length === other.length &&
    one.every((octet, at) => octet === other[at]);
}
