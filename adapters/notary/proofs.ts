/**
 * Proofs out of the log's files. Files prove nothing by themselves: no proof leaves here that does
 * not lead to the head that it is for.
 *
 * @module
 */
import type { Position } from "../../events/store.ts";
import { type Hash } from "../merkle/hash.ts";
import {
  proveConsistency,
  proveInclusion,
  verifyConsistency,
  verifyInclusion,
} from "../merkle/proofs.ts";
import { type FileReader, tileHashes } from "../merkle/tiles.ts";
import { headAt, type TreeHead } from "../merkle/tree.ts";
import { LogFault } from "./fault.ts";

/** Gives proofs for one head. */
export interface Proofs {
  /**
   * That an event is in the log (RFC 9162 §2.1.3): entry `position - 1`.
   *
   * @throws {RangeError} when the head does not cover it
   * @throws {TileFault | LogFault} when the files it takes are missing or damaged
   */
  inclusion(position: Position): readonly Hash[];
  /**
   * That the log of a former size grew to be this one (RFC 9162 §2.1.4).
   *
   * @throws {RangeError} when that size is the larger one
   * @throws {TileFault | LogFault} when the files it takes are missing or damaged
   */
  consistency(fromSize: number): readonly Hash[];
}

/** The proofs for a head, {@link logFiles} or another place having the files of its tree. */
export function proofsAt(read: FileReader, head: TreeHead): Proofs {
  const hashes = tileHashes(head.size, read);
  return {
    inclusion(position) {
      const index = position - 1;
      const proof = proveInclusion(index, head.size, hashes);
      return checked(proof, verifyInclusion({ leaf: hashes(0, index), index, head }, proof));
    },
    consistency(fromSize) {
      const proof = proveConsistency(fromSize, head.size, hashes);
      return checked(proof, verifyConsistency(headAt(fromSize, hashes), head, proof));
    },
  };
}

function checked(proof: readonly Hash[], leads: boolean): readonly Hash[] {
  if (leads) return proof;
  const reason = "a tile that it takes is damaged. `ceralacca log repair` makes it again";
  throw new LogFault("prove what is in the log", reason);
}
