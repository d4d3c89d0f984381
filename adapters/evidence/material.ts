/**
 * What signatures are judged by: certificates, revocation lists and answers, entries of the
 * providers' directory. A bundle holds those of the providers concerned alone.
 *
 * @module
 */
import { createHash } from "node:crypto";
import type { Sha256 } from "../../events/rope.ts";
import { readEntries } from "../directory/directory.ts";
import { directoryEntry, type ProviderEntry } from "../directory/provider.ts";
import { Certificate } from "../documents/smime/certificate.ts";
import { RevocationList } from "../documents/smime/crl.ts";
import { DerError } from "../documents/smime/der.ts";
import { SignatureFault } from "../documents/smime/fault.ts";
import { isIssuedBy } from "../documents/smime/issuer.ts";
import { sameName } from "../documents/smime/name.ts";
import { OcspError, readKeptOcspResponse } from "../documents/smime/ocsp_response.ts";

/** All that was known at some time. */
export interface Material {
  /** DER. */
  readonly certificates: readonly Uint8Array[];
  /** Lists (RFC 5280 §5) and answers (RFC 6960), DER. */
  readonly revocation: readonly Uint8Array[];
  /** An edition of the providers' directory, LDIF; null where there was none. */
  readonly directory: Uint8Array | null;
}

/** What a bundle holds of it. */
export interface ChosenMaterial {
  readonly certificates: readonly Uint8Array[];
  readonly lists: readonly Uint8Array[];
  readonly answers: readonly Uint8Array[];
  /** LDIF; null where no directory has an entry of those concerned. */
  readonly entries: string | null;
}

/**
 * What concerns some signers and parties.
 *
 * @param known at the times in question.
 * @param certificates of the signers and whom they have enclosed, DER.
 * @param domains of the parties, in lower case.
 */
export function chooseMaterial(
  known: readonly Material[],
  certificates: readonly Uint8Array[],
  domains: ReadonlySet<string>,
): ChosenMaterial {
  const own = unique(certificates).flatMap(readable);
  const others = known.flatMap(({ certificates }) => certificates);
  const all = unique([...certificates, ...others]).flatMap(readable);
  const issuers = issuersOf(own, all);
  const concerned = unique([...own, ...issuers].map(({ raw }) => raw)).flatMap(readable);
  const revocation = unique(known.flatMap(({ revocation }) => revocation));
  const lists = revocation.filter((der) => isListOn(der, concerned));
  const answers = revocation.filter((der) => isAnswerOn(der, concerned, all));
  const hashes = new Set(own.map(({ fingerprintSha1 }) => fingerprintSha1));
  return {
    certificates: concerned.map(({ raw }) => raw),
    lists,
    answers,
    entries: entriesOf(known.map(({ directory }) => directory), hashes, domains),
  };
}

/** The name of a file after its content. */
export function nameOf(der: Uint8Array): Sha256 {
  return createHash("sha256").update(der).digest("hex");
}

/** All authorities above some certificates. */
function issuersOf(
  certificates: readonly Certificate[],
  known: readonly Certificate[],
): readonly Certificate[] {
  const found = new Set<Certificate>();
  let open = certificates;
  while (open.length > 0) {
    const above = known.filter((issuer) =>
      !found.has(issuer) && open.some((certificate) => isIssuedBy(certificate, issuer))
    );
    for (const issuer of above) found.add(issuer);
    open = above;
  }
  return [...found];
}

function isListOn(der: Uint8Array, certificates: readonly Certificate[]): boolean {
  try {
    const { issuer } = new RevocationList(der);
    return certificates.some((certificate) => sameName(certificate.issuer, issuer));
  } catch (error) {
    if (error instanceof DerError) return false;
    throw error;
  }
}

function isAnswerOn(
  der: Uint8Array,
  certificates: readonly Certificate[],
  known: readonly Certificate[],
): boolean {
  return certificates.some((certificate) =>
    known.some((issuer) => {
      if (!sameName(certificate.issuer, issuer.subject)) return false;
      try {
        readKeptOcspResponse(der, { certificate, issuer });
        return true;
      } catch (error) {
        const aboutOthers = error instanceof OcspError || error instanceof DerError ||
          error instanceof SignatureFault;
        if (aboutOthers) return false;
        throw error;
      }
    })
  );
}

/**
 * The entries of the providers that signed, or that keep a party's mailbox. Of their domains, of
 * which there may be hundreds of thousands, those of the parties are named.
 */
function entriesOf(
  directories: readonly (Uint8Array | null)[],
  hashes: ReadonlySet<string>,
  domains: ReadonlySet<string>,
): string | null {
  const chosen = new Set<string>();
  for (const ldif of unique(directories.filter((directory) => directory !== null))) {
    for (const entry of readEntries(new TextDecoder().decode(ldif)).entries) {
      const mine = entry.domains.filter((domain) => domains.has(domain));
      const signs = entry.certificates.some(({ sha1 }) => hashes.has(sha1));
      if (mine.length > 0 || signs) chosen.add(directoryEntry(withDomains(entry, mine)));
    }
  }
  return chosen.size === 0 ? null : ["version: 1\n", ...chosen].join("\n");
}

/** An entry has one domain at least (RFC 6109 §4.5.9). */
function withDomains(entry: ProviderEntry, domains: readonly string[]): ProviderEntry {
  return { ...entry, domains: domains.length > 0 ? domains : entry.domains.slice(0, 1) };
}

/** Senders enclose all kinds of things: what cannot be read is left out. */
function readable(der: Uint8Array): readonly Certificate[] {
  try {
    return [new Certificate(der)];
  } catch (error) {
    if (error instanceof DerError) return [];
    throw error;
  }
}

function unique(all: readonly Uint8Array[]): readonly Uint8Array[] {
  return [...new Map(all.map((der) => [nameOf(der), der])).values()];
}
