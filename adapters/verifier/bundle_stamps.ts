/**
 * The time stamps of a bundle: of heads that the log had, each with a proof that the bundle's head
 * has grown out of it, or it out of the bundle's.
 *
 * @module
 */
import type { VerifierKey } from "../merkle/note_key.ts";
import { type BundleFiles, LARGEST } from "./bundle_file.ts";
import type { ProvenEvents } from "./bundle_events.ts";
import { judgeGrowth, judgeHead, noteDigest, type ReadHead } from "./heads.ts";
import { proofSchema } from "./manifest.ts";
import { some } from "./report.ts";
import { type Court, judgeStamp } from "./signature.ts";

/** Judges every stamp, and says which events none of them covers. */
export async function judgeStamps(
  court: Court,
  files: BundleFiles,
  head: ReadHead,
  keys: readonly VerifierKey[],
  events: ProvenEvents,
): Promise<void> {
  let covered = 0;
  for (const token of files.within("log/stamps/", ".tst")) {
    const size = await judgeOne(court, files, token.slice(0, -".tst".length), head, keys);
    covered = Math.max(covered, size);
  }
  const late = events.all().map(({ position }) => position).filter((position) =>
    position > covered
  );
  if (late.length > 0) {
    court.claims.unknown("stamped", "log/stamps", `no time stamp covers events ${some(late)}`);
  }
}

/** How many of the log's first events the stamp shows to have been there. */
async function judgeOne(
  court: Court,
  files: BundleFiles,
  path: string,
  head: ReadHead,
  keys: readonly VerifierKey[],
): Promise<number> {
  const note = await files.bytes("stamped", `${path}.note`, LARGEST.note);
  const token = await files.bytes("stamped", `${path}.tst`, LARGEST.note);
  const stamped = note && await judgeHead(court, `${path}.note`, note, keys);
  if (!note || !token || !stamped) return 0;
  const { size } = stamped.head;
  const subject = `${path}.tst: the first ${size} events`;
  const stamp = await judgeStamp(court, subject, token, noteDigest(note));
  const proofPath = `${path}.consistency.json`;
  const proof = await files.json("log-consistent", proofPath, proofSchema, LARGEST.list);
  if (!proof) return 0;
  return judgeGrowth(court.claims, `${path}.note`, [stamped, head], proof) && stamp ? size : 0;
}
