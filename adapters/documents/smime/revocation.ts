/**
 * What revocation lists and OCSP answers say of a path's certificates (RFC 5280 §6.3, RFC 6960).
 *
 * @module
 */
import type { Instant } from "../../../events/instant.ts";
import type { Certificate } from "./certificate.ts";
import { SignatureFault } from "./fault.ts";
import { both, type RevocationStatement, type TrustStore, type Validity } from "./trust_store.ts";

const ALWAYS: Validity = { from: -Infinity, until: Infinity };

/**
 * Checks that no certificate of a path is revoked at `at`; the root's word is its own. That one is
 * revoked counts even where the list is no longer current: what was revoked stays so. That one is
 * not revoked counts only in a current list or answer.
 *
 * @param path The signer first, the root last.
 * @returns How long the answer holds.
 * @throws {SignatureFault} `revoked`; `revocation-unknown` where a current list or answer is
 *   required, and nothing in the path is known to be revoked.
 */
export function revocationValidity(
  path: readonly Certificate[],
  trust: TrustStore,
  at: Instant,
): Validity {
  const spoken = path.slice(0, -1).map((certificate, index) => ({
    certificate,
    statements: statementsOn(certificate, path[index + 1]!, trust),
  }));
  // The final fault before the passing one: nobody is to be put off who is refused in the end.
  const revoked = spoken.map(({ certificate, statements }) =>
    unrevoked(certificate, statements, at)
  );
  if (trust.revocation === "when-known") return revoked.reduce(both, ALWAYS);
  const current = spoken.map(({ certificate, statements }) =>
    currency(certificate, statements, trust.crlGrace, at)
  );
  return [...revoked, ...current].reduce(both, ALWAYS);
}

/** Whether a list or answer is news at `at`, or was up to `grace` milliseconds before. */
export function isCurrent(
  statement: Pick<RevocationStatement, "thisUpdate" | "nextUpdate">,
  grace: number,
  at: Instant,
): boolean {
  return statement.thisUpdate <= at && at <= statement.nextUpdate + grace;
}

function statementsOn(
  certificate: Certificate,
  issuer: Certificate,
  trust: TrustStore,
): readonly RevocationStatement[] {
  const lists = trust.listsOf(issuer).filter((list) => list.covers(certificate));
  const listed = lists.map((list) => ({
    revoked: list.revokedAt(certificate),
    thisUpdate: list.thisUpdate,
    nextUpdate: list.nextUpdate,
  }));
  return [...listed, ...trust.statusesOf(certificate)];
}

function unrevoked(
  certificate: Certificate,
  statements: readonly RevocationStatement[],
  at: Instant,
): Validity {
  const revoked = Math.min(...statements.map((statement) => statement.revoked ?? Infinity));
  if (at < revoked) return { from: -Infinity, until: revoked - 1 };
  const date = new Date(revoked).toISOString();
  throw new SignatureFault("revoked", `certificate ${certificate.serial} was revoked ${date}`);
}

function currency(
  certificate: Certificate,
  statements: readonly RevocationStatement[],
  grace: number,
  at: Instant,
): Validity {
  const current = statements.filter((statement) => isCurrent(statement, grace, at));
  if (current.length === 0) {
    throw new SignatureFault(
      "revocation-unknown",
      `no current CRL or OCSP answer speaks of certificate ${certificate.serial}`,
    );
  }
  return {
    from: Math.min(...current.map(({ thisUpdate }) => thisUpdate)),
    until: Math.max(...current.map(({ nextUpdate }) => nextUpdate + grace)),
  };
}
