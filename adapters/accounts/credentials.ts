/**
 * Whether credentials are right.
 *
 * @module
 */
import { addressKey } from "../../events/address.ts";
import type { Clock } from "../../events/instant.ts";
import type { Account, AppPassword, BlobReader, Queries } from "../storage/storage.ts";
import { readBlob } from "../storage/whole.ts";
import { liesIn, looksLikeAppPassword, verifyAppPassword } from "./app_passwords.ts";
import type { Attempt, Grant, UserPassword } from "./logins.ts";
import type { PasswordChecker } from "./passwords.ts";

/** What credentials are good for, or what is wrong with them: a word for the operator alone. */
export type Verdict = Grant | { readonly wrong: string };

/** Tells right credentials from wrong ones. */
export interface Credentials {
  /**
   * Judges credentials. Wrong ones take the same time whatever is wrong: one Argon2.
   *
   * @throws {GateFull} under too much load; an Error where a verifier cannot be read.
   */
  judge(credentials: UserPassword, attempt: Attempt): Promise<Verdict>;
}

/** Where the accounts are. */
export interface StoredAccounts {
  readonly queries: Queries;
  readonly blobs: BlobReader;
  readonly passwords: PasswordChecker;
  readonly clock: Clock;
}

/** Credentials of the accounts in the store; the user name is the full address. */
export function storedCredentials(stored: StoredAccounts): Credentials {
  return {
    async judge({ user, password }, attempt) {
      const account = await stored.queries.accountByAddress(addressKey(user));
      if (account?.status === "open" && !account.secondFactor) {
        return await byOwnPassword(stored, account, password);
      }
      const verdict = await withoutOwnPassword(stored, account, password, attempt);
      if ("wrong" in verdict) await stored.passwords.check(addressKey(user), password, undefined);
      return verdict;
    },
  };
}

async function byOwnPassword(
  { queries, blobs, passwords }: StoredAccounts,
  { address, verifier }: Account,
  password: string,
): Promise<Verdict> {
  const key = addressKey(address);
  const text = verifier === null ? undefined : await textOf(blobs, verifier);
  if (!await passwords.check(key, password, text)) {
    return { wrong: verifier ? "wrong password" : "no password" };
  }
  return {
    account: address,
    async holds() {
      const now = await queries.accountByAddress(key);
      return now?.status === "open" && !now.secondFactor && now.verifier === verifier;
    },
  };
}

async function withoutOwnPassword(
  stored: StoredAccounts,
  account: Account | null,
  password: string,
  attempt: Attempt,
): Promise<Verdict> {
  if (account === null) return { wrong: "unknown user" };
  if (account.status !== "open") return { wrong: "account disabled" };
  if (!looksLikeAppPassword(password)) return { wrong: "no app password" };
  const found = await appPasswordOf(stored, account, password);
  if (found === null) return { wrong: "wrong app password" };
  const fault = faultOf(found, attempt, stored.clock);
  if (fault !== null) return { wrong: `app password ${found.id}: ${fault}` };
  return { account: account.address, holds: () => stillHolds(stored, account, found, attempt) };
}

async function stillHolds(
  { queries, clock }: StoredAccounts,
  { address }: Account,
  { id }: AppPassword,
  attempt: Attempt,
): Promise<boolean> {
  const now = await queries.accountByAddress(addressKey(address));
  if (now?.status !== "open") return false;
  const found = (await queries.appPasswordsOf(address)).find((one) => one.id === id);
  return found !== undefined && faultOf(found, attempt, clock) === null;
}

async function appPasswordOf(
  { queries, blobs }: StoredAccounts,
  { address }: Account,
  password: string,
): Promise<AppPassword | null> {
  for (const candidate of await queries.appPasswordsOf(address)) {
    if (verifyAppPassword(password, await textOf(blobs, candidate.verifier))) return candidate;
  }
  return null;
}

/** Why a right app password does not help; null where it does. */
function faultOf(
  { scope, networks, expires }: AppPassword,
  { purpose, address }: Attempt,
  clock: Clock,
): string | null {
  if (scope !== "both" && scope !== purpose) return `not made to ${purpose}`;
  if (expires !== null && expires <= clock.now()) return "expired";
  return networks === null || liesIn(address, networks) ? null : "bound to other networks";
}

async function textOf(blobs: BlobReader, verifier: string): Promise<string> {
  return new TextDecoder().decode(await readBlob(blobs, verifier));
}
