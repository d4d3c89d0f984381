/**
 * Evidence of one message for one of its parties.
 *
 * @module
 */
import { domainOf } from "../../events/address.ts";
import { legalDayOf } from "../../events/legal_day.ts";
import type { Sha256 } from "../../events/rope.ts";
import type { Position } from "../../events/store.ts";
import type { LogEntry, LogQueries, StoredHead } from "../storage/log.ts";
import type { Queries } from "../storage/storage.ts";
import {
  ENVELOPE,
  findDocuments,
  originalOf,
  type ReadDocument,
  readDocuments,
} from "./documents.ts";
import { factOf, factsOf } from "./facts.ts";
import { type LogDays, readLogDays, stampsFor } from "./log_days.ts";
import { knownThen, ownCertificates } from "./known_then.ts";
import { chooseMaterial, type ChosenMaterial } from "./material.ts";
import {
  close,
  json,
  numbered,
  type Office,
  writeEvents,
  writeHead,
  writeMaterial,
} from "./parcel.ts";
import { type MessageFact, selectFor, type Selection } from "./selection.ts";
import { messageSummary } from "./summary.ts";
import type { ZipFile } from "./zip_file.ts";

/** Evidence that has been written. */
export interface Handed {
  /** SHA-256 of the file. */
  readonly digest: Sha256;
  /** Events in it. */
  readonly entries: number;
}

/**
 * Writes the evidence into a new file.
 *
 * @throws {NoParty} for an address that the message does not concern.
 * @throws {Error} where there is no such message, or all of it has been erased.
 */
export async function writeMessageEvidence(
  zip: ZipFile,
  office: Office,
  pecId: string,
  address: string,
): Promise<Handed> {
  const facts = await factsAbout(pecId, office);
  if (facts.length === 0) {
    throw new Error(
      `Cannot give evidence of ${pecId}: the log has nothing of it, or has it no more. ` +
        "message list shows the latest messages",
    );
  }
  const selection = selectFor(facts, address);
  const streams = new Set(selection.facts.map(({ entry }) => entry.stream));
  // A document follows from all that its stream says, whomever the rest of it concerns.
  const rendered = await office.render(facts.filter(({ entry }) => streams.has(entry.stream)));
  const found = findDocuments(selection, rendered);
  const read = office.storage.blobs.read.bind(office.storage.blobs);
  const documents = await readDocuments(found, read);
  await writeDocuments(zip, office, selection, documents);
  const entries = selection.facts.map(({ entry }) => entry);
  await writeEvents(zip, office, entries);
  const days = readLogDays(office.storage.log);
  const positions = entries.map(({ position }) => position);
  const log = await writeHead(zip, office, stampsFor(days.stamps, positions, office.head.size));
  await writeMaterial(zip, await materialFor(office, days, selection, documents));
  const label = { kind: "message", pecId, for: address } as const;
  const digest = await close(
    zip,
    office,
    label,
    log,
    (frame) => messageSummary(pecId, selection, frame),
  );
  return { digest, entries: entries.length };
}

/** Where the events of a message are found. */
export interface Register {
  readonly storage: {
    readonly queries: Pick<Queries, "timelineOf">;
    readonly log: Pick<LogQueries, "entries">;
  };
  /** Nothing that comes after it. */
  readonly head: Pick<StoredHead, "size">;
}

/**
 * Every event that the timeline of a message has and the head covers, in the order of the log;
 * those that were erased are left out.
 */
export async function factsAbout(
  pecId: string,
  { storage: { queries, log }, head }: Register,
): Promise<readonly MessageFact[]> {
  const timeline = await queries.timelineOf(pecId);
  // The timeline has taken in what came after the head, too.
  const positions = timeline.map(({ position }) => position)
    .filter((position) => position <= head.size);
  return [...entriesAt(log, positions)].map((entry) => factOf(entry) as MessageFact | null)
    .filter((fact) => fact !== null);
}

/** The entries at some positions of the log, which ascend; neighbours are read together. */
export function* entriesAt(
  log: Pick<LogQueries, "entries">,
  positions: readonly Position[],
): Generator<LogEntry> {
  for (let at = 0; at < positions.length;) {
    const first = positions[at]!;
    let count = 1;
    while (count < PAGE && positions[at + count] === first + count) count++;
    const page = log.entries(first - 1, count);
    if (page.length < count || page[0]!.position !== first) {
      throw new Error(`Cannot find event ${first}: audit tells what has become of it`);
    }
    yield* page;
    at += count;
  }
}

/** Entries that are read together. */
const PAGE = 500;

async function writeDocuments(
  zip: ZipFile,
  { storage: { blobs } }: Office,
  { facts }: Selection,
  documents: readonly ReadDocument[],
): Promise<void> {
  const original = originalOf(facts);
  if (original !== null) await zip.add("message/original.eml", blobs.read(original));
  const envelope = documents.find(({ kind }) => kind === ENVELOPE);
  const others = documents.filter((document) => document !== envelope);
  const placed = [
    ...(envelope ? [["message/envelope.eml", envelope] as const] : []),
    ...others.map((document, index) => {
      const number = numbered(index, others.length);
      return [`documents/${number}-${fileNameOf(document.kind)}.eml`, document] as const;
    }),
  ];
  for (const [path, { content, pending }] of placed) {
    await zip.add(path, blobs.read(content, pending));
  }
  const index = placed.map(([path, { kind, messageId, position }]) => {
    return { path, kind, messageId, position };
  });
  await zip.add("documents/index.json", json(index));
}

/** Kinds are the engine's own words; a stored one may be any text. */
function fileNameOf(kind: string): string {
  return kind.replace(/[^a-z0-9-]/g, "").slice(0, 40) || "documento";
}

/** What the signatures of the documents, and the parties, are judged by. */
async function materialFor(
  office: Office,
  logDays: LogDays,
  { facts }: Selection,
  documents: readonly ReadDocument[],
): Promise<ChosenMaterial> {
  const days = new Set(facts.map(({ event: { at } }) => legalDayOf(at)));
  return chooseMaterial(
    await knownThen(office, logDays, days),
    [
      ...await ownCertificates(office, logDays),
      ...documents.flatMap(({ certificates }) => certificates),
    ],
    domainsOf(facts),
  );
}

/** The domains of sender and recipients. */
function domainsOf(facts: readonly MessageFact[]): ReadonlySet<string> {
  const submitted = factsOf(facts, "outgoing.submitted").flatMap(({ event }) => [
    event.sender,
    ...event.recipients,
  ]);
  const received = factsOf(facts, "incoming.envelope-received").flatMap(({ event }) => [
    event.certified.sender,
    ...event.recipients,
  ]);
  return new Set([...submitted, ...received].map(domainOf));
}
