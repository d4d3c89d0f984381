/**
 * In whose name the provider issues documents, and issued them.
 *
 * @module
 */
import type { Configuration, SigningKeyConfiguration } from "../config/configuration.ts";
import { certificatesFromPem } from "../documents/smime/pem.ts";
import { Issuers, type Naming } from "../points/issuers.ts";
import type { ReadOnlyStorage } from "../storage/storage.ts";

/** As it is configured. */
export function namingOf({ provider }: Pick<Configuration, "provider">): Naming {
  const { name, domain, address, hostname } = provider;
  return { issuer: { name, domain, address }, hostname };
}

/**
 * As the log says; where it says nothing, as is configured today. No private key is read.
 *
 * @throws {Error} where the file of a certificate cannot be read, or holds none.
 */
export async function openIssuers(
  configuration: Pick<Configuration, "provider" | "signing">,
  storage: Pick<ReadOnlyStorage, "events" | "blobs">,
): Promise<Issuers> {
  const { signing } = configuration;
  const signers = await Promise.all([signing, ...signing.next].map(certificatesOf));
  return await Issuers.load(storage, { ...namingOf(configuration), signers });
}

async function certificatesOf(files: SigningKeyConfiguration) {
  const [certificate] = certificatesFromPem(await Deno.readTextFile(files.certificate));
  if (!certificate) throw new Error(`Cannot use ${files.certificate}: it holds no certificate`);
  return { certificate, chain: certificatesFromPem(await Deno.readTextFile(files.chain)) };
}
