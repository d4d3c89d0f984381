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
  readonly crls?: readonly Uint8Array[];
  /** `required`: a certificate that no current CRL speaks of is refused. Default `when-known`. */
  readonly revocation?: "when-known" | "required";
  /** Milliseconds past nextUpdate for which a CRL still speaks for a certificate. Default 0. */
  readonly crlGrace?: number;
  /** SHA-1 is accepted before this instant. Default 2025-01-01: some providers used it in 2024. */
  readonly sha1Until?: Instant;
}

/** From when until when (both included) a result holds. */
export interface Validity {
  readonly from: Instant;
  readonly until: Instant;
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
  readonly revocation: "when-known" | "required";
  /** See {@link TrustMaterial}. */
  readonly crlGrace: number;
  /** See {@link TrustMaterial}. */
  readonly sha1Until: Instant;
  readonly #lists: readonly RevocationList[];
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
    this.#lists = (material.crls ?? []).map((der) => new RevocationList(der));
    this.revocation = material.revocation ?? "when-known";
    this.crlGrace = material.crlGrace ?? 0;
    this.sha1Until = material.sha1Until ?? SHA1_UNTIL;
  }

  /** Whether `certificate` is one of the roots. */
  isRoot(certificate: Certificate): boolean {
    return this.roots.some((root) => sameBytes(root.raw, certificate.raw));
  }

  /** The lists that an authority issued: its name, its key, its signature. */
  listsOf(issuer: Certificate): readonly RevocationList[] {
    return this.#lists.filter((list) => list.isFrom(issuer));
  }

  /**
   * A certificate read from a message; read once for many messages of the same signer.
   *
   * @throws {DerError} if it cannot be read.
   */
  certificate(der: Uint8Array): Certificate {
    const key = createHash("sha256").update(der).digest("base64");
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
