/**
 * Accounts as they are opened and changed.
 *
 * @module
 */
import { account, type AccountCommand } from "../../actors/account.ts";
import type { Runtime } from "../../actors/runtime.ts";
import { addressKey } from "../../events/address.ts";
import type { SmallBlob } from "../../events/rope.ts";
import { smallBlob } from "../storage/small_blob.ts";
import { hashPassword } from "./passwords.ts";

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
