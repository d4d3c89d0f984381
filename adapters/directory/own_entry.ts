/**
 * The provider's own entries, as it publishes them for the authority (RFC 6109 §4.5): LDIF, signed
 * with its key, in a `.p7m`.
 *
 * @module
 */
import type { Instant } from "../../events/instant.ts";
import { signFile } from "../documents/smime/signed_file.ts";
import type { SigningKey } from "../documents/smime/signing_key.ts";
import { directoryEntry, type ProviderEntry } from "./provider.ts";

/**
 * The signed file.
 *
 * @param entries The main environment's, with the LDIFLocationURL, and those of all secondary ones.
 * @param chain DER of the issuers of the key's certificate.
 */
export async function signedEntries(
  entries: readonly ProviderEntry[],
  key: SigningKey,
  chain: readonly Uint8Array[],
  at: Instant,
): Promise<Uint8Array<ArrayBuffer>> {
  const ldif = ["version: 1\n", ...entries.map(directoryEntry)].join("\n");
  return await signFile(key, chain, new TextEncoder().encode(ldif), at);
}
