/**
 * Words of the command line that mean nothing are refused.
 *
 * @module
 */
import { expect } from "expect";
import { legalDay, requirePeriod, someWords } from "../../adapters/console/arguments.ts";

Deno.test("a day is one that there is", () => {
  expect(legalDay("2028-02-29")).toBe("2028-02-29");
  for (const day of ["2026-02-29", "2026-13-01", "21/11/2026", "2026-11-21T10:00Z", ""]) {
    expect(() => legalDay(day)).toThrow("Give a day such as");
  }
});

Deno.test("a period does not end before it begins", () => {
  requirePeriod("2026-11-21", "2026-11-21");
  requirePeriod("2026-11-22", undefined);
  requirePeriod(undefined, "2026-11-20");
  expect(() => requirePeriod("2026-11-22", "2026-11-21")).toThrow(
    "Cannot go from 2026-11-22 to 2026-11-21: give the earlier day with --from",
  );
});

Deno.test("who wants something, and why, is said in words", () => {
  expect(someWords("Prot. 1/2026")).toBe("Prot. 1/2026");
  for (const nothing of ["", " \t", "x".repeat(1001)]) {
    expect(() => someWords(nothing)).toThrow("Say it in 1 to 1000 characters");
  }
});
