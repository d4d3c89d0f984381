/**
 * The commands `account …`.
 *
 * @module
 */
import type { Runtime } from "../../actors/runtime.ts";
import type { OrdinaryPolicy } from "../../events/account.ts";
import { domainOf, sameAddress } from "../../events/address.ts";
import { changeAccount } from "../accounts/changes.ts";
import { isMailbox } from "../documents/mime/addresses.ts";
import type { Account } from "../storage/storage.ts";
import { renderTable } from "./table.ts";

/** What the provider is called: decides which addresses a holder may have. */
export interface OwnNames {
  readonly domains: readonly string[];
  /** `posta-certificata@…`: nobody may send as the provider itself. */
  readonly address: string;
  readonly serviceMailbox: string;
}

/** Why no holder can have the address; null where one can. */
export function addressFault(
  address: string,
  { domains, address: own, serviceMailbox }: OwnNames,
): string | null {
  if (!isMailbox(address)) return "it is not a mail address";
  if (!domains.includes(domainOf(address))) {
    return `its domain is none of the provider's: ${domains.join(", ")}`;
  }
  const reserved = [own, serviceMailbox].some((name) => sameAddress(name, address));
  return reserved ? "the provider needs it for itself" : null;
}

/** Stops an account from logging in, sending and receiving, or lets it again. */
export async function switchAccount(
  runtime: Runtime,
  address: string,
  type: "disable" | "enable",
  reason: string,
): Promise<void> {
  await changeAccount(runtime, address, { type, reason });
}

/** Decides what becomes of ordinary mail. */
export async function setOrdinaryMail(
  runtime: Runtime,
  address: string,
  policy: OrdinaryPolicy,
  folder: string | undefined,
): Promise<void> {
  const named = folder === undefined ? {} : { folder };
  await changeAccount(runtime, address, { type: "set-ordinary-mail", policy, ...named });
}

/** Decides how many bytes a mailbox may hold. */
export async function setQuota(runtime: Runtime, address: string, bytes: number): Promise<void> {
  await changeAccount(runtime, address, { type: "set-quota", bytes });
}

/** Decides in which folder receipts arrive. */
export async function setReceiptsFolder(
  runtime: Runtime,
  address: string,
  folder: string,
): Promise<void> {
  await changeAccount(runtime, address, { type: "set-receipts-folder", folder });
}

/** All accounts as a table. */
export function accountTable(accounts: readonly Account[]): string {
  return renderTable(
    ["ADDRESS", "ROLE", "STATUS", "PASSWORD", "ORDINARY MAIL", "RECEIPTS", "QUOTA"],
    accounts.map((
      { address, role, status, verifier, secondFactor, ordinary, folder, receipts, quota },
    ) => [
      address,
      role,
      status,
      verifier === null ? "none" : secondFactor ? "set, second factor" : "set",
      folder === null ? ordinary : `${ordinary} ${folder}`,
      receipts,
      quota === null ? "usual" : String(quota),
    ]),
  );
}
