/**
 * Finding and validating the path from a signer to a trusted root (RFC 5280 §6).
 *
 * @module
 */
import type { Instant } from "../../../events/instant.ts";
import { schemeOf, verifies } from "./algorithms.ts";
import type { Certificate } from "./certificate.ts";
import { SignatureFault } from "./fault.ts";
import { requirePermitted } from "./name_constraints.ts";
import { sameName } from "./name.ts";
import { OID } from "./oids.ts";
import { revocationValidity } from "./revocation.ts";
import { both, type SigningPurpose, type TrustStore, type Validity } from "./trust_store.ts";

/** Certificates in a path, signer and root included. Real ones have two to four. */
const LONGEST_PATH = 8;
/** Signatures tried before the search is given up: enclosed certificates are foreign bytes. */
const MOST_TRIES = 64;

/**
 * Checks that `signer` may sign for the store's purpose and that a path leads from it to a trusted root at `at`.
 *
 * @param enclosed The certificates that came with the signature.
 * @throws {SignatureFault}
 */
export function requireTrusted(
  signer: Certificate,
  enclosed: readonly Certificate[],
  trust: TrustStore,
  at: Instant,
): void {
  const known = trust.knownValidity(signer);
  if (known !== undefined && known.from <= at && at <= known.until) return;
  requireSigner(signer, trust.purpose);
  const search = new PathSearch([...trust.roots, ...trust.intermediates, ...enclosed], trust, at);
  trust.remember(signer, search.from(signer));
}

class PathSearch {
  readonly #pool: readonly Certificate[];
  readonly #trust: TrustStore;
  readonly #at: Instant;
  #tries = 0;
  #fault: SignatureFault | null = null;

  constructor(pool: readonly Certificate[], trust: TrustStore, at: Instant) {
    this.#pool = pool;
    this.#trust = trust;
    this.#at = at;
  }

  /** The validity of the first path that holds; the first path's fault where none does. */
  from(signer: Certificate): Validity {
    const validity = this.#extend([signer]);
    if (validity !== null) return validity;
    throw this.#fault ??
      new SignatureFault("untrusted", `no path leads from ${show(signer)} to a trusted root`);
  }

  #extend(path: readonly Certificate[]): Validity | null {
    const last = path.at(-1)!;
    if (this.#trust.isRoot(last)) {
      return this.#attempt(() => validatePath(path, this.#trust, this.#at));
    }
    if (path.length === LONGEST_PATH) return null;
    for (const issuer of this.#pool) {
      if (path.includes(issuer) || !this.#attempt(() => this.#issued(issuer, last))) continue;
      const validity = this.#extend([...path, issuer]);
      if (validity !== null) return validity;
    }
    return null;
  }

  /** What `check` answers; null where it finds a fault. The first fault is kept, a passing one before all. */
  #attempt<Result>(check: () => Result): Result | null {
    try {
      return check();
    } catch (fault) {
      if (!(fault instanceof SignatureFault)) throw fault;
      // A path that only lacks a current list may hold tomorrow: whatever else failed is no news.
      if (fault.code === "revocation-unknown") this.#fault = fault;
      this.#fault ??= fault;
      return null;
    }
  }

  #issued(issuer: Certificate, certificate: Certificate): boolean {
    const wanted = certificate.extensions.authorityKeyIdentifier;
    const offered = issuer.extensions.subjectKeyIdentifier;
    if (!sameName(issuer.subject, certificate.issuer)) return false;
    if (wanted !== null && offered !== null && wanted !== offered) return false;
    if (++this.#tries > MOST_TRIES) {
      throw new SignatureFault("untrusted", `no path found within ${MOST_TRIES} attempts`);
    }
    const scheme = schemeOf(certificate.signatureAlgorithm);
    return verifies(scheme, issuer, certificate.tbs, certificate.signature);
  }
}

/** Checks everything but the signatures of a path, signer first, root last. */
function validatePath(path: readonly Certificate[], trust: TrustStore, at: Instant): Validity {
  let validity: Validity = { from: -Infinity, until: Infinity };
  for (let index = path.length - 1; index >= 0; index--) {
    const certificate = path[index]!;
    validity = both(validity, lifetime(certificate, at));
    requireKnownExtensions(certificate);
    const below = path.slice(0, index);
    if (index > 0) requireAuthority(certificate, below, trust.purpose);
    const constraints = certificate.extensions.nameConstraints;
    if (constraints !== null) { for (const each of below) requirePermitted(each, constraints); }
    if (index < path.length - 1) validity = both(validity, digestValidity(certificate, trust, at));
  }
  return both(validity, revocationValidity(path, trust, at));
}

function lifetime(certificate: Certificate, at: Instant): Validity {
  // notAfter names a second, which still counts whole (RFC 5280 §4.1.2.5).
  const validity = { from: certificate.notBefore, until: certificate.notAfter + 999 };
  if (at < validity.from) {
    throw new SignatureFault("not-yet-valid", `${show(certificate)} is not valid yet`);
  }
  if (at > validity.until) throw new SignatureFault("expired", `${show(certificate)} has expired`);
  return validity;
}

function digestValidity(certificate: Certificate, trust: TrustStore, at: Instant): Validity {
  if (schemeOf(certificate.signatureAlgorithm).digest !== "sha1") {
    return { from: -Infinity, until: Infinity };
  }
  if (at < trust.sha1Until) return { from: -Infinity, until: trust.sha1Until - 1 };
  throw new SignatureFault("weak-algorithm", `${show(certificate)} is signed with SHA-1`);
}

function requireKnownExtensions(certificate: Certificate): void {
  const [unknown] = certificate.extensions.unknownCritical;
  if (unknown === undefined) return;
  throw new SignatureFault(
    "critical-extension",
    `${show(certificate)} has the unknown critical extension ${unknown}`,
  );
}

/** An authority that may issue certificates for the purpose, with `below` it in the path. */
function requireAuthority(
  authority: Certificate,
  below: readonly Certificate[],
  purpose: SigningPurpose,
): void {
  const { basicConstraints, keyUsage, extendedKeyUsage } = authority.extensions;
  if (!basicConstraints?.ca || (keyUsage !== null && !keyUsage.has("keyCertSign"))) {
    throw new SignatureFault("key-usage", `${show(authority)} is no authority`);
  }
  if (!allows(extendedKeyUsage, purpose)) {
    throw new SignatureFault("key-usage", `${show(authority)} is no authority for ${purpose}`);
  }
  // Certificates that an authority issues to itself do not count (RFC 5280 §6.1.4 (l)).
  const intermediates = below.slice(1).filter((each) => !sameName(each.subject, each.issuer));
  const { pathLength } = basicConstraints;
  if (pathLength !== null && intermediates.length > pathLength) {
    throw new SignatureFault(
      "path-length",
      `${show(authority)} allows ${pathLength} authorities below it, not ${intermediates.length}`,
    );
  }
}

/** RFC 8550 §4.4.2, §4.4.4. */
function requireSigner(signer: Certificate, purpose: SigningPurpose): void {
  const { keyUsage, extendedKeyUsage } = signer.extensions;
  const signs = keyUsage === null || keyUsage.has("digitalSignature") ||
    keyUsage.has("nonRepudiation");
  if (signs && allows(extendedKeyUsage, purpose)) return;
  throw new SignatureFault("key-usage", `${show(signer)} is not meant to sign ${purpose}`);
}

function allows(extendedKeyUsage: ReadonlySet<string> | null, purpose: SigningPurpose): boolean {
  if (purpose === "document" || extendedKeyUsage === null) return true;
  const wanted = purpose === "mail" ? OID.emailProtection : OID.timeStamping;
  return extendedKeyUsage.has(wanted) || extendedKeyUsage.has(OID.anyExtendedKeyUsage);
}

function show(certificate: Certificate): string {
  const name = certificate.commonName ?? certificate.organization ?? "no name";
  return `the certificate ${JSON.stringify(name)} (serial ${certificate.serial})`;
}
