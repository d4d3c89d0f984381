/**
 * Alarms before the provider's own signing certificate expires.
 *
 * @module
 */
import { type Clock, HOUR, type Instant } from "../../events/instant.ts";
import { type ScheduledSigner, signerAt } from "./rolling_signer.ts";
import { iso, type TrustLog } from "./shelf.ts";

const DAY = 24 * HOUR;
/** Days before the end at which the alarm is raised, again each time. */
const WARNINGS: readonly number[] = [60, 30, 14, 7, 1];

/**
 * Looks once a day, and at the start, until `signal` aborts. `certificate.expiring` at 60, 30, 14,
 * 7 and 1 days, and at the start where it is nearer than 60; `certificate.expired` every day. A
 * certificate that another replaces in time raises none.
 */
export async function watchCertificates(
  signers: readonly ScheduledSigner[],
  clock: Clock,
  log: TrustLog,
  signal: AbortSignal,
): Promise<void> {
  let raised = Infinity;
  while (!signal.aborted) {
    raised = look(signers, clock.now(), log, raised);
    await clock.until(clock.now() + DAY, signal).catch(() => {});
  }
}

/** Raises the alarm of the day, unless it was `raised`; which one has been raised by now. */
function look(
  signers: readonly ScheduledSigner[],
  now: Instant,
  log: TrustLog,
  raised: number,
): number {
  const ending = endOfSigning(signers, now);
  const { serial, notAfter } = ending.signer.certificate;
  const left = notAfter - now;
  const fields = { serial, notAfter: iso(notAfter) };
  if (left < 0) {
    log.warn("certificate.expired", fields);
    return 0;
  }
  const warning = WARNINGS.findLast((days) => left <= days * DAY) ?? Infinity;
  if (warning < raised) {
    log.warn("certificate.expiring", { ...fields, days: Math.floor(left / DAY) });
  }
  return warning;
}

/** The signer whose end is not met by a successor: of those that sign now or later, the first. */
function endOfSigning(signers: readonly ScheduledSigner[], now: Instant): ScheduledSigner {
  const present = signers.indexOf(signerAt(signers, now));
  const gap = signers.findIndex(({ signer }, index) => {
    const successor = signers[index + 1];
    return index >= present &&
      (successor === undefined || successor.from > signer.certificate.notAfter);
  });
  return signers[gap]!;
}
