/**
 * What all that is handed out has in common: the events with their proofs, the head and its time
 * stamps, what signatures are judged by, the summary, and the signed list of it all.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { definitionOfNumber } from "../../events/catalogue.ts";
import type { Instant } from "../../events/instant.ts";
import type { HeadStamped } from "../../events/log.ts";
import type { Sha256 } from "../../events/rope.ts";
import type { Issuer } from "../documents/pec/facts.ts";
import { legalInstant } from "../documents/pec/legal_instant.ts";
import { formatVerifierKey, type VerifierKey } from "../merkle/note_key.ts";
import type { LogEntry, LogQueries, StoredHead } from "../storage/log.ts";
import type { BlobReader, Storage } from "../storage/storage.ts";
import { readBlob } from "../storage/whole.ts";
import { type ChosenMaterial, type Material, nameOf } from "./material.ts";
import { type Pages, pdfOf } from "./pdf.ts";
import type { Proofs } from "../notary/proofs.ts";
import type { RenderedDocument } from "../points/rendering.ts";
import type { MessageFact } from "./selection.ts";
import type { LogNote, SummaryFrame } from "./summary.ts";
import { LEGGIMI, README } from "./texts.ts";
import type { ListedFile, ZipFile } from "./zip_file.ts";

/** Who hands something out, and from what. */
export interface Office {
  readonly issuer: Issuer;
  readonly storage: Pick<Storage, "queries" | "trace"> & {
    readonly log: Pick<LogQueries, "entries" | "entriesOf" | "lengths">;
    readonly blobs: BlobReader;
  };
  /** The latest head, and what proves that events are under it. */
  readonly head: StoredHead;
  readonly proofs: Proofs;
  /** The key of its heads; its name is the log's. */
  readonly logKey: VerifierKey;
  /**
   * A detached SignedData, DER, with the provider's signing key.
   *
   * @param digest SHA-256 of the content.
   */
  readonly sign: (digest: Uint8Array, at: Instant) => Promise<Uint8Array>;
  /** The documents that the events of a message say were issued. */
  readonly render: (facts: readonly MessageFact[]) => Promise<readonly RenderedDocument[]>;
  /** What is known today, for days of which nothing was sealed. */
  readonly known: () => Promise<Material>;
  readonly now: Instant;
  readonly watcher: Watcher;
}

/** Who is told how far the office is. */
export interface Watcher {
  /** So many events are written. */
  reached(count: number): void;
  /** Something that whoever gets the file should know. */
  note(text: string): void;
}

/** Bytes of events beyond which `verify` reads no bundle. */
const LARGEST_VERIFIED = 192 * 1024 * 1024;

/** Writes events as they stand in the log, each with the proof that it does. */
export async function writeEvents(
  zip: ZipFile,
  { proofs, watcher }: Office,
  entries: Iterable<LogEntry>,
): Promise<void> {
  let count = 0;
  const items = jsonList(entries, (entry) => {
    watcher.reached(++count);
    return {
      ...withoutBytes(entry),
      name: definitionOfNumber(entry.number).name,
      data: entry.data,
      key: entry.key?.toBase64() ?? null,
      // What is left of an event that was erased; of any other one it follows from data and key.
      ...(entry.data === null ? { commitment: entry.commitment.toBase64() } : {}),
      proof: base64(proofs.inclusion(entry.position)),
    };
  });
  const { path, size } = await zip.add("log/events.json", items);
  if (size > LARGEST_VERIFIED) {
    watcher.note(`${path} has ${size} bytes: too many for verify. Choose a shorter period`);
  }
}

function withoutBytes({ position, stream, version, number, form, at }: LogEntry) {
  return { position, stream, version, number, form, at };
}

/** Writes the head and its time stamps; what the summary says of them. */
export async function writeHead(
  zip: ZipFile,
  { head, proofs, logKey, storage: { blobs } }: Office,
  stamps: readonly HeadStamped[],
): Promise<LogNote> {
  await zip.add("log/checkpoint", head.note);
  for (const [index, stamp] of stamps.entries()) {
    const path = `log/stamps/${numbered(index, stamps.length)}`;
    await zip.add(`${path}.note`, await readBlob(blobs, stamp.head));
    await zip.add(`${path}.tst`, await readBlob(blobs, stamp.token));
    await zip.add(`${path}.consistency.json`, json(base64(proofs.consistency(stamp.size))));
  }
  return { origin: logKey.name, size: head.size, root: head.root.toBase64(), stamps };
}

/** Writes what signatures are judged by. */
export async function writeMaterial(zip: ZipFile, material: ChosenMaterial): Promise<void> {
  const kinds = [
    ["certificates", "der", material.certificates],
    ["revocation", "crl", material.lists],
    ["revocation", "ocsp", material.answers],
  ] as const;
  for (const [folder, extension, files] of kinds) {
    for (const der of files) await zip.add(`${folder}/${nameOf(der)}.${extension}`, der);
  }
  if (material.entries !== null) await zip.add("directory/entries.ldif", utf8(material.entries));
}

/** What is handed out, and to whom. */
export interface Label {
  readonly kind: "message" | "extract";
  readonly pecId?: string;
  readonly mailbox?: string;
  /** Days of legal time, both included. */
  readonly period?: { readonly from: string; readonly to: string };
  /** Who gets it: an address, or the name of an authority. */
  readonly for: string;
}

/** Writes the texts for people and the signed list, and ends the file. */
export async function close(
  zip: ZipFile,
  office: Office,
  label: Label,
  log: LogNote,
  pagesOf: (frame: SummaryFrame) => Pages,
): Promise<Sha256> {
  const { issuer: { name, domain, address }, logKey, now } = office;
  await zip.add("sintesi.pdf", await pdfOf(pagesOf(frameOf(zip.files, office, label, log))));
  await zip.add("LEGGIMI.txt", utf8(LEGGIMI));
  await zip.add("README.txt", utf8(README));
  const manifest = json({
    format: "ceralacca/evidence/1",
    ...label,
    made: legalInstant(now),
    provider: { name, domain, address },
    origin: logKey.name,
    logKey: formatVerifierKey(logKey),
    files: zip.files,
  });
  await zip.add("manifest.json", manifest);
  await zip.add(
    "manifest.p7s",
    await office.sign(createHash("sha256").update(manifest).digest(), now),
  );
  return await zip.finish();
}

function frameOf(
  files: readonly ListedFile[],
  { issuer: { name }, now }: Office,
  { for: holder }: Label,
  log: LogNote,
): SummaryFrame {
  return { provider: name, holder, made: now, log, files };
}

/** `01`, `02` …, as wide as the count wants it. */
export function numbered(index: number, count: number): string {
  return String(index + 1).padStart(Math.max(2, String(count).length), "0");
}

/** JSON for machines that people may read, too. */
export function json(value: unknown): Uint8Array<ArrayBuffer> {
  return utf8(`${JSON.stringify(value, null, 1)}\n`);
}

/** Hashes as JSON has them. */
export function base64(hashes: readonly Uint8Array[]): readonly string[] {
  return hashes.map((hash) => hash.toBase64());
}

/** A list in JSON, item after item, for lists that are too long for the memory. */
function* jsonList<T>(
  items: Iterable<T>,
  itemOf: (item: T) => unknown,
): Generator<Uint8Array<ArrayBuffer>> {
  let before = "[";
  for (const item of items) {
    yield utf8(`${before}\n${JSON.stringify(itemOf(item))}`);
    before = ",";
  }
  yield utf8(before === "[" ? "[]\n" : "\n]\n");
}

function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
