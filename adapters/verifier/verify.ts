/**
 * Verifying without a provider: files and trusted roots go in, a verdict on each claim comes out.
 * Nothing here touches a disk, a network or a clock; it runs in a browser as it is.
 *
 * @module
 */
import { LARGEST_DAY_FILE } from "../documents/pec/sealed_day.ts";
import { DerError } from "../documents/smime/der.ts";
import { parseSignedData } from "../documents/smime/signed_data.ts";
import { parseVerifierKey } from "../merkle/note_key.ts";
import { NoteFault, parseNote } from "../merkle/note_text.ts";
import { type FileReader, TileFault } from "../merkle/tiles.ts";
import { Anchors } from "./anchors.ts";
import { looksLikeArchive } from "./archive.ts";
import { judgeBundle } from "./bundle.ts";
import { judgeDay } from "./day.ts";
import { NOTHING_ENCLOSED } from "./enclosed.ts";
import {
  judgeGrowth,
  judgeHead,
  noteDigest,
  proofFromTiles,
  type ReadHead,
  stampedDigest,
  tokenIn,
} from "./heads.ts";
import { parseJson, proofSchema } from "./manifest.ts";
import { judgeDocument, looksLikeMessage } from "./message.ts";
import { Claims, type GivenFile, type Report, some, type Trust } from "./report.ts";
import { type Court, judgeStamp } from "./signature.ts";

export type { Claim, FileKind, GivenFile, Report, Trust, Verdict } from "./report.ts";
export { overall } from "./report.ts";

/** What a file is by its content. */
type Sort = "bundle" | "message" | "day" | "note" | "token" | "proof" | "unknown";

/**
 * Verifies one file.
 *
 * @throws {NoteFault | DerError} for a key or root in `trust` that cannot be read; never for what
 *   the file holds.
 */
export async function verifyFile(name: string, bytes: Uint8Array, trust: Trust): Promise<Report> {
  const [report] = await verifyFiles([{ name, bytes }], trust);
  return report!;
}

/**
 * Verifies files: each by itself, but notes, time stamps and consistency proofs together, since
 * none of these says anything alone.
 *
 * @param tiles The log's own files, out of which proofs between its heads are computed.
 * @throws {NoteFault | DerError} as {@link verifyFile}.
 */
export async function verifyFiles(
  files: readonly GivenFile[],
  trust: Trust,
  tiles?: FileReader,
): Promise<readonly Report[]> {
  const reports: Report[] = [];
  const log: Record<"note" | "token" | "proof", GivenFile[]> = { note: [], token: [], proof: [] };
  for (const file of files) {
    const sort = sortOf(file.bytes);
    if (sort === "note" || sort === "token" || sort === "proof") log[sort].push(file);
    else reports.push(await verifyAlone(sort, file, trust));
  }
  const { note, token, proof } = log;
  if (token.length > 0) reports.push(await verifyStamps(note, token, trust));
  if (note.length + proof.length > 0 && (token.length === 0 || note.length > 1)) {
    reports.push(await verifyHeads(note, proof, trust, tiles));
  }
  return reports;
}

function sortOf(bytes: Uint8Array): Sort {
  if (looksLikeArchive(bytes)) return "bundle";
  if (bytes[0] === 0x30) return tokenIn(bytes) ? "token" : isSignedData(bytes) ? "day" : "unknown";
  if (isNote(bytes)) return "note";
  if (bytes[0] === 0x5b) return "proof";
  return looksLikeMessage(bytes) ? "message" : "unknown";
}

function isSignedData(bytes: Uint8Array): boolean {
  try {
    parseSignedData(bytes, LARGEST_DAY_FILE);
    return true;
  } catch (error) {
    if (error instanceof DerError) return false;
    throw error;
  }
}

function isNote(bytes: Uint8Array): boolean {
  try {
    parseNote(bytes);
    return true;
  } catch (error) {
    if (error instanceof NoteFault) return false;
    throw error;
  }
}

async function verifyAlone(
  sort: "bundle" | "message" | "day" | "unknown",
  { name, bytes }: GivenFile,
  trust: Trust,
): Promise<Report> {
  const court = courtOf(trust);
  const { claims } = court;
  if (sort === "bundle") await judgeBundle(claims, bytes, trust);
  else if (sort === "message") await judgeDocument(court, name, bytes);
  else if (sort === "day") await judgeDay(court, name, bytes, trust.logKeys);
  else claims.fails("readable", name, "it is nothing that can be verified here");
  return { kind: sort, subject: name, claims: claims.list };
}

async function verifyStamps(
  notes: readonly GivenFile[],
  tokens: readonly GivenFile[],
  trust: Trust,
): Promise<Report> {
  const court = courtOf(trust);
  const { claims } = court;
  const used = new Set<GivenFile>();
  for (const { name, bytes } of tokens) {
    const token = tokenIn(bytes)!;
    const digest = stampedDigest(token)!;
    const note = notes.find(({ bytes }) => noteDigest(bytes).toHex() === digest.toHex());
    if (!note) {
      claims.unknown("stamped", name, "what it is over was not given: add the note");
      continue;
    }
    used.add(note);
    await judgeStamp(court, `${note.name} (${name})`, token, digest);
  }
  for (const { name, bytes } of used) await judgeHead(court, name, bytes, keysOf(trust));
  return { kind: "stamp", subject: namesOf(tokens), claims: claims.list };
}

async function verifyHeads(
  notes: readonly GivenFile[],
  proofs: readonly GivenFile[],
  trust: Trust,
  tiles: FileReader | undefined,
): Promise<Report> {
  const court = courtOf(trust);
  const { claims } = court;
  const heads: { readonly name: string; readonly head: ReadHead }[] = [];
  for (const { name, bytes } of notes) {
    const head = await judgeHead(court, name, bytes, keysOf(trust));
    if (head) heads.push({ name, head });
  }
  heads.sort((a, b) => a.head.head.size - b.head.head.size);
  for (const [at, { name, head }] of heads.entries()) {
    const before = heads[at - 1];
    if (!before) continue;
    const subject = `${before.name}, ${name}`;
    const proof = proofBetween(claims, subject, [before.head, head], proofs, tiles);
    if (proof) judgeGrowth(claims, subject, [before.head, head], proof);
  }
  if (notes.length < 2) {
    claims.unknown("log-consistent", namesOf(notes), "there is no other head to compare it with");
  }
  return { kind: "heads", subject: namesOf(notes), claims: claims.list };
}

/** The proof that was given, or that the log's files give; null where there is none. */
function proofBetween(
  claims: Claims,
  subject: string,
  [first, second]: readonly [ReadHead, ReadHead],
  proofs: readonly GivenFile[],
  tiles: FileReader | undefined,
): readonly Uint8Array[] | null {
  // Heads of one size need none.
  if (first.head.size === second.head.size) return [];
  const [given] = proofs;
  if (given) {
    const read = parseJson(given.bytes, proofSchema);
    if ("value" in read) return read.value;
    claims.fails("log-consistent", given.name, read.fault);
  } else if (tiles) {
    try {
      return proofFromTiles(first.head, second.head, tiles);
    } catch (error) {
      if (!(error instanceof TileFault)) throw error;
      claims.fails("log-consistent", subject, error.message);
    }
  } else {
    claims.unknown("log-consistent", subject, "a consistency proof was not given");
  }
  return null;
}

function courtOf(trust: Trust): Court {
  return { anchors: new Anchors(trust, NOTHING_ENCLOSED), claims: new Claims(), now: trust.now };
}

function keysOf({ logKeys }: Trust) {
  return logKeys.map(parseVerifierKey);
}

function namesOf(files: readonly GivenFile[]): string {
  return some(files.map(({ name }) => name));
}
