/**
 * Heads of a log: who signed them, whether one has grown out of the other, when they were stamped.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { DerError } from "../documents/smime/der.ts";
import { OID } from "../documents/smime/oids.ts";
import { parseSignedData } from "../documents/smime/signed_data.ts";
import { type Checkpoint, openCheckpoint, parseCheckpoint } from "../merkle/checkpoint.ts";
import type { VerifierKey } from "../merkle/note_key.ts";
import { NoteFault, parseNote } from "../merkle/note_text.ts";
import { proveConsistency, verifyConsistency } from "../merkle/proofs.ts";
import { type FileReader, tileHashes } from "../merkle/tiles.ts";
import type { TreeHead } from "../merkle/tree.ts";
import { TimeStampFault } from "../timestamp/fault.ts";
import { parseTimeStampInfo } from "../timestamp/info.ts";
import { LARGEST_ANSWER, readTimeStampResponse } from "../timestamp/response.ts";
import type { Claims } from "./report.ts";
import type { Court } from "./signature.ts";

/** A head that was read. */
export interface ReadHead extends Checkpoint {
  /** Whether a known key of the log signed it. */
  readonly signed: boolean;
}

/**
 * Reads a checkpoint and judges its signature by the keys of its log; null where it cannot be
 * read, or where a key of its log did not sign what stands there.
 */
export async function judgeHead(
  { claims }: Court,
  subject: string,
  note: Uint8Array,
  keys: readonly VerifierKey[],
): Promise<ReadHead | null> {
  try {
    const checkpoint = parseCheckpoint(parseNote(note).text);
    const { origin, head: { size } } = checkpoint;
    const own = keys.filter(({ name }) => name === origin);
    if (own.length === 0) {
      claims.unknown("head", subject, `${size} events of ${origin}, whose key is not known`);
      return { ...checkpoint, signed: false };
    }
    await openCheckpoint(note, { origin, keys: own });
    claims.holds("head", subject, `${size} events of ${origin}`);
    return { ...checkpoint, signed: true };
  } catch (error) {
    if (!(error instanceof NoteFault)) throw error;
    claims.fails("head", subject, error.message);
    return null;
  }
}

/** Judges whether the larger of two heads has grown out of the smaller one. */
export function judgeGrowth(
  claims: Claims,
  subject: string,
  [one, other]: readonly [ReadHead, ReadHead],
  proof: readonly Uint8Array[],
): boolean {
  const [first, second] = one.head.size <= other.head.size ? [one, other] : [other, one];
  const sizes = `from ${first.head.size} events to ${second.head.size}`;
  if (first.origin !== second.origin) {
    claims.fails("log-consistent", subject, `${first.origin} and ${second.origin} are two logs`);
    return false;
  }
  if (verifyConsistency(first.head, second.head, proof)) {
    claims.holds("log-consistent", subject, sizes);
    return true;
  }
  const reason = first.head.size === second.head.size
    ? `two heads of ${first.head.size} events differ, or have a proof that they must not have`
    : `the proof does not lead ${sizes}`;
  claims.fails("log-consistent", subject, reason);
  return false;
}

/**
 * Computes the proof from a smaller head to a larger one out of a log's tiles.
 *
 * @returns What leads nowhere where the tiles are not those of the larger head.
 * @throws {TileFault} when a tile is missing or has another length than it must have
 */
export function proofFromTiles(
  first: TreeHead,
  second: TreeHead,
  tiles: FileReader,
): readonly Uint8Array[] {
  return proveConsistency(first.size, second.size, tileHashes(second.size, tiles));
}

/** A time stamp's token, also where it comes in an authority's whole answer. */
export function tokenIn(bytes: Uint8Array): Uint8Array | null {
  try {
    return stampedDigest(bytes) ? bytes : readTimeStampResponse(bytes);
  } catch (error) {
    if (error instanceof TimeStampFault) return null;
    throw error;
  }
}

/** The digest that a token is over; null for what is no token. Nothing is verified here. */
export function stampedDigest(token: Uint8Array): Uint8Array | null {
  try {
    const { contentType, content } = parseSignedData(token, LARGEST_ANSWER);
    return contentType === OID.timeStampInfo && content ? parseTimeStampInfo(content).digest : null;
  } catch (error) {
    if (error instanceof DerError) return null;
    throw error;
  }
}

/** What a token over a note is over. */
export function noteDigest(note: Uint8Array): Uint8Array {
  return createHash("sha256").update(note).digest();
}
