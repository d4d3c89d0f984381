/**
 * The commands `account …`.
 *
 * @module
 */
import { account, type AccountCommand } from "../../actors/account.ts";
import type { Runtime } from "../../actors/runtime.ts";
import type { OrdinaryPolicy } from "../../events/account.ts";
import { addressKey, domainOf, sameAddress } from "../../events/address.ts";
import type { SmallBlob } from "../../events/rope.ts";
import { hashPassword } from "../accounts/passwords.ts";
import { isMailbox } from "../documents/mime/addresses.ts";
import { smallBlob } from "../storage/small_blob.ts";
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

/** Opens an account of a holder with its first password. */
export async function openHolder(
  runtime: Runtime,
  address: string,
  password: string,
  random: (length: number) => Uint8Array,
): Promise<void> {
  await changeAccount(runtime, address, { type: "open", address, role: "holder" });
  await setPassword(runtime, address, password, random);
}

/** Opens the provider's service mailbox (RFC 6109 §2.2.5) unless it is there already. */
export async function openService(runtime: Runtime, address: string): Promise<void> {
  const open = { type: "open", address, role: "service" } as const;
  const { state } = await runtime.send(account, addressKey(address), open);
  if (state.role === "service") return;
  throw new Error(
    `Cannot serve: the service mailbox ${address} is a holder's account. ` +
      "Name another one in provider.service_mailbox.",
  );
}

/** Gives an account a new password. */
export async function setPassword(
  runtime: Runtime,
  address: string,
  password: string,
  random: (length: number) => Uint8Array,
): Promise<void> {
  const verifier = smallBlob(new TextEncoder().encode(await hashPassword(password, random)));
  await changeAccount(runtime, address, { type: "set-password", verifier: verifier.sha256 }, [
    verifier,
  ]);
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

/**
 * Sends a command to an account.
 *
 * @throws an Error where the account refuses.
 */
export async function changeAccount(
  runtime: Runtime,
  address: string,
  what: AccountCommand,
  blobs: readonly SmallBlob[] = [],
): Promise<void> {
  const { refusal } = await runtime.send(account, addressKey(address), what, blobs);
  if (refusal) throw new Error(`Cannot change the account ${address}: ${refusal.detail}`);
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
