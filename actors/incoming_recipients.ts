/**
 * The recipients of an arrival that owes them nothing but a copy.
 *
 * @module
 */
import { addressKey } from "../events/address.ts";
import type { ErrorKind } from "../events/outgoing.ts";

/** Why a mailbox cannot take a document. */
export interface DeliveryFault {
  readonly error: ErrorKind;
  /** Enhanced status code (RFC 3463). */
  readonly code: string;
  /** In Italian: it goes into errore-esteso. */
  readonly detail: string;
}

/** What became of a document at one mailbox. */
export interface MailboxDelivery {
  readonly recipient: string;
  /** Null where the mailbox holds it. */
  readonly fault: DeliveryFault | null;
}

/** By address key: whether the mailbox has been asked. */
export type Recipients = ReadonlyMap<
  string,
  { readonly address: string; readonly settled: boolean }
>;

/** The recipients with further ones, whose mailboxes have not been asked. */
export function withRecipients(known: Recipients, addresses: readonly string[]): Recipients {
  return new Map([
    ...known,
    ...addresses.map((address) => [addressKey(address), { address, settled: false }] as const),
  ]);
}

/** The recipients after one mailbox has been asked. */
export function settleRecipient(recipients: Recipients, address: string): Recipients {
  return new Map([...recipients, [addressKey(address), { address, settled: true }]]);
}

/** The recipients whose mailboxes have not been asked. */
export function openRecipients(recipients: Recipients): string[] {
  return [...recipients.values()].flatMap(({ address, settled }) => settled ? [] : [address]);
}

/** Of the deliveries, those for recipients that are still open. */
export function stillOpen<D extends MailboxDelivery>(
  recipients: Recipients,
  deliveries: readonly D[],
): readonly D[] {
  return deliveries.filter(({ recipient }) =>
    recipients.get(addressKey(recipient))?.settled === false
  );
}

/** The addresses that are not known yet, each once: a copy relayed again brings none. */
export function freshAddresses(
  known: ReadonlyMap<string, unknown>,
  addresses: readonly string[],
): string[] {
  const unique = new Map(addresses.map((address) => [addressKey(address), address]));
  for (const key of known.keys()) unique.delete(key);
  return [...unique.values()];
}
