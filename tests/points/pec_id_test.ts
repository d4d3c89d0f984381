/**
 * Identificativi that follow from an idempotency key.
 *
 * @module
 */
import { expect } from "expect";
import { derivedPecId, IDEMPOTENCY_KEY, newPecId } from "../../adapters/points/pec_id.ts";

Deno.test("derived identificativo: it is the same for ever, since messages are found by it", () => {
  expect(derivedPecId("alfa.example", "anna@alfa.example", "fattura-42"))
    .toBe("K1EKHNT6739DGVEZ0R00CZSW06@alfa.example");
});

Deno.test("derived identificativo: it differs by account and key, not by case of the account", () => {
  const derived = (account: string, key: string) => derivedPecId("alfa.example", account, key);
  const id = derived("anna@alfa.example", "a");
  expect(derived("Anna@ALFA.example", "a")).toBe(id);
  expect(derived("anna@alfa.example", "A")).not.toBe(id);
  expect(derived("carla@alfa.example", "a")).not.toBe(id);
  expect(id).toMatch(/^K[0-9A-HJKMNP-TV-Z]{25}@alfa\.example$/);
});

Deno.test("derived identificativo: none that is drawn begins like it", () => {
  const inYear = (year: number) =>
    newPecId("alfa.example", Date.UTC(year, 0), (length) => new Uint8Array(length));
  expect(inYear(2026)).toMatch(/^0/);
  expect(inYear(22_000) < "K").toBe(true);
});

Deno.test("idempotency keys: 1 to 255 characters of printable ASCII", () => {
  for (const key of ["a", "x".repeat(255), "a b", "~!"]) {
    expect(IDEMPOTENCY_KEY.test(key)).toBe(true);
  }
  for (const key of ["", "x".repeat(256), "è", "a\tb", "a\nb", "\x7f"]) {
    expect(IDEMPOTENCY_KEY.test(key)).toBe(false);
  }
});
