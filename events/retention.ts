/**
 * How long the log must be kept: the arithmetic of months.
 *
 * @module
 */
import type { Instant } from "./instant.ts";
import { type LegalDay, legalDayOf, startOfLegalDay } from "./legal_day.ts";

/** Months for which the log is kept at the least (RFC 6109 §2.3; DPR 68/2005 art. 11). */
export const RETENTION_MONTHS = 30;

/**
 * The instant before which everything is older than so many months of the calendar: it happened on
 * a day of legal time before the day that lies so many months before today. Where that month is too
 * short, its last day counts, so that no period ends earlier than it does by art. 2963 c.c.
 */
export function endOfRetention(now: Instant, months: number): Instant {
  return startOfLegalDay(monthsBefore(legalDayOf(now), months));
}

function monthsBefore(day: LegalDay, months: number): LegalDay {
  const [year, month, date] = day.split("-").map(Number) as [number, number, number];
  const index = year * 12 + month - 1 - months;
  const first = new Date(Date.UTC(0, index % 12, 1));
  first.setUTCFullYear(Math.floor(index / 12));
  // Day 0 of the month after it is the last one of a month.
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0));
  first.setUTCDate(Math.min(date, last.getUTCDate()));
  return first.toISOString().slice(0, 10);
}
