/**
 * Extracts of the log: for a holder all that happened to a mailbox in a period, with the proof that
 * nothing is left out; for an authority all that happened at all.
 *
 * @module
 */
import { addressKey } from "../../events/address.ts";
import type { MailboxEvent } from "../../events/mailbox.ts";
import type { LegalDay } from "../../events/legal_day.ts";
import type { Position, StreamId } from "../../events/store.ts";
import type { TraceLine } from "../../events/trace_line.ts";
import { renderTraceLine } from "../documents/pec/trace_line.ts";
import { type Length, proveAbsence, proveLength } from "../merkle/lengths.ts";
import { entriesOfStream, readBlob } from "../storage/whole.ts";
import { factOf } from "./facts.ts";
import { knownThen, ownCertificates } from "./known_then.ts";
import { type ClosedPeriod, closedPeriod, readLogDays, stampsFor } from "./log_days.ts";
import { chooseMaterial } from "./material.ts";
import { entriesAt, factsAbout, type Handed } from "./message.ts";
import {
  base64,
  close,
  json,
  type Label,
  type Office,
  writeEvents,
  writeHead,
  writeMaterial,
} from "./parcel.ts";
import { NoParty, selectFor } from "./selection.ts";
import { periodSummary } from "./summary.ts";
import type { ZipFile } from "./zip_file.ts";

/** Days of legal time, both included. */
export interface Period {
  readonly from: LegalDay;
  readonly to: LegalDay;
}

/** An extract that has been written. */
export interface HandedExtract extends Handed {
  /** The period as far as its days are closed. */
  readonly period: Period;
}

/**
 * Writes all that happened to a mailbox in the closed days of a period, and to its messages.
 *
 * @throws {Error} where no day of the period is closed.
 */
export async function writeMailboxExtract(
  zip: ZipFile,
  office: Office,
  mailbox: string,
  period: Period,
): Promise<HandedExtract> {
  const { storage: { log } } = office;
  const stream: StreamId = `mailbox-${addressKey(mailbox)}`;
  const closed = closedPeriod(readLogDays(log).closed, period.from, period.to);
  const from = await lengthAt(office, closed.before, stream);
  const to = await lengthAt(office, closed.last, stream);
  await zip.add("log/lengths.json", json({ from, to }));
  const chosen = new Set<Position>([closed.last.entry.position]);
  if (closed.before) chosen.add(closed.before.entry.position);
  const messages = new Set<string>();
  for (const entry of entriesOfStream(log, stream, from.version, to.version)) {
    chosen.add(entry.position);
    const event = factOf(entry)?.event as MailboxEvent | undefined;
    if (event?.type === "mailbox.stored" && event.pecId !== "") messages.add(event.pecId);
  }
  for (const pecId of messages) {
    for (const position of await partOf(office, pecId, mailbox)) chosen.add(position);
  }
  const shown = { from: period.from, to: closed.last.event.day };
  const label = { kind: "extract", mailbox, period: shown, for: mailbox } as const;
  return await writeExtract(zip, office, label, [...chosen].sort((one, other) => one - other), [
    ["Casella — Mailbox", mailbox],
    ["Giorni chiusi — Closed days", `${shown.from} … ${shown.to}`],
    ["Eventi della casella — Events of the mailbox", String(to.version - from.version)],
    ["Messaggi — Messages", String(messages.size)],
  ]);
}

/**
 * Writes all events of the closed days of a period, and the log of operations (RFC 6109 §2.3) as
 * text.
 *
 * @throws {Error} where no day of the period is closed.
 */
export async function writeAuthorityExport(
  zip: ZipFile,
  office: Office,
  authority: string,
  period: Period,
): Promise<HandedExtract> {
  const { storage: { log, trace } } = office;
  const { before, last } = closedPeriod(readLogDays(log).closed, period.from, period.to);
  const first = (before?.event.last ?? 0) + 1;
  const positions = Array.from(
    { length: last.event.last - first + 1 },
    (_, index) => first + index,
  );
  await zip.add("log/trace.txt", traceText(trace.traceOf({ first, last: last.event.last })));
  const shown = { from: period.from, to: last.event.day };
  const label = { kind: "extract", period: shown, for: authority } as const;
  // The close of the last day, which comes later, shows how far it went.
  const entries = [...positions, last.entry.position];
  return await writeExtract(zip, office, label, entries, [
    ["Autorità — Authority", authority],
    ["Giorni chiusi — Closed days", `${shown.from} … ${shown.to}`],
    ["Eventi — Events", String(positions.length)],
  ]);
}

async function writeExtract(
  zip: ZipFile,
  office: Office,
  label: Label & { readonly period: Period },
  positions: readonly Position[],
  rows: readonly (readonly [label: string, value: string])[],
): Promise<HandedExtract> {
  const { storage: { log }, head } = office;
  const missing = positions.at(-1) ?? 0;
  if (missing > head.size) {
    throw new Error(`Cannot prove event ${missing}: the log's head covers ${head.size}`);
  }
  await writeEvents(zip, office, entriesAt(log, positions));
  const days = readLogDays(log);
  const note = await writeHead(zip, office, stampsFor(days.stamps, positions, head.size));
  const known = await knownThen(office, days, new Set([label.period.to]));
  const { domain } = office.issuer;
  const own = await ownCertificates(office, days);
  await writeMaterial(zip, chooseMaterial(known, own, new Set([domain])));
  const digest = await close(zip, office, label, note, (frame) => periodSummary(rows, frame));
  return { digest, entries: positions.length, period: label.period };
}

/** How long a stream was at a close, with the proof; nothing to prove before the log's first day. */
async function lengthAt(
  { storage: { log, blobs } }: Office,
  close: ClosedPeriod["before"],
  stream: StreamId,
) {
  if (close === null) return { closed: null, version: 0, leafKey: null, siblings: [] };
  const { entry: { position: closed }, event: { last, salt } } = close;
  const lengths: readonly Length[] = [...log.lengths("mailbox", last)];
  const key = await readBlob(blobs, salt);
  if (lengths.some((length) => length.stream === stream)) {
    const { version, leafKey, siblings } = proveLength(lengths, key, stream);
    return { closed, version, leafKey: leafKey.toBase64(), siblings: base64(siblings) };
  }
  const { other, siblings } = proveAbsence(lengths, key, stream);
  return {
    closed,
    version: 0,
    leafKey: null,
    other: other && { index: other.index.toBase64(), value: other.value.toBase64() },
    siblings: base64(siblings),
  };
}

/** The events of a message that a bundle for the mailbox would have; none for those it is no party to. */
async function partOf(
  office: Office,
  pecId: string,
  mailbox: string,
): Promise<readonly Position[]> {
  try {
    const { facts } = selectFor(await factsAbout(pecId, office), mailbox);
    return facts.map(({ entry: { position } }) => position);
  } catch (error) {
    if (error instanceof NoParty) return [];
    throw error;
  }
}

function* traceText(lines: Iterable<TraceLine>): Generator<Uint8Array> {
  const encoder = new TextEncoder();
  for (const line of lines) yield encoder.encode(`${renderTraceLine(line)}\n`);
}
