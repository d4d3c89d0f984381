/**
 * The commands `account second-factor` and `account app-password …`.
 *
 * @module
 */
import type { Runtime } from "../../actors/runtime.ts";
import type { Instant } from "../../events/instant.ts";
import { changeAccount } from "../accounts/changes.ts";
import { type AppPasswordWish, giveAppPassword } from "../accounts/new_app_password.ts";
import type { AppPassword, Queries } from "../storage/storage.ts";
import { renderTable } from "./table.ts";

/** Gives an account one more app password. Resolves with the secret, which is kept nowhere. */
export async function addAppPassword(
  runtime: Runtime,
  address: string,
  wish: AppPasswordWish,
  random: (length: number) => Uint8Array,
): Promise<string> {
  const given = await giveAppPassword(runtime, address, wish, random);
  if ("secret" in given) return given.secret;
  throw new Error(`Cannot change the account ${address}: ${given.refusal.detail}`);
}

/** Makes an app password worthless. */
export async function revokeAppPassword(
  runtime: Runtime,
  address: string,
  name: string,
): Promise<void> {
  await changeAccount(runtime, address, { type: "revoke-app-password", name });
}

/** Puts an account under a second factor, or takes it away together with all app passwords. */
export async function setSecondFactor(
  runtime: Runtime,
  address: string,
  required: boolean,
): Promise<void> {
  await changeAccount(runtime, address, { type: "set-second-factor", required });
}

/**
 * The app passwords of an account as a table.
 *
 * @throws an Error where there is no such account.
 */
export async function appPasswordTable(queries: Queries, address: string): Promise<string> {
  if (await queries.accountByAddress(address) === null) {
    throw new Error(`Cannot list the app passwords of ${address}: there is no such account`);
  }
  const rows = (await queries.appPasswordsOf(address)).map(rowOf);
  return renderTable(["NAME", "SCOPE", "FROM", "ADDED", "EXPIRES"], rows);
}

function rowOf({ name, scope, networks, added, expires }: AppPassword): string[] {
  return [
    name,
    scope,
    networks?.join(", ") ?? "anywhere",
    dateOf(added),
    expires === null ? "never" : dateOf(expires),
  ];
}

function dateOf(instant: Instant): string {
  return new Date(instant).toISOString();
}
