/**
 * What revocation lists say of a certificate (RFC 5280 §6.3).
 *
 * @module
 */
import type { Instant } from "../../../events/instant.ts";
import type { Certificate } from "./certificate.ts";
import { SignatureFault } from "./fault.ts";
import type { TrustStore, Validity } from "./trust_store.ts";

/**
 * Checks that `certificate` is not revoked at `at`. An entry counts even in a list that is no
 * longer current: what was revoked stays so. That there is no entry counts only in a current list.
 *
 * @returns How long the answer holds.
 * @throws {SignatureFault} `revoked`; `revocation-unknown` where a current list is required.
 */
export function revocationValidity(
  certificate: Certificate,
  issuer: Certificate,
  trust: TrustStore,
  at: Instant,
): Validity {
  const lists = trust.listsOf(issuer).filter((list) => list.covers(certificate));
  let until = Infinity;
  for (const list of lists) {
    const revoked = list.revokedAt(certificate);
    if (revoked === null) continue;
    if (revoked <= at) {
      const date = new Date(revoked).toISOString();
      throw new SignatureFault("revoked", `certificate ${certificate.serial} was revoked ${date}`);
    }
    until = Math.min(until, revoked - 1);
  }
  if (trust.revocation === "when-known") return { from: -Infinity, until };
  const current = lists.filter((list) =>
    list.thisUpdate <= at && at <= list.nextUpdate + trust.crlGrace
  );
  if (current.length === 0) {
    throw new SignatureFault(
      "revocation-unknown",
      `no current CRL speaks of certificate ${certificate.serial}`,
    );
  }
  const lasting = Math.max(...current.map((list) => list.nextUpdate + trust.crlGrace));
  return {
    from: Math.min(...current.map((list) => list.thisUpdate)),
    until: Math.min(until, lasting),
  };
}
