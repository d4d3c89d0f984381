/**
 * When the sender is told that nothing has been heard of a recipient (RFC 6109 §3.1.6).
 *
 * @module
 */
import { HOUR, type Instant, MINUTE } from "../events/instant.ts";
import type { RecipientProgress } from "./outgoing.ts";

/** Which of the two notices. */
export type OverdueHours = 12 | 24;

/** A notice that has fallen due. */
export interface OverdueNotice {
  readonly hours: OverdueHours;
  /** When it fell due: its date. */
  readonly at: Instant;
  readonly notified: boolean;
}

/**
 * From acceptance to the notices. The second is due by the 24th hour, but not before the 22nd:
 * half an hour is left for whatever holds the engine up.
 */
const AFTER: Readonly<Record<OverdueHours, number>> = {
  12: 12 * HOUR,
  24: 24 * HOUR - 30 * MINUTE,
};
const BOTH: readonly OverdueHours[] = [12, 24];

/** The notices for a recipient that have fallen due by `now` and are not recorded yet. */
export function overdueBy(
  recipient: RecipientProgress,
  accepted: Instant,
  now: Instant,
): readonly OverdueHours[] {
  return expected(recipient).filter((hours) => now >= accepted + AFTER[hours]);
}

/** When the next notice for a recipient falls due, if nothing is heard of it; null for never. */
export function nextOverdue(recipient: RecipientProgress, accepted: Instant): Instant | null {
  const [hours] = expected(recipient);
  return hours === undefined ? null : accepted + AFTER[hours];
}

/**
 * A presa in carico settles the 12 hours, a delivery or its failure both. External recipients have
 * no timer, and who has been told of a failure is not told of a delay.
 */
function expected(recipient: RecipientProgress): readonly OverdueHours[] {
  const { kind, transport, outcome, takenInCharge, overdue } = recipient;
  if (kind === "esterno" || transport === "failed" || outcome !== null) return [];
  return BOTH.filter((hours) => {
    const known = overdue.some((notice) => notice.hours === hours);
    return !known && !(hours === 12 && takenInCharge);
  });
}
