/**
 * Where revocation is learnt: the lists and the responders that certificates name.
 *
 * @module
 */
import { type Instant, MINUTE } from "../../events/instant.ts";
import type { Certificate } from "../documents/smime/certificate.ts";
import { LARGEST_LIST, RevocationList } from "../documents/smime/crl.ts";
import { revocationListsFromPem } from "../documents/smime/pem.ts";
import type { CertificateStatus } from "../documents/smime/trust_store.ts";
import type { DownloadRequest } from "../net/download.ts";
import { identifierOf, ocspRequest } from "../documents/smime/ocsp_request.ts";
import {
  LARGEST_ANSWER,
  readOcspResponse,
  type Subject,
} from "../documents/smime/ocsp_response.ts";

/** Something that is published anew before it runs out. */
export interface Published {
  readonly thisUpdate: Instant;
  readonly nextUpdate: Instant;
  /** What was published: a CRL, or an OCSP response. */
  readonly der: Uint8Array;
}

/** What a responder said of a certificate. */
export type Answer = CertificateStatus & Published;

/** A place from which one list or answer comes. */
export interface Source<Value extends Published> {
  /** Tells it from all others, also on disk and in another process. */
  readonly key: string;
  readonly request: DownloadRequest;
  /**
   * Reads and verifies what came from it.
   *
   * @throws {Error} for what does not count.
   */
  read(bytes: Uint8Array, at: Instant): Value;
}

/** A list of 100 MB at 1 MB/s; authorities keep theirs where they like. */
const MANNERS = { time: 2 * MINUTE, redirect: "follow" } as const;

/**
 * The lists that a certificate names. Several places are taken for copies of one list: those that
 * are split by reasons are not accepted.
 */
export function listSources(
  { certificate, issuer }: Subject,
): readonly Source<RevocationList>[] {
  return overHttp(certificate.extensions.crlDistributionPoints).map((url) => ({
    key: `crl ${issuer.fingerprintSha1} ${url}`,
    request: { url, limit: LARGEST_LIST, ...MANNERS },
    read: (bytes, at) => readList(bytes, issuer, at),
  }));
}

/**
 * The responders that a certificate names.
 *
 * @param lasting Milliseconds for which an answer without nextUpdate counts.
 */
export function answerSources(
  subject: Subject,
  lasting: number,
): readonly Source<Answer>[] {
  const { certificate, issuer } = subject;
  return overHttp(certificate.extensions.ocspResponders).map((url) => ({
    key: `ocsp ${certificate.fingerprintSha1} ${url}`,
    request: {
      url,
      body: {
        type: "application/ocsp-request",
        bytes: ocspRequest(identifierOf(certificate, issuer)),
      },
      limit: LARGEST_ANSWER,
      ...MANNERS,
    },
    read(bytes, at) {
      const { revoked, thisUpdate, nextUpdate } = readOcspResponse(bytes, subject, at);
      return {
        certificate: certificate.raw,
        revoked,
        thisUpdate,
        nextUpdate: nextUpdate ?? thisUpdate + lasting,
        der: bytes,
      };
    },
  }));
}

/** LDAP, the other way that RFC 5280 §4.2.1.13 knows, is not spoken here. */
function overHttp(uris: readonly string[]): readonly string[] {
  return [...new Set(uris)].filter((uri) => /^https?:\/\//i.test(uri));
}

/** A list of `issuer`, DER (RFC 5280 §4.2.1.13) or, as some authorities publish it, PEM. */
function readList(bytes: Uint8Array, issuer: Certificate, at: Instant): RevocationList {
  const list = new RevocationList(derOf(bytes));
  if (!list.isFrom(issuer)) throw new Error("Cannot use the CRL: it is of another issuer");
  if (list.thisUpdate <= at) return list;
  const date = new Date(list.thisUpdate).toISOString();
  throw new Error(`Cannot use the CRL: it is from the future: ${date}`);
}

function derOf(bytes: Uint8Array): Uint8Array {
  if (bytes[0] !== "-".charCodeAt(0)) return bytes;
  const [der] = revocationListsFromPem(new TextDecoder().decode(bytes));
  if (der === undefined) throw new Error("Cannot use the CRL: the PEM text holds none");
  return der;
}
