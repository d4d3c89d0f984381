/**
 * Trusted roots with what was enclosed: signers are judged as of the instant at which they signed,
 * whatever has become of their certificates since (RFC 5280 §6, RFC 5126 §4.4).
 *
 * @module
 */
import type { Certificate } from "../documents/smime/certificate.ts";
import { requireTrusted } from "../documents/smime/chain.ts";
import { DerError } from "../documents/smime/der.ts";
import { SignatureFault } from "../documents/smime/fault.ts";
import { type SigningPurpose, TrustStore } from "../documents/smime/trust_store.ts";
import { timeStampTrust } from "../timestamp/verify.ts";
import type { Enclosed } from "./enclosed.ts";
import { type Claims, type Instant, shown, some, type Trust } from "./report.ts";

/** What a signer is to be judged for. */
export type Purpose = Exclude<SigningPurpose, "time-stamp">;

/** How the instant of a signature is known: from an authority for time stamps, or its signer. */
export type Witness = "time stamp" | "signer";

/** The stores that signatures are verified against. */
export class Anchors {
  /** For time stamps. Revoked authorities are found in what is enclosed. */
  readonly stamps: TrustStore;
  readonly #trust: Trust;
  readonly #enclosed: Enclosed;
  readonly #stores = new Map<string, TrustStore>();

  /**
   * Reads the roots.
   *
   * @throws {DerError} for a root that cannot be read
   */
  constructor(trust: Trust, enclosed: Enclosed) {
    const { certificates: intermediates, lists: crls, statuses } = enclosed;
    this.#trust = trust;
    this.#enclosed = enclosed;
    this.stamps = timeStampTrust({ roots: trust.timeStampRoots, intermediates, crls, statuses });
  }

  /** For signatures, with SHA-1 in its time; revocation is asked apart. */
  signatures(purpose: Purpose): TrustStore {
    return this.#store(`${purpose} then`, () => new TrustStore(this.#material(purpose)));
  }

  /** The same for signatures of which nobody but their signers says when they were made. */
  signaturesOfToday(purpose: Purpose): TrustStore {
    return this.#store(
      `${purpose} today`,
      () => new TrustStore({ ...this.#material(purpose), sha1Until: -Infinity }),
    );
  }

  /**
   * Whether the signer's certificate and its authorities were revoked at an instant, from lists
   * and answers of that time or later ones: what they say of later says enough of earlier.
   */
  judgeRevocation(
    claims: Claims,
    subject: string,
    signer: Certificate,
    pool: readonly Uint8Array[],
    purpose: Purpose,
    at: Instant,
  ): void {
    const enclosed = pool.flatMap((der) => {
      const store = this.#known(purpose, "when-known");
      try {
        return [store.certificate(der)];
      } catch (error) {
        if (error instanceof DerError) return [];
        throw error;
      }
    });
    const outcome = (policy: "when-known" | "required", instant: Instant) =>
      faultOf(() => requireTrusted(signer, enclosed, this.#known(purpose, policy), instant));
    const revoked = outcome("when-known", at);
    if (revoked?.code === "revoked") return claims.fails("revocation", subject, revoked.message);
    for (const instant of [at, ...this.#updatesAfter(at)]) {
      const fault = outcome("required", instant);
      if (fault !== null && fault.code !== "revoked") continue;
      const later = fault === null ? "" : "; it was later";
      const source = `not revoked, as lists or answers of ${shown(instant)} say${later}`;
      return claims.holds("revocation", subject, source, at);
    }
    const { lists, statuses } = this.#enclosed;
    const none = lists.length + statuses.length === 0;
    claims.unknown(
      "revocation",
      subject,
      none
        ? "no revocation list and no OCSP answer is enclosed"
        : "what is enclosed does not speak of every certificate of the path at that time",
    );
  }

  /**
   * Whether what is enclosed says of an authority for time stamps, at its instant or later, that it
   * had not been revoked. That it had been fails the time stamp itself.
   */
  speaksOfStamp(signer: Certificate, instant: Instant): boolean {
    const { certificates: intermediates, lists: crls, statuses } = this.#enclosed;
    const store = this.#store("time-stamp required", () => {
      const roots = this.#trust.timeStampRoots;
      return timeStampTrust({ roots, intermediates, crls, statuses, revocation: "required" });
    });
    return [instant, ...this.#updatesAfter(instant)].some((at) => {
      const fault = faultOf(() => requireTrusted(signer, [], store, at));
      return fault === null || fault.code === "revoked";
    });
  }

  /** Says which enclosed files are of no use. */
  judgeEnclosed(claims: Claims): void {
    const { faults } = this.#enclosed;
    if (faults.length > 0) claims.fails("enclosed", "certificates, revocation", some(faults));
  }

  #known(purpose: Purpose, revocation: "when-known" | "required"): TrustStore {
    return this.#store(`${purpose} ${revocation}`, () =>
      new TrustStore({
        ...this.#material(purpose),
        crls: this.#enclosed.lists,
        statuses: this.#enclosed.statuses,
        revocation,
        // Judged with the signature, which is another claim.
        sha1Until: Infinity,
      }));
  }

  #material(purpose: Purpose) {
    return {
      roots: this.#trust.roots,
      intermediates: this.#enclosed.certificates,
      purpose,
    };
  }

  #updatesAfter(at: Instant): readonly Instant[] {
    const { lists, statuses } = this.#enclosed;
    const updates = [...lists, ...statuses].map(({ thisUpdate }) => thisUpdate);
    return [...new Set(updates)].filter((update) => update > at).sort((a, b) => a - b);
  }

  #store(key: string, make: () => TrustStore): TrustStore {
    const known = this.#stores.get(key) ?? make();
    this.#stores.set(key, known);
    return known;
  }
}

function faultOf(work: () => void): SignatureFault | null {
  try {
    work();
    return null;
  } catch (error) {
    if (error instanceof SignatureFault) return error;
    throw error;
  }
}
