/**
 * The providers' directory (IGPEC): who is a provider, for which domains, with which certificates
 * (RFC 6109 §4.5). Built once and never changed; a new edition is a new directory.
 *
 * @module
 */
import { readFile } from "node:fs/promises";
import { readLdif } from "./ldif.ts";
import { isProviderEntry, type Provider, readProvider } from "./provider.ts";

/** The directory's look-ups. */
export interface ProviderDirectory {
  /** All operating environments, in the order of the file. */
  readonly providers: readonly Provider[];
  /** Whose domain it is, compared without case; undefined: it is not a certified domain. */
  providerOfDomain(domain: string): Provider | undefined;
  /**
   * Whose certificate has this SHA-1, in hexadecimal, compared without case. The caller compares
   * the certificate with the one published: SHA-1 alone proves nothing any more. Where several
   * environments of a provider sign with the same certificate it is the first one; whether the
   * certificate is good for a domain is asked of `providerOfDomain(domain).certificates`.
   */
  providerOfCertificate(sha1: string): ProviderOfCertificate | undefined;
}

/** A provider and the certificate by which it was found. */
export interface ProviderOfCertificate {
  readonly provider: Provider;
  /** The certificate in DER, as published. */
  readonly certificate: Uint8Array;
}

/** A directory and what was faulty in its file. */
export interface LoadedDirectory {
  readonly directory: ProviderDirectory;
  readonly warnings: readonly string[];
}

/** Bytes of the largest file that is read. */
const LARGEST_FILE = 256 * 1024 * 1024;

/**
 * Reads a directory from a file of LDIF in UTF-8.
 *
 * @throws {LdifError} when the file is not LDIF; an Error when it is too large or cannot be read.
 */
export async function loadDirectory(path: string): Promise<LoadedDirectory> {
  const bytes = await readFile(path);
  if (bytes.length > LARGEST_FILE) {
    throw new Error(`Cannot load the directory ${path}: it has ${bytes.length} bytes`);
  }
  return parseDirectory(bytes.toString("utf8"));
}

/**
 * Reads a directory from LDIF. Entries without what RFC 6109 §4.5.9 demands are left out, with a
 * warning; entries of other object classes are passed over.
 *
 * @throws {LdifError} when the text is not LDIF.
 */
export function parseDirectory(ldif: string): LoadedDirectory {
  const providers: Provider[] = [];
  const warnings: string[] = [];
  for (const entry of readLdif(ldif)) {
    if (!isProviderEntry(entry)) continue;
    const reading = readProvider(entry);
    for (const warning of reading.warnings) warnings.push(warning);
    if (reading.provider) providers.push(reading.provider);
  }
  const { directory, conflicts } = indexProviders(providers);
  return { directory, warnings: [...warnings, ...conflicts] };
}

/** A directory of the given providers. A domain that two of them claim stays with the first. */
export function createDirectory(providers: readonly Provider[]): ProviderDirectory {
  return indexProviders(providers).directory;
}

function indexProviders(
  providers: readonly Provider[],
): { readonly directory: ProviderDirectory; readonly conflicts: readonly string[] } {
  const conflicts: string[] = [];
  const byDomain = new Map<string, Provider>();
  const byCertificate = new Map<string, ProviderOfCertificate>();
  for (const provider of providers) {
    for (const domain of provider.domains) {
      const key = domain.toLowerCase();
      const owner = byDomain.get(key);
      if (!owner) byDomain.set(key, provider);
      else conflicts.push(`${domain} of ${provider.name} belongs to ${owner.name} already`);
    }
    for (const { sha1, der } of provider.certificates) {
      const key = sha1.toLowerCase();
      // Secondary environments may sign with the main one's certificate: the first one counts.
      if (!byCertificate.has(key)) byCertificate.set(key, { provider, certificate: der });
    }
  }
  const directory: ProviderDirectory = {
    providers,
    providerOfDomain: (domain) => byDomain.get(domain.toLowerCase()),
    providerOfCertificate: (sha1) => byCertificate.get(sha1.toLowerCase()),
  };
  return { directory, conflicts };
}
