/**
 * Instants in legal time.
 *
 * @module
 */
import { expect } from "expect";
import { legalInstant } from "../../../adapters/documents/pec/legal_instant.ts";

Deno.test("an instant stands in the legal time of its moment", () => {
  expect(legalInstant(Date.parse("2026-01-01T00:00:00.005Z"))).toBe(
    "2026-01-01T01:00:00.005+01:00",
  );
  expect(legalInstant(Date.parse("2026-07-01T22:00:00Z"))).toBe("2026-07-02T00:00:00.000+02:00");
});
