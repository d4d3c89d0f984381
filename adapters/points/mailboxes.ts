/**
 * Puts documents into mailboxes: the last step of the Delivery Point (RFC 6109 §3.3).
 *
 * @module
 */
import { mailbox, type MailboxEntry } from "../../actors/mailbox.ts";
import { addressKey } from "../../events/address.ts";
import type { Instant } from "../../events/instant.ts";
import type { SmallBlob } from "../../events/rope.ts";
import type { Provider } from "./provider.ts";

/**
 * Stores a message; resolves, once it is durable, with the instant at which it was stored, or with
 * null where the mailbox is full.
 *
 * @param quota bytes that the mailbox may hold; null for what must be stored in any case.
 */
export async function storeInMailbox(
  { runtime }: Provider,
  address: string,
  message: MailboxEntry,
  pending: readonly SmallBlob[],
  quota: number | null,
): Promise<Instant | null> {
  const command = { type: "store", message, quota } as const;
  const { state, refusal } = await runtime.send(mailbox, addressKey(address), command, pending);
  if (refusal) return null;
  const storedAt = state.entries.get(message.entry);
  if (storedAt === undefined) throw new Error(`Cannot find ${message.entry} in ${address}`);
  return storedAt;
}
