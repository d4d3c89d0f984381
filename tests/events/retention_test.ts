/**
 * Thirty months of the calendar, in legal time, and never less.
 *
 * @module
 */
import { expect } from "expect";
import fc from "fast-check";
import { HOUR, type Instant } from "../../events/instant.ts";
import { legalDayOf, startOfLegalDay } from "../../events/legal_day.ts";
import { endOfRetention, RETENTION_MONTHS } from "../../events/retention.ts";

const cases: readonly [now: string, months: number, day: string][] = [
  ["2029-05-21T12:00:00Z", 30, "2026-11-21"],
  ["2029-05-21T21:59:59Z", 30, "2026-11-21"],
  ["2029-05-21T22:00:00Z", 30, "2026-11-22"],
  ["2029-01-31T12:00:00Z", 30, "2026-07-31"],
  ["2029-03-31T12:00:00Z", 30, "2026-09-30"],
  ["2026-08-30T12:00:00Z", 30, "2024-02-29"],
  ["2025-08-30T12:00:00Z", 30, "2023-02-28"],
  ["2029-12-31T23:30:00Z", 120, "2020-01-01"],
];
for (const [now, months, day] of cases) {
  Deno.test(`${now}: what happened before ${day} is older than ${months} months`, () => {
    expect(endOfRetention(Date.parse(now), months)).toBe(startOfLegalDay(day));
  });
}

/** The last day of the period that begins with a day (art. 2963 c.c.), counted forwards. */
function lastDay(day: string, months: number): string {
  const [year, month, date] = day.split("-").map(Number) as [number, number, number];
  const last = new Date(Date.UTC(year, month - 1 + months + 1, 0));
  last.setUTCDate(Math.min(date, last.getUTCDate()));
  return last.toISOString().slice(0, 10);
}

Deno.test("nothing is old enough before the last day of its period is over", () => {
  const instants = fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2080, 0) });
  fc.assert(
    fc.property(instants, fc.integer({ min: 30, max: 240 }), (now: Instant, months) => {
      const youngest = endOfRetention(now, months) - 1;
      expect(lastDay(legalDayOf(youngest), months) < legalDayOf(now)).toBe(true);
      // And a week later at the latest it is.
      const forgotten = endOfRetention(now + 7 * 24 * HOUR, RETENTION_MONTHS);
      expect(forgotten).toBeGreaterThan(endOfRetention(now, RETENTION_MONTHS));
    }),
    { numRuns: 300 },
  );
});
