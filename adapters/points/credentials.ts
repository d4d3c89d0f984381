/**
 * Who may log in.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { addressKey } from "../../events/address.ts";
import type { BlobStore } from "../../events/store.ts";
import type { PasswordChecker } from "../accounts/passwords.ts";
import type { Queries } from "../storage/storage.ts";

/** Checks user names and passwords against the accounts. */
export interface Credentials {
  /** The address of the account, or null; a wrong name takes as long as a wrong password. */
  accountOf(user: string, password: string): Promise<string | null>;
}

/** Credentials of the accounts in the store; the user name is the full address. */
export function storedCredentials(
  queries: Queries,
  blobs: BlobStore,
  passwords: PasswordChecker,
): Credentials {
  return {
    async accountOf(user, password) {
      const account = await queries.accountByAddress(addressKey(user));
      const usable = account?.status === "open" && account.verifier !== null;
      const verifier = usable ? await textOf(blobs, account.verifier) : undefined;
      const right = await passwords.check(addressKey(user), password, verifier);
      return right && account ? account.address : null;
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
