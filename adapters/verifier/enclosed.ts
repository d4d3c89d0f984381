/**
 * What is enclosed with a signature to judge it by: certificates, revocation lists, OCSP answers.
 * None of it is trusted: it counts as far as trusted roots vouch for it.
 *
 * @module
 */
import { Certificate } from "../documents/smime/certificate.ts";
import { RevocationList } from "../documents/smime/crl.ts";
import { DerError } from "../documents/smime/der.ts";
import { SignatureFault } from "../documents/smime/fault.ts";
import { isIssuedBy } from "../documents/smime/issuer.ts";
import { OcspError, readKeptOcspResponse, type Subject } from "../documents/smime/ocsp_response.ts";
import type { CertificateStatus } from "../documents/smime/trust_store.ts";

/** Enclosed material, read. */
export interface Enclosed {
  /** DER. */
  readonly certificates: readonly Uint8Array[];
  readonly lists: readonly RevocationList[];
  /** What OCSP responders said of these certificates. */
  readonly statuses: readonly CertificateStatus[];
  /** The files that could not be read, and why. */
  readonly faults: readonly string[];
}

/** Nothing enclosed. */
export const NOTHING_ENCLOSED: Enclosed = { certificates: [], lists: [], statuses: [], faults: [] };

/** Certificates, lists and answers that are looked at; more are not. */
const MOST_FILES = 200;
/** Pairs of a certificate and its issuer whom answers may speak of. */
const MOST_PAIRS = 400;

/** A file with its name, for whoever must be told what is wrong with it. */
export type Named = readonly [name: string, bytes: Uint8Array];

/**
 * Reads enclosed material.
 *
 * @param roots Trusted ones, DER: certificates that these issued may be spoken of as well.
 */
export function readEnclosed(
  roots: readonly Uint8Array[],
  files: {
    readonly certificates: readonly Named[];
    readonly lists: readonly Named[];
    readonly answers: readonly Named[];
  },
): Enclosed {
  const faults: string[] = [];
  const certificates = readEach(files.certificates, (der) => new Certificate(der), faults);
  const lists = readEach(files.lists, (der) => new RevocationList(der), faults);
  const pairs = issuedPairs([...roots.flatMap(readable), ...certificates]);
  const statuses = files.answers.slice(0, MOST_FILES).flatMap(([, der]) =>
    pairs.flatMap((pair) => statusIn(der, pair))
  );
  return { certificates: certificates.map(({ raw }) => raw), lists, statuses, faults };
}

function readEach<Value>(
  files: readonly Named[],
  read: (der: Uint8Array) => Value,
  faults: string[],
): readonly Value[] {
  if (files.length > MOST_FILES) faults.push(`only ${MOST_FILES} of ${files.length} are read`);
  return files.slice(0, MOST_FILES).flatMap(([name, der]) => {
    try {
      return [read(der)];
    } catch (error) {
      if (!(error instanceof DerError)) throw error;
      faults.push(`${name}: ${error.message}`);
      return [];
    }
  });
}

/** A root that cannot be read is named where a path is sought. */
function readable(der: Uint8Array): readonly Certificate[] {
  return readEach([["", der]], (der) => new Certificate(der), []);
}

function issuedPairs(certificates: readonly Certificate[]): readonly Subject[] {
  return certificates.flatMap((certificate) =>
    certificates.filter((issuer) => issuer !== certificate && isIssuedBy(certificate, issuer))
      .map((issuer) => ({ certificate, issuer }))
  ).slice(0, MOST_PAIRS);
}

/** What an answer says of a certificate; nothing where it speaks of others, or does not count. */
function statusIn(der: Uint8Array, subject: Subject): readonly CertificateStatus[] {
  try {
    const { revoked, thisUpdate, nextUpdate } = readKeptOcspResponse(der, subject);
    const certificate = subject.certificate.raw;
    return [{ certificate, revoked, thisUpdate, nextUpdate: nextUpdate ?? thisUpdate }];
  } catch (error) {
    const counts = !(error instanceof OcspError || error instanceof DerError ||
      error instanceof SignatureFault);
    if (counts) throw error;
    return [];
  }
}
