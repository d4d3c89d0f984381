/**
 * The log's own checkpoints, under all the names that it has had.
 *
 * @module
 */
import { openCheckpoint, parseCheckpoint } from "../merkle/checkpoint.ts";
import { type VerifierKey, verifierKey } from "../merkle/note_key.ts";
import { parseNote } from "../merkle/note_text.ts";
import type { TreeHead } from "../merkle/tree.ts";

/**
 * The head that a checkpoint of this key is about. A log that went on under another name, since a
 * restore has lost events, has heads of its former name behind it.
 *
 * @throws {NoteFault} when it is malformed, or the key did not sign it
 */
export async function openOwnCheckpoint(note: Uint8Array, key: VerifierKey): Promise<TreeHead> {
  const { origin } = parseCheckpoint(parseNote(note).text);
  const keys = [verifierKey(origin, key.publicKey)];
  return (await openCheckpoint(note, { origin, keys })).head;
}
