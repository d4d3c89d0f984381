/**
 * Fills a mailbox as years of mail would: one event for each message, in large appends.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { account } from "../../../actors/account.ts";
import { Runtime } from "../../../actors/runtime.ts";
import { systemClock } from "../../../adapters/clock.ts";
import { openStorage } from "../../../adapters/storage/sqlite/open.ts";
import { addressKey } from "../../../events/address.ts";
import { FOLDERS } from "../../../events/folders.ts";
import { HOUR, type Instant, MINUTE } from "../../../events/instant.ts";
import type { MailboxEvent } from "../../../events/mailbox.ts";
import type { SmallBlob } from "../../../events/rope.ts";
import type { EventStore } from "../../../events/store.ts";
import { messageOf } from "../mailboxes/messages.ts";

/** Events in one transaction. */
const TOGETHER = 10_000;
/** Messages that differ; each stands in the mailbox many times. */
const DIFFERENT = 500;
/** Octets of each. */
const SIZE = 4096;
/** Octets that the mailbox may hold. */
const QUOTA = 1e12;
/** Between one message and the next: a million of them are ten years. */
const EVERY = 5 * MINUTE;
const DAY = 24 * HOUR;

/**
 * Fills the INBOX of an account that nobody serves. One message in twenty is unread, one in a
 * hundred is flagged, one in a thousand bears a keyword.
 */
export async function fillMailbox(
  dataFolder: string,
  address: string,
  messages: number,
): Promise<void> {
  const blobs = Array.from({ length: DIFFERENT }, (_, number) => blobOf(messageOf(number, SIZE)));
  const storage = await openStorage(dataFolder, systemClock);
  try {
    await makeRoom(storage.events, address);
    const stream = `mailbox-${addressKey(address)}`;
    const first = systemClock.now() - messages * EVERY;
    for (let known = 0; known < messages; known += TOGETHER) {
      const events = Array.from(
        { length: Math.min(TOGETHER, messages - known) },
        (_, index) => storedEvent(known + index + 1, first + (known + index) * EVERY, blobs),
      );
      const brought = known === 0 ? { blobs } : {};
      await storage.events.append({
        stream,
        expectedVersion: known,
        events,
        wake: null,
        ...brought,
      });
    }
  } finally {
    await storage.close();
  }
}

/** An own quota of the account, far above everything. */
async function makeRoom(store: EventStore, address: string): Promise<void> {
  const runtime = new Runtime({ store, clock: systemClock, log: () => {} });
  runtime.register({ actor: account });
  await runtime.send(account, addressKey(address), { type: "set-quota", bytes: QUOTA });
  await runtime.stop();
}

/** The day from which the last tenth of the messages has come, as SEARCH writes it. */
export function lastTenth(messages: number): string {
  const day = new Date(Math.floor((systemClock.now() - messages * EVERY / 10) / DAY) * DAY);
  const month = day.toLocaleString("en", { month: "short", timeZone: "UTC" });
  return `${day.getUTCDate()}-${month}-${day.getUTCFullYear()}`;
}

function storedEvent(uid: number, at: Instant, blobs: readonly SmallBlob[]): MailboxEvent {
  const number = uid % blobs.length;
  const { sha256: blob, bytes: { length } } = blobs[number]!;
  return {
    type: "mailbox.stored",
    at,
    entry: `bench ${uid}`,
    uid,
    folder: FOLDERS.inbox,
    content: [{ blob, offset: 0, length }],
    size: length,
    kind: "posta-certificata",
    pecId: `bench${uid}@alfa.example`,
    messageId: `<pratica-${number}@alfa.example>`,
    subject: `Pratica ${number}`,
    flags: [
      ...(uid % 20 === 0 ? [] : ["\\Seen"]),
      ...(uid % 100 === 0 ? ["\\Flagged"] : []),
      ...(uid % 1000 === 0 ? ["$Forwarded"] : []),
    ],
  };
}

function blobOf(bytes: Uint8Array): SmallBlob {
  return { sha256: createHash("sha256").update(bytes).digest("hex"), bytes };
}
