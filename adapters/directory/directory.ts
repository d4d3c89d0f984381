/**
 * The providers' directory (IGPEC): who is a provider, for which domains, with which certificates
 * (RFC 6109 §4.5). Built once and never changed; a new edition is a new directory.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { Instant } from "../../events/instant.ts";
import { type DomainTable, domainTable, ownerOf } from "./domain_table.ts";
import { readLdif } from "./ldif.ts";
import {
  directoryEntry,
  isProviderEntry,
  type Provider,
  type ProviderEntry,
  readProvider,
} from "./provider.ts";

/** Which directory it is. */
export interface DirectoryEdition {
  /** SHA-256 of its LDIF, in lower-case hexadecimal. */
  readonly digest: string;
  /** Operating environments. */
  readonly providers: number;
  readonly domains: number;
  /** When the authority has signed it; null for a plain file. */
  readonly signedAt: Instant | null;
  /** When it was last fetched and found good; null for a plain file. */
  readonly confirmedAt: Instant | null;
}

/** The directory's look-ups. */
export interface ProviderDirectory {
  /** The one that answers. */
  readonly edition: DirectoryEdition;
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

/** What a directory is made of. Plain data, which one thread can build for another. */
export interface DirectoryContent {
  /** SHA-256 of its LDIF, in lower-case hexadecimal. */
  readonly digest: string;
  readonly providers: readonly Provider[];
  /** The domains; their owners are indexes into `providers`. */
  readonly domains: DomainTable;
}

/** What was read from a file. */
export interface ReadDirectory {
  readonly content: DirectoryContent;
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
  const { content, warnings } = readDirectory(ldif);
  return { directory: openDirectory(content), warnings };
}

/** A directory of the given entries. A domain that two of them claim stays with the first. */
export function createDirectory(entries: readonly ProviderEntry[]): ProviderDirectory {
  const ldif = entries.map(directoryEntry).join("\n");
  return openDirectory({ ...contentOf(entries).content, digest: digestOf(ldif) });
}

/**
 * The content of a directory in LDIF; as {@link parseDirectory}, but not opened yet.
 *
 * @throws {LdifError} when the text is not LDIF.
 */
export function readDirectory(ldif: string): ReadDirectory {
  const { entries, warnings } = readEntries(ldif);
  const { content, conflicts } = contentOf(entries);
  const digest = digestOf(ldif);
  return { content: { ...content, digest }, warnings: [...warnings, ...conflicts] };
}

/**
 * The usable entries of a directory in LDIF, and what was faulty in the others.
 *
 * @throws {LdifError} when the text is not LDIF.
 */
export function readEntries(
  ldif: string,
): { readonly entries: readonly ProviderEntry[]; readonly warnings: readonly string[] } {
  const entries: ProviderEntry[] = [];
  const warnings: string[] = [];
  for (const entry of readLdif(ldif)) {
    if (!isProviderEntry(entry)) continue;
    const reading = readProvider(entry);
    for (const warning of reading.warnings) warnings.push(warning);
    if (reading.provider) entries.push(reading.provider);
  }
  return { entries, warnings };
}

function contentOf(
  entries: readonly ProviderEntry[],
): {
  readonly content: Omit<DirectoryContent, "digest">;
  readonly conflicts: readonly string[];
} {
  const conflicts: string[] = [];
  const owners = new Map<string, number>();
  for (const [index, { name, domains }] of entries.entries()) {
    for (const domain of domains) {
      const key = domain.toLowerCase();
      const owner = owners.get(key);
      if (owner === undefined) owners.set(key, index);
      else conflicts.push(`${domain} of ${name} belongs to ${entries[owner]!.name} already`);
    }
  }
  const providers = entries.map(({ domains: _, ...provider }) => provider);
  return { content: { providers, domains: domainTable(owners) }, conflicts };
}

/** The look-ups over a content. The content is kept, not copied. */
export function openDirectory(
  { digest, providers, domains }: DirectoryContent,
): ProviderDirectory {
  const byCertificate = new Map<string, ProviderOfCertificate>();
  for (const provider of providers) {
    for (const { sha1, der } of provider.certificates) {
      const key = sha1.toLowerCase();
      // Secondary environments may sign with the main one's certificate: the first one counts.
      if (!byCertificate.has(key)) byCertificate.set(key, { provider, certificate: der });
    }
  }
  const counts = { providers: providers.length, domains: domains.owners.length };
  return {
    edition: { digest, ...counts, signedAt: null, confirmedAt: null },
    providers,
    providerOfDomain(domain) {
      const owner = ownerOf(domains, domain);
      return owner === undefined ? undefined : providers[owner];
    },
    providerOfCertificate: (sha1) => byCertificate.get(sha1.toLowerCase()),
  };
}

function digestOf(ldif: string): string {
  return createHash("sha256").update(ldif).digest("hex");
}
