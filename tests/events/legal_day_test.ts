/**
 * Where the days of legal time begin and end.
 *
 * @module
 */
import { expect } from "expect";
import { legalDayOf, nextLegalDay, startOfLegalDay } from "../../events/legal_day.ts";

const starts: readonly [day: string, later: number, instant: string][] = [
  ["2026-11-21", 0, "2026-11-20T23:00:00Z"],
  ["2026-11-21", 1, "2026-11-21T23:00:00Z"],
  // Summer time begins at 01:00 UTC on the 29th of March, and ends on the 25th of October.
  ["2026-03-29", 0, "2026-03-28T23:00:00Z"],
  ["2026-03-29", 1, "2026-03-29T22:00:00Z"],
  ["2026-10-25", 0, "2026-10-24T22:00:00Z"],
  ["2026-10-25", 1, "2026-10-25T23:00:00Z"],
  ["2026-12-31", 1, "2026-12-31T23:00:00Z"],
];
for (const [day, later, instant] of starts) {
  Deno.test(`legal day ${day} + ${later} begins at ${instant}`, () => {
    expect(new Date(startOfLegalDay(day, later)).getTime()).toBe(Date.parse(instant));
  });
}

for (const day of ["", "2026-02-30", "21/11/2026", "2026-1-1", "2026-11-21T00:00"]) {
  Deno.test(`no legal day: ${JSON.stringify(day)}`, () => {
    expect(() => startOfLegalDay(day)).toThrow("Cannot read the day");
  });
}

Deno.test("an instant lies in the day that began last", () => {
  const days = starts.filter(([, later]) => later === 0);
  for (const [day, , start] of days) {
    expect(legalDayOf(Date.parse(start))).toBe(day);
    expect(legalDayOf(Date.parse(start) - 1)).not.toBe(day);
    expect(legalDayOf(startOfLegalDay(day, 1) - 1)).toBe(day);
  }
});

Deno.test("a day follows another, also at the end of months and where the clock changes", () => {
  const days = ["2026-03-28", "2026-03-29", "2026-10-25", "2026-12-31", "2028-02-28"];
  expect(days.map(nextLegalDay)).toEqual([
    "2026-03-29",
    "2026-03-30",
    "2026-10-26",
    "2027-01-01",
    "2028-02-29",
  ]);
});
