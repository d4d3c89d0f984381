/**
 * Puts documents into mailboxes: the last step of the Delivery Point (RFC 6109 §3.3).
 *
 * @module
 */
import { mailbox, type MailboxEntry } from "../../actors/mailbox.ts";
import { addressKey } from "../../events/address.ts";
import { RECEIPTS } from "../../events/folders.ts";
import type { Instant } from "../../events/instant.ts";
import type { SmallBlob } from "../../events/rope.ts";
import type { Account } from "../storage/storage.ts";
import type { Provider } from "./provider.ts";

/** The keywords that tell programs what a message is; set on arrival. */
export const ENVELOPE_KEYWORD = "$PecEnvelope";
/** See {@linkcode ENVELOPE_KEYWORD}. */
export const RECEIPT_KEYWORD = "$PecReceipt";
/** See {@linkcode ENVELOPE_KEYWORD}. */
export const ANOMALY_KEYWORD = "$PecAnomaly";

/** The folder that an account wants its receipts in. */
export function folderOfReceipts(account: Account | null): string {
  return account?.receipts ?? RECEIPTS;
}

/** Bytes that the mailbox of an account may hold. */
export function quotaOf({ quota }: Pick<Provider, "quota">, account: Account | null): number {
  return account?.quota ?? quota;
}

/**
 * Stores what must not get lost, however full the mailbox is; resolves when it is durable.
 *
 * @param quota bytes beyond a share of which the holder is told
 */
export async function keepInMailbox(
  { runtime }: Pick<Provider, "runtime">,
  address: string,
  messages: readonly MailboxEntry[],
  pending: readonly SmallBlob[],
  quota: number,
): Promise<void> {
  const command = { type: "keep", messages, quota } as const;
  await runtime.send(mailbox, addressKey(address), command, pending);
}

/**
 * Stores messages, all or none; resolves, once they are durable, with the instant at which the
 * first was stored, or with null where the mailbox is full.
 *
 * @param quota bytes that the mailbox may hold; null where nobody counts.
 */
export async function storeInMailbox(
  { runtime }: Pick<Provider, "runtime">,
  address: string,
  messages: readonly [MailboxEntry, ...MailboxEntry[]],
  pending: readonly SmallBlob[],
  quota: number | null,
): Promise<Instant | null> {
  const command = { type: "store", messages, quota } as const;
  const { state, refusal } = await runtime.send(mailbox, addressKey(address), command, pending);
  if (refusal) return null;
  const [{ entry }] = messages;
  const storedAt = state.entries.get(entry);
  if (storedAt === undefined) throw new Error(`Cannot find ${entry} in ${address}`);
  return storedAt;
}
