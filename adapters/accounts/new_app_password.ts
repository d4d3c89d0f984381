/**
 * Gives an account one more app password.
 *
 * @module
 */
import { account } from "../../actors/account.ts";
import type { Refusal } from "../../actors/actor.ts";
import type { Runtime } from "../../actors/runtime.ts";
import type { AppPasswordScope } from "../../events/account.ts";
import { addressKey } from "../../events/address.ts";
import type { Instant } from "../../events/instant.ts";
import { smallBlob } from "../storage/small_blob.ts";
import { appPasswordVerifier, newAppPassword } from "./app_passwords.ts";

/** What an app password is to be good for. */
export interface AppPasswordWish {
  readonly name: string;
  readonly scope: AppPasswordScope;
  /** From where it works; absent: from everywhere. */
  readonly networks?: string[];
  /** When it ceases to work; absent: never. */
  readonly expires?: Instant;
}

/** The secret, which is kept nowhere, or why there is none. */
export type GivenAppPassword = { readonly secret: string } | { readonly refusal: Refusal };

/** Gives an account one more app password. */
export async function giveAppPassword(
  runtime: Runtime,
  address: string,
  wish: AppPasswordWish,
  random: (length: number) => Uint8Array,
): Promise<GivenAppPassword> {
  const secret = newAppPassword(random);
  const verifier = smallBlob(new TextEncoder().encode(appPasswordVerifier(secret, random)));
  const command = { type: "add-app-password", ...wish, verifier: verifier.sha256 } as const;
  const { refusal } = await runtime.send(account, addressKey(address), command, [verifier]);
  return refusal ? { refusal } : { secret };
}
