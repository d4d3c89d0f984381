/** @module */
import { expect } from "expect";
import fc from "fast-check";
import { domainTable, ownerOf } from "../../adapters/directory/domain_table.ts";

Deno.test("domain table: the empty one and one of a single domain", () => {
  expect(ownerOf(domainTable(new Map()), "alfa.example")).toBe(undefined);
  const table = domainTable(new Map([["alfa.example", 7]]));
  expect(ownerOf(table, "ALFA.example")).toBe(7);
  for (
    const other of ["", "alfa", "alfa.example.", "alfa.examplf", "blfa.example", "àlfa.example"]
  ) {
    expect([other, ownerOf(table, other)]).toEqual([other, undefined]);
  }
});

Deno.test("domain table: answers like a map", () => {
  const label = fc.string({ unit: fc.constantFrom("a", "b", "-", "0", "_", "z"), minLength: 1 });
  const domain = fc.array(label, { minLength: 1, maxLength: 3 }).map((labels) => labels.join("."));
  fc.assert(
    fc.property(
      fc.array(fc.tuple(domain, fc.nat(65535)), { maxLength: 40 }),
      fc.array(fc.oneof(domain, fc.string({ unit: "binary" })), { maxLength: 20 }),
      (pairs, others) => {
        const map = new Map(pairs);
        const table = domainTable(map);
        for (const name of [...map.keys(), ...others]) {
          expect(ownerOf(table, name)).toBe(map.get(name.toLowerCase()));
        }
      },
    ),
    { numRuns: 100, seed: 6109 },
  );
});
