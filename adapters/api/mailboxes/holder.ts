/**
 * The mailbox that a call is about.
 *
 * @module
 */
import type { HolderMailbox } from "../../mailboxes/holder_mailbox.ts";
import type { Account } from "../../storage/storage.ts";
import { type Caller, requireMailbox } from "../caller.ts";
import { Problem } from "../problem.ts";
import type { World } from "../world.ts";

/** A holder's account. */
export interface Holder {
  readonly account: Account;
  readonly mailbox: HolderMailbox;
}

/**
 * The holder of an address.
 *
 * @throws {Problem} not-found where the caller is not bound to it, or there is none.
 */
export async function holderOf(world: World, caller: Caller, address: string): Promise<Holder> {
  requireMailbox(caller, address);
  const account = await world.provider.queries.accountByAddress(address);
  if (account?.role === "holder") return { account, mailbox: world.mailboxOf(account.address) };
  throw new Problem("not-found", {
    detail: {
      en: `There is no mailbox ${address}. GET /v1/mailboxes lists those that there are`,
      it: `Non c'è una casella ${address}. GET /v1/mailboxes elenca quelle che ci sono`,
    },
  });
}

/**
 * The mailbox of a holder who may use it.
 *
 * @throws {Problem} as {@linkcode holderOf}; forbidden where the account is disabled.
 */
export async function openMailbox(
  world: World,
  caller: Caller,
  address: string,
): Promise<HolderMailbox> {
  const { account, mailbox } = await holderOf(world, caller, address);
  if (account.status === "open") return mailbox;
  throw new Problem("forbidden", {
    detail: {
      en: "The provider has disabled this mailbox. Its messages are kept: ask the provider",
      it: "Il gestore ha disabilitato questa casella. I messaggi restano: rivolgiti al gestore",
    },
  });
}
