/**
 * How a log goes on from a backup.
 *
 * @module
 */
import { parseCheckpoint } from "../../../merkle/checkpoint.ts";
import { type Hash, leafHash, sameHash } from "../../../merkle/hash.ts";
import { isKeyName, parseNote } from "../../../merkle/note_text.ts";
import { EMPTY_TREE, extend, rootOf } from "../../../merkle/tree.ts";
import type { LogQueries } from "../../log.ts";
import type { Extent } from "./copy.ts";

/** Commitments that are read at once. */
const PAGE = 5000;

/**
 * How the log goes on. `whole`: nothing was recorded after the backup, so that it is the same log;
 * a checkpoint that was published can be compared with it. `anew`: something was, or nobody knows.
 * The log then goes on under another name, since heads of the old name may cover what is lost.
 */
export type Continuation =
  | { readonly kind: "whole"; readonly checkpoint: Uint8Array | null }
  | { readonly kind: "anew"; readonly origin: string };

/**
 * Compares a checkpoint that was published with the log. Whose signature it bears is not asked.
 *
 * @throws {Error} where the log does not reach it, or another one does.
 */
export function requireCovered(log: LogQueries, { last }: Extent, checkpoint: Uint8Array): void {
  const { head: { size, root } } = parseCheckpoint(parseNote(checkpoint).text);
  if (size > last) {
    throw new Error(
      `Cannot restore as a whole log: the checkpoint covers ${size} events, the backup has ${last}. ` +
        "Use a later backup, or --origin",
    );
  }
  if (!sameHash(rootAt(log, size), root)) {
    throw new Error(
      "Cannot restore as a whole log: the checkpoint is none of the backup's log. " +
        "Find out which of them is the wrong one",
    );
  }
}

/** The root of the tree over the first events of a log. Throws where one of them is missing. */
export function rootAt(log: LogQueries, size: number): Hash {
  let tree = EMPTY_TREE;
  while (tree.size < size) {
    const page = log.commitments(tree.size, Math.min(PAGE, size - tree.size));
    if (page.length === 0) throw new Error(`Cannot restore: event ${tree.size + 1} is missing`);
    tree = extend(tree, page.map(leafHash), () => {});
  }
  return rootOf(tree);
}

/**
 * Makes sure that a log that has lost events gets a name that can be one, and not the one it had.
 *
 * @throws {Error} where it does not.
 */
export function requireNewName(origin: string, log: LogQueries): void {
  if (!isKeyName(origin)) {
    throw new Error(`Cannot name the log ${origin}: there may be no blank and no + in its name`);
  }
  const head = log.latestHead();
  if (head && parseCheckpoint(parseNote(head.note).text).origin === origin) {
    throw new Error(`Cannot name the log ${origin}: that is its name until now. Give it another`);
  }
}
