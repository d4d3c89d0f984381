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

/** Stores a message; resolves, once it is durable, with the instant at which it was stored. */
export async function storeInMailbox(
  { runtime }: Provider,
  address: string,
  message: MailboxEntry,
  pending: readonly SmallBlob[],
): Promise<Instant> {
  const command = { type: "store", message } as const;
  const { state } = await runtime.send(mailbox, addressKey(address), command, pending);
  const storedAt = state.entries.get(message.entry);
  if (storedAt === undefined) throw new Error(`Cannot find ${message.entry} in ${address}`);
  return storedAt;
}
