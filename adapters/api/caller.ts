/**
 * Who calls the API, and what it may do.
 *
 * @module
 */
import { addressKey, domainOf } from "../../events/address.ts";
import type { Scope, WorldMode } from "../../events/client.ts";
import type { Holders } from "../storage/mailbox_pages.ts";
import { Problem } from "./problem.ts";

/** A partner's program, as its credential says. */
export interface Caller {
  /** The client that the credential belongs to. */
  readonly client: string;
  /** The credential: every change that a call leads to is recorded under it. */
  readonly credential: string;
  readonly mode: WorldMode;
  readonly scopes: ReadonlySet<Scope>;
  /** Address keys, or `*@domain` for all mailboxes of a domain. */
  readonly mailboxes: readonly string[];
}

/** Whose mailboxes a caller may use. */
export function holdersOf({ mailboxes }: Caller): Holders {
  const isDomain = (binding: string) => binding.startsWith("*@");
  return {
    addresses: mailboxes.filter((binding) => !isDomain(binding)),
    domains: mailboxes.filter(isDomain).map((binding) => binding.slice("*@".length)),
  };
}

/** Whether a caller may use a mailbox, or (`*@domain`) all mailboxes of a domain. */
export function mayUse({ mailboxes }: Pick<Caller, "mailboxes">, address: string): boolean {
  return mailboxes.includes(addressKey(address)) || mailboxes.includes(`*@${domainOf(address)}`);
}

/**
 * Requires that a caller may use a mailbox.
 *
 * @throws {Problem} not-found: whether there is such a mailbox is nobody else's business.
 */
export function requireMailbox(caller: Caller, address: string): void {
  if (mayUse(caller, address)) return;
  throw new Problem("not-found", {
    detail: {
      en: `These credentials are not bound to a mailbox ${address}. ` +
        "GET /v1/me shows those to which they are",
      it: `Queste credenziali non sono legate a una casella ${address}. ` +
        "GET /v1/me mostra quelle a cui lo sono",
    },
  });
}
