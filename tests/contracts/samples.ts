/**
 * Events and blobs to fill a store with.
 *
 * @module
 */
import type { AnyEvent } from "../../events/definition.ts";
import { FOLDERS } from "../../events/folders.ts";
import type { MailboxEvent } from "../../events/mailbox.ts";
import type { OutgoingEvent } from "../../events/outgoing.ts";
import type { Rope, SmallBlob } from "../../events/rope.ts";
import type { BlobStore, Recorded } from "../../events/store.ts";

/** The first event of `outgoing-<key>@alfa.example`. */
export function submitted(key: string, content: Rope = []): OutgoingEvent {
  return {
    type: "outgoing.submitted",
    at: 1_000,
    pecId: `${key}@alfa.example`,
    account: "anna@alfa.example",
    sender: "anna@alfa.example",
    recipients: ["bruno@beta.example"],
    content,
    size: 0,
    subject: `Messaggio ${key}`,
    replyTo: "anna@alfa.example",
    receipt: "completa",
  };
}

/** An event that can follow any other of an outgoing stream. */
export function answered(messageId: string): OutgoingEvent {
  return { type: "outgoing.answered", at: 2_000, messageId };
}

/** A message in a mailbox. */
export function stored(uid: number, content: Rope): MailboxEvent {
  return {
    type: "mailbox.stored",
    at: 3_000,
    entry: `entry-${uid}`,
    folder: FOLDERS.inbox,
    uid,
    content,
    size: 0,
    kind: "accettazione",
    pecId: "1@alfa.example",
    messageId: `<${uid}@alfa.example>`,
    subject: "ACCETTAZIONE: Messaggio",
    flags: [],
  };
}

/** The stream that {@linkcode submitted} begins. */
export function outgoing(key: string): string {
  return `outgoing-${key}@alfa.example`;
}

/** Bytes that differ from place to place and from seed to seed. */
export function noise(length: number, seed: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let state = seed * 2_654_435_761 + 1;
  for (let index = 0; index < length; index++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    bytes[index] = state >>> 16;
  }
  return bytes;
}

/** Writes bytes as a blob, in chunks of `step`, all of them through one buffer. */
export async function write(
  blobs: BlobStore,
  bytes: Uint8Array,
  step = 10_000,
): Promise<{ readonly rope: Rope; readonly small: readonly SmallBlob[] }> {
  const writer = blobs.create();
  const chunk = new Uint8Array(step);
  for (let start = 0; start < bytes.length; start += step) {
    const part = bytes.subarray(start, start + step);
    chunk.set(part);
    await writer.write(chunk.subarray(0, part.length));
    chunk.fill(0xee);
  }
  return await writer.end();
}

/** All bytes of an iteration of chunks. */
export async function gather(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts = await Array.fromAsync(chunks);
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}

/** The events alone. */
export function eventsOf(recorded: readonly Recorded[]): readonly AnyEvent[] {
  return recorded.map(({ event }) => event);
}
