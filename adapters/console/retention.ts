/**
 * Erases what the log says of messages once it is old enough (RFC 6109 §2.3): first what would go,
 * then the same in earnest.
 *
 * @module
 */
import { custody, CUSTODY_KEY, type CustodyCommand } from "../../actors/custody.ts";
import type { Runtime } from "../../actors/runtime.ts";
import { MAX_ERASED_DAYS, MAX_ERASED_STREAMS } from "../../events/custody.ts";
import { HOUR, type Instant } from "../../events/instant.ts";
import { type LegalDay, startOfLegalDay } from "../../events/legal_day.ts";
import { readLogDays } from "../evidence/log_days.ts";
import type { AgedMessage, BlobCount } from "../storage/retention.ts";
import type { ReadOnlyStorage, Storage } from "../storage/storage.ts";
import { type HeldMessages, heldMessages } from "./holds.ts";
import type { Progress } from "./progress.ts";
import { renderRow } from "./table.ts";

/** A blob that is younger may belong to a message that is just arriving. */
const BLOB_AGE = 24 * HOUR;

/** What may go, or has gone. */
export interface Erasable extends BlobCount {
  readonly messages: number;
  readonly events: number;
  /** Messages that are old enough, and held. */
  readonly held: number;
  /** Days whose sealed files go. */
  readonly days: readonly LegalDay[];
}

/** The list of what goes: a message on each line, or an arrival that was no PEC. */
export function messageLine({ pecId, streams, events, youngest }: AgedMessage): string {
  const name = pecId === "" ? streams[0]! : pecId;
  return renderRow([new Date(youngest).toISOString(), String(events), name], [24, 6, 100]);
}

/** The titles of these lines. */
export const messageTitles: string = renderRow(["LAST EVENT", "EVENTS", "PEC ID OR STREAM"], [
  24,
  6,
  100,
]);

/**
 * What may be erased now; nothing is changed.
 *
 * @param before everything that may go is older.
 * @param tell is told of each message.
 */
export async function planErasure(
  storage: ReadOnlyStorage,
  before: Instant,
  tell: (message: AgedMessage) => void,
): Promise<Erasable> {
  const held = await heldMessages(storage.events);
  const days = daysToDestroy(storage, held, before);
  const sizes = days.map((day) => storage.retention.blobsOfDay(day));
  let [messages, events, heldOnes] = [0, 0, 0];
  for (const message of oldMessages(storage, before)) {
    if (held.has(message.pecId)) {
      heldOnes += 1;
      continue;
    }
    tell(message);
    messages += 1;
    events += message.events;
    sizes.push(storage.retention.blobsOf(message.streams));
  }
  const blobs = sizes.reduce((sum, size) => sum + size.blobs, 0);
  const bytes = sizes.reduce((sum, size) => sum + size.bytes, 0);
  return { messages, events, held: heldOnes, days, blobs, bytes };
}

/** What erases. */
export interface Eraser {
  readonly storage: Storage;
  readonly runtime: Runtime;
  readonly now: Instant;
  readonly progress: Progress;
}

/**
 * Erases what {@linkcode planErasure} finds, destroys the sealed files of days of which nothing is
 * left, and removes every blob that nothing needs any more. What a run that was interrupted has
 * left is finished by the next.
 *
 * @returns the bytes that have become free, and their blobs.
 * @throws {Error} where something has been held, or has happened to a message, meanwhile.
 */
export async function erase(eraser: Eraser, before: Instant): Promise<BlobCount> {
  const { storage, now, progress } = eraser;
  await storage.projected();
  const held = await heldMessages(storage.events);
  let done = 0;
  for (const messages of portions(oldMessages(storage, before), held)) {
    await send(eraser, { type: "erase", before, messages, days: [] });
    done += messages.length;
    progress.reached(done, `Erased ${done} messages`);
  }
  await storage.projected();
  const days = daysToDestroy(storage, held, before);
  for (let start = 0; start < days.length; start += MAX_ERASED_DAYS) {
    const portion = days.slice(start, start + MAX_ERASED_DAYS);
    await send(eraser, { type: "erase", before, messages: [], days: portion });
  }
  const removed = await storage.blobs.collect(now - BLOB_AGE);
  await storage.emptyJournal();
  progress.end();
  return removed;
}

async function send({ runtime }: Eraser, command: CustodyCommand): Promise<void> {
  const { refusal } = await runtime.send(custody, CUSTODY_KEY, command);
  if (refusal) throw new Error(`Cannot erase: ${refusal.detail}. Start again, and it is left out`);
}

/** The messages of which nothing is younger, and nothing owed. */
function* oldMessages(
  { retention }: ReadOnlyStorage,
  before: Instant,
): Generator<AgedMessage> {
  for (const message of retention.messagesIn(1, retention.lastBefore(before))) {
    if (isOld(message, before)) yield message;
  }
  for (const message of retention.unsentBefore(before)) {
    if (isOld(message, before)) yield message;
  }
}

function isOld({ youngest, owes }: AgedMessage, before: Instant): boolean {
  return youngest < before && !owes;
}

/** What is erased together; a message of very many streams in several portions. */
function* portions(
  messages: Iterable<AgedMessage>,
  held: HeldMessages,
): Generator<readonly AgedMessage[]> {
  let portion: AgedMessage[] = [];
  let size = 0;
  for (const message of messages) {
    if (held.has(message.pecId)) continue;
    for (const part of partsOf(message)) {
      if (size + part.streams.length > MAX_ERASED_STREAMS) {
        yield portion;
        [portion, size] = [[], 0];
      }
      portion.push(part);
      size += part.streams.length;
    }
  }
  if (portion.length > 0) yield portion;
}

/** The events of a message are counted once. */
function* partsOf(message: AgedMessage): Generator<AgedMessage> {
  for (let start = 0; start < message.streams.length; start += MAX_ERASED_STREAMS) {
    const streams = message.streams.slice(start, start + MAX_ERASED_STREAMS);
    yield { ...message, streams, events: start === 0 ? message.events : 0 };
  }
}

/**
 * The old days whose file names nobody who is still named elsewhere: every message with a line in
 * it is erased, or will be.
 */
function daysToDestroy(
  { retention, log }: ReadOnlyStorage,
  held: HeldMessages,
  before: Instant,
): readonly LegalDay[] {
  const sealed = new Set(retention.sealedDays());
  return readLogDays(log).closed.map(({ event }) => event)
    .filter(({ day }) => sealed.has(day) && startOfLegalDay(day, 1) <= before)
    .filter(({ first, last }) =>
      Iterator.from(retention.messagesIn(first, last))
        .every((message) => isOld(message, before) && !held.has(message.pecId))
    )
    .map(({ day }) => day);
}
