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
import { type Instant, some } from "./report.ts";
import { type Court, judgeStamp } from "./signature.ts";

/** A head is stamped soon after its day's end: what waited longer may have been dated back. */
const SOON = 3 * 24 * 60 * 60_000;
/** By how much clocks may differ. */
export const CLOCKS = 5 * 60_000;

/** The log's first events, and when they are known to have been there. */
interface Covered {
  readonly size: number;
  readonly instant: Instant;
}

/**
 * Judges every stamp; says which events none of them covers, and which were stamped at another time
 * than they say of themselves.
 *
 * @returns when the bundle's last time stamp was made; null where none holds.
 */
export async function judgeStamps(
  court: Court,
  files: BundleFiles,
  head: ReadHead,
  keys: readonly VerifierKey[],
  events: ProvenEvents,
): Promise<Instant | null> {
  const stamps: Covered[] = [];
  for (const token of files.within("log/stamps/", ".tst")) {
    const stamp = await judgeOne(court, files, token.slice(0, -".tst".length), head, keys);
    if (stamp) stamps.push(stamp);
  }
  stamps.sort((one, other) => one.instant - other.instant);
  judgeTimes(court, stamps, events);
  return stamps.at(-1)?.instant ?? null;
}

function judgeTimes(
  { claims }: Court,
  stamps: readonly Covered[],
  events: ProvenEvents,
): void {
  const [none, early, late]: [number[], number[], number[]] = [[], [], []];
  for (const { position, at, erased } of events.all()) {
    const first = stamps.find(({ size }) => size >= position);
    if (!first) none.push(position);
    else if (!erased && at > first.instant + CLOCKS) early.push(position);
    else if (!erased && at < first.instant - SOON) late.push(position);
  }
  const subject = "log/stamps";
  if (none.length > 0) {
    claims.unknown("stamped", subject, `no time stamp covers events ${some(none)}`);
  }
  if (early.length > 0) {
    claims.fails("stamped", subject, `they were there before they say: events ${some(early)}`);
  }
  if (late.length > 0) {
    const reason = "that they were there when they say: the first stamp is over three days younger";
    claims.unknown("stamped", subject, `${reason}, of events ${some(late)}`);
  }
}

/** What the stamp shows to have been there; null where it shows nothing. */
async function judgeOne(
  court: Court,
  files: BundleFiles,
  path: string,
  head: ReadHead,
  keys: readonly VerifierKey[],
): Promise<Covered | null> {
  const note = await files.bytes("stamped", `${path}.note`, LARGEST.note);
  const token = await files.bytes("stamped", `${path}.tst`, LARGEST.note);
  const stamped = note && await judgeHead(court, `${path}.note`, note, keys);
  if (!note || !token || !stamped) return null;
  const { size } = stamped.head;
  const subject = `${path}.tst: the first ${size} events`;
  const stamp = await judgeStamp(court, subject, token, noteDigest(note));
  const proofPath = `${path}.consistency.json`;
  const proof = await files.json("log-consistent", proofPath, proofSchema, LARGEST.list);
  if (!proof) return null;
  const grown = judgeGrowth(court.claims, `${path}.note`, [stamped, head], proof);
  return grown && stamp ? { size, instant: stamp.instant } : null;
}
