/**
 * Checkpoints (https://c2sp.org/tlog-checkpoint): a log's signed tree heads.
 *
 * @module
 */
import { emptyRoot, isHash, sameHash } from "./hash.ts";
import { openNote, signNote } from "./note.ts";
import type { NoteSigner, VerifierKey } from "./note_key.ts";
import { decodeBase64, isNoteText, NoteFault } from "./note_text.ts";
import { isSize, type TreeHead } from "./tree.ts";

/** What a log says of itself. */
export interface Checkpoint {
  /** Which log it is: a URL without a scheme. */
  readonly origin: string;
  readonly head: TreeHead;
  /** Further lines; the specification advises against any. */
  readonly extensions: readonly string[];
}

/** A checkpoint and who vouches for it. */
export interface VerifiedCheckpoint extends Checkpoint {
  /** The keys that signed it: one of the log's at least. */
  readonly signers: readonly VerifierKey[];
}

/** A log as whoever trusts it knows it. */
export interface KnownLog {
  readonly origin: string;
  /** All keys that its checkpoints may be signed with, those that were replaced included. */
  readonly keys: readonly VerifierKey[];
}

const SIZE = /^(?:0|[1-9]\d{0,15})$/;

/**
 * The text of a checkpoint.
 *
 * @throws {NoteFault} when it cannot be one
 */
export function formatCheckpoint({ origin, head, extensions }: Checkpoint): string {
  const text = [origin, head.size, head.root.toBase64(), ...extensions].join("\n") + "\n";
  // Lines that hold line feeds would read back as others.
  if (parseCheckpoint(text).extensions.length === extensions.length) return text;
  throw new NoteFault("write the checkpoint", "one of its lines has a line feed");
}

/**
 * Reads the text of a checkpoint, strictly.
 *
 * @throws {NoteFault} when it is malformed
 */
export function parseCheckpoint(text: string): Checkpoint {
  if (!isNoteText(text)) throw fault("it has control characters, or no last line feed");
  const [origin = "", size = "", root = "", ...extensions] = text.slice(0, -1).split("\n");
  if (origin === "") throw fault("it names no log");
  if (!SIZE.test(size) || !isSize(Number(size))) throw fault("its size is no decimal number");
  const hash = decodeBase64(root);
  if (!hash || !isHash(hash)) throw fault("its root is no hash in base64");
  if (extensions.includes("")) throw fault("one of its lines is empty");
  const head: TreeHead = { size: Number(size), root: hash };
  if (head.size === 0 && !sameHash(head.root, emptyRoot())) {
    throw fault("its root is not that of an empty tree");
  }
  return { origin, head, extensions };
}

/**
 * Signs a checkpoint. That it is consistent with all earlier ones is the caller's to see to.
 *
 * @throws {NoteFault} when it cannot be one
 */
export async function signCheckpoint(
  checkpoint: Checkpoint,
  signers: readonly [NoteSigner, ...NoteSigner[]],
): Promise<Uint8Array<ArrayBuffer>> {
  return await signNote(formatCheckpoint(checkpoint), signers);
}

/**
 * Reads and verifies a checkpoint of a known log.
 *
 * @throws {NoteFault} when it is malformed, another log's, or not signed as it must be
 */
export async function openCheckpoint(
  bytes: Uint8Array,
  log: KnownLog,
): Promise<VerifiedCheckpoint> {
  const { text, signers } = await openNote(bytes, log.keys);
  const checkpoint = parseCheckpoint(text);
  if (checkpoint.origin !== log.origin) throw fault(`it is of another log than ${log.origin}`);
  return { ...checkpoint, signers };
}

function fault(reason: string): NoteFault {
  return new NoteFault("read the checkpoint", reason);
}
