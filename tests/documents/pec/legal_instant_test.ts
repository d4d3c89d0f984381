/**
 * Instants in legal time, and where its days begin.
 *
 * @module
 */
import { expect } from "expect";
import { legalInstant, startOfLegalDay } from "../../../adapters/documents/pec/legal_instant.ts";

Deno.test("an instant stands in the legal time of its moment", () => {
  expect(legalInstant(Date.parse("2026-01-01T00:00:00.005Z"))).toBe(
    "2026-01-01T01:00:00.005+01:00",
  );
  expect(legalInstant(Date.parse("2026-07-01T22:00:00Z"))).toBe("2026-07-02T00:00:00.000+02:00");
});

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
