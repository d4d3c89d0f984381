/**
 * Signed directories for tests, and who signs them.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { directoryEntry, type ProviderEntry } from "../../adapters/directory/provider.ts";
import type { DirectoryTrust } from "../../adapters/directory/signed_directory.ts";
import { signFile } from "../../adapters/documents/smime/signed_file.ts";
import { criticalExtension, keyUsageValue } from "../../adapters/keys/certificate_builder.ts";
import { OID } from "../../adapters/documents/smime/oids.ts";
import type { Instant } from "../../events/instant.ts";
import {
  authorityExtensions,
  certify,
  type Entity,
  newKeys,
  NOW,
  signWith,
} from "../documents/smime/support.ts";

/** Long enough for tests that cannot choose the time. */
export const LONG_LIFE = { notBefore: Date.UTC(2025, 0, 1), notAfter: Date.UTC(2049, 0, 1) };

const documentSigner = [criticalExtension(OID.keyUsage, keyUsageValue("digitalSignature"))];

/** The authority of the directory's signers. */
export const root: Entity = await certify(
  "Authority",
  await newKeys(),
  null,
  authorityExtensions(),
  LONG_LIFE,
);
/** Who signs the directory. */
export const signer: Entity = await issueSigner("Index signer");

/** A signer under the authority. */
export async function issueSigner(name: string, life = LONG_LIFE): Promise<Entity> {
  return await certify(name, await newKeys(), root, documentSigner, life);
}

/** SHA-256 of an entity's certificate. */
export function fingerprintOf({ certificate }: Entity): string {
  return createHash("sha256").update(certificate.raw).digest("hex");
}

/** Trusts {@link signer} alone. */
export const trust: DirectoryTrust = {
  roots: [root.certificate.raw],
  crls: [],
  signerFingerprint: fingerprintOf(signer),
};

/** A provider called by its domain, with that many domains. */
export function entryOf(domain: string, domains = 1): ProviderEntry {
  const der = new TextEncoder().encode(`certificate of ${domain}`);
  return {
    name: domain,
    mailReceipt: `service@${domain}`,
    domains: Array.from({ length: domains }, (_, index) => index ? `d${index}.${domain}` : domain),
    certificates: [{ der, sha1: createHash("sha1").update(der).digest("hex") }],
  };
}

/** LDIF of the entries. */
export function ldifOf(entries: readonly ProviderEntry[]): string {
  return ["version: 1\n", ...entries.map(directoryEntry)].join("\n");
}

/** Signs LDIF, or anything else. */
export async function sign(
  content: string | Uint8Array,
  at: Instant = NOW,
  by: Entity = signer,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const key = {
    certificate: by.certificate.raw,
    sign: (data: Uint8Array) => signWith(by.keys, Uint8Array.from(data)),
  };
  return await signFile(key, [root.certificate.raw], bytes, at);
}
