/**
 * Whether credentials are right.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { addressKey } from "../../events/address.ts";
import type { BlobStore } from "../../events/store.ts";
import type { Queries } from "../storage/storage.ts";
import type { Attempt, UserPassword } from "./logins.ts";
import type { PasswordChecker } from "./passwords.ts";

/** Whose credentials they are, or what is wrong with them: a word for the operator alone. */
export type Verdict = { readonly account: string } | { readonly wrong: string };

/** Tells right credentials from wrong ones. */
export interface Credentials {
  /**
   * Judges credentials; a wrong user name takes as long as a wrong password.
   *
   * @throws {GateFull} under too much load; an Error where a verifier cannot be read.
   */
  judge(credentials: UserPassword, attempt: Attempt): Promise<Verdict>;
}

/** Credentials of the accounts in the store; the user name is the full address. */
export function storedCredentials(
  queries: Queries,
  blobs: BlobStore,
  passwords: PasswordChecker,
): Credentials {
  return {
    async judge({ user, password }) {
      const account = await queries.accountByAddress(addressKey(user));
      const usable = account?.status === "open" && account.verifier !== null;
      const verifier = usable ? await textOf(blobs, account.verifier) : undefined;
      const right = await passwords.check(addressKey(user), password, verifier);
      if (right && account) return { account: account.address };
      if (usable) return { wrong: "password" };
      return { wrong: account ? "no login" : "unknown user" };
    },
  };
}

async function textOf(blobs: BlobStore, verifier: string): Promise<string> {
  const length = await blobs.sizeOf(verifier);
  if (length === null) throw new Error(`Cannot read the verifier ${verifier}: it is not stored`);
  const chunks: Uint8Array[] = [];
  for await (const chunk of blobs.read([{ blob: verifier, offset: 0, length }])) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}
