/**
 * What a verifier trusts: roots, intermediate authorities, revocation lists, and how strictly.
 *
 * @module
 */
import { createHash } from "node:crypto";
import type { Instant } from "../../../events/instant.ts";
import { Certificate } from "./certificate.ts";
import { RevocationList } from "./crl.ts";
import { sameBytes } from "./der.ts";
import { RecentlyUsed } from "./recently_used.ts";

/** What a {@link TrustStore} is made of; certificates and lists as DER. */
export interface TrustMaterial {
  /** Authorities that are trusted as they are; they need not be self-signed. */
  readonly roots: readonly Uint8Array[];
  /** Authorities that may stand between a signer and a root, beside those in the messages. */
  readonly intermediates?: readonly Uint8Array[];
  /** Lists as DER, or read already. */
  readonly crls?: readonly (Uint8Array | RevocationList)[];
  /** What OCSP responders said; the caller has verified them. */
  readonly statuses?: readonly CertificateStatus[];
  /** Default `when-known`. */
  readonly revocation?: RevocationPolicy;
  /** Milliseconds past nextUpdate for which a list or answer still counts as current. Default 0. */
  readonly crlGrace?: number;
  /**
   * SHA-1 is accepted in what is verified before this instant, whenever it was signed. Default
   * 2025-01-01: some providers used it in 2024.
   */
  readonly sha1Until?: Instant;
  /** Default `mail`. */
  readonly purpose?: SigningPurpose;
}

/**
 * What the signers sign: with `mail` their certificates and those of their authorities must be
 * meant for it (RFC 8550 §4.4.4), with `time-stamp` for that (RFC 3161 §2.3); with `document` an
 * extendedKeyUsage of any kind will do.
 */
export type SigningPurpose = "mail" | "document" | "time-stamp";

/** `required`: a certificate that no current list or answer speaks of is refused. */
export type RevocationPolicy = "when-known" | "required";

/** What was said about the revocation of a certificate, and for how long it is news. */
export interface RevocationStatement {
  /** When it was revoked; null where it was not. */
  readonly revoked: Instant | null;
  readonly thisUpdate: Instant;
  /** When something newer is due at the latest. */
  readonly nextUpdate: Instant;
}

/** A statement about one certificate: a verified OCSP answer (RFC 6960 §2.2). */
export interface CertificateStatus extends RevocationStatement {
  /** DER. */
  readonly certificate: Uint8Array;
}

/** From when until when (both included) a result holds. */
export interface Validity {
  readonly from: Instant;
  readonly until: Instant;
}

/** When both results hold. */
export function both(a: Validity, b: Validity): Validity {
  return { from: Math.max(a.from, b.from), until: Math.min(a.until, b.until) };
}

/** Italy has about twenty providers; each has one or two certificates at a time. */
const CACHED_CERTIFICATES = 256;
const SHA1_UNTIL = Date.UTC(2025, 0, 1);

/**
 * An immutable set of trust. New roots or lists make a new store; what was cached about signers
 * goes with the old one.
 */
export class TrustStore {
  readonly roots: readonly Certificate[];
  readonly intermediates: readonly Certificate[];
  /** See {@link TrustMaterial}. */
  readonly revocation: RevocationPolicy;
  /** See {@link TrustMaterial}. */
  readonly crlGrace: number;
  /** See {@link TrustMaterial}. */
  readonly sha1Until: Instant;
  /** See {@link TrustMaterial}. One store has one purpose, or its cache would mix them up. */
  readonly purpose: SigningPurpose;
  readonly #lists: readonly RevocationList[];
  readonly #statuses: ReadonlyMap<string, CertificateStatus[]>;
  readonly #certificates = new RecentlyUsed<Certificate>(CACHED_CERTIFICATES);
  readonly #validities = new WeakMap<Certificate, Validity>();

  /**
   * Reads the material.
   *
   * @throws {DerError} if a certificate or list cannot be read.
   */
  constructor(material: TrustMaterial) {
    this.roots = material.roots.map((der) => new Certificate(der));
    this.intermediates = (material.intermediates ?? []).map((der) => new Certificate(der));
    this.#lists = (material.crls ?? []).map((list) =>
      list instanceof RevocationList ? list : new RevocationList(list)
    );
    this.#statuses = Map.groupBy(material.statuses ?? [], ({ certificate }) => keyOf(certificate));
    this.revocation = material.revocation ?? "when-known";
    this.crlGrace = material.crlGrace ?? 0;
    this.sha1Until = material.sha1Until ?? SHA1_UNTIL;
    this.purpose = material.purpose ?? "mail";
  }

  /** Whether `certificate` is one of the roots. */
  isRoot(certificate: Certificate): boolean {
    return this.roots.some((root) => sameBytes(root.raw, certificate.raw));
  }

  /** The lists that an authority issued: its name, its key, its signature. */
  listsOf(issuer: Certificate): readonly RevocationList[] {
    return this.#lists.filter((list) => list.isFrom(issuer));
  }

  /** What OCSP responders said of a certificate. */
  statusesOf(certificate: Certificate): readonly CertificateStatus[] {
    return this.#statuses.get(keyOf(certificate.raw)) ?? [];
  }

  /**
   * A certificate read from a message; read once for many messages of the same signer.
   *
   * @throws {DerError} if it cannot be read.
   */
  certificate(der: Uint8Array): Certificate {
    const key = keyOf(der);
    const known = this.#certificates.get(key);
    if (known !== undefined) return known;
    // A copy, so that the cache does not hold on to the whole message.
    const certificate = new Certificate(Uint8Array.from(der));
    this.#certificates.set(key, certificate);
    return certificate;
  }

  /** When the path of a signer holds, as computed earlier; undefined where it was not. */
  knownValidity(signer: Certificate): Validity | undefined {
    return this.#validities.get(signer);
  }

  /** Keeps what was computed about a signer. */
  remember(signer: Certificate, validity: Validity): void {
    this.#validities.set(signer, validity);
  }
}

function keyOf(certificate: Uint8Array): string {
  return createHash("sha256").update(certificate).digest("base64");
}
