/**
 * HEADER.FIELDS of a header at hand: the same as of a message that is read.
 *
 * @module
 */
import { expect } from "expect";
import fc from "fast-check";
import { headerSubset } from "../../../adapters/documents/imap/header_subset.ts";
import { contentOf, sectionText } from "./support.ts";

const HEADER = "From: a@alfa.example\r\nX-One: 1\r\n folded\r\nTO : b@beta.example\r\n\r\n";

Deno.test("the fields asked for, with their folded lines and the empty line", () => {
  expect(headerSubset(HEADER, { of: "HEADER.FIELDS", fields: ["x-one", "to"] }))
    .toBe("X-One: 1\r\n folded\r\nTO : b@beta.example\r\n\r\n");
  expect(headerSubset(HEADER, { of: "HEADER.FIELDS", fields: ["cc"] })).toBe("\r\n");
});

Deno.test("all other fields, and lines that are none", () => {
  expect(headerSubset(HEADER, { of: "HEADER.FIELDS.NOT", fields: ["x-one"] }))
    .toBe("From: a@alfa.example\r\nTO : b@beta.example\r\n\r\n");
  expect(headerSubset("no field\r\nTo: b\r\n\r\n", { of: "HEADER.FIELDS.NOT", fields: ["to"] }))
    .toBe("no field\r\n\r\n");
});

Deno.test("a header without an empty line has none in its subsets", () => {
  expect(headerSubset("To: b\r\n", { of: "HEADER.FIELDS", fields: ["to"] })).toBe("To: b\r\n");
  expect(headerSubset("To: b", { of: "HEADER.FIELDS", fields: ["cc"] })).toBe("");
});

Deno.test("a header at hand and a message that is read have the same subsets", async () => {
  const line = fc.constantFrom(
    "To: b",
    "TO: c",
    "Cc : d",
    "X-One: 1",
    " folded",
    "\tfolded",
    "none",
  );
  const fields = fc.subarray(["to", "cc", "x-one", "none"], { minLength: 1 });
  const property = fc.asyncProperty(
    fc.array(line),
    fc.constantFrom("HEADER.FIELDS", "HEADER.FIELDS.NOT"),
    fields,
    async (lines, of, fields) => {
      const header = [...lines, "", ""].join("\r\n");
      const read = await sectionText(
        await contentOf(`${header}Text.\r\n`),
        `${of} (${fields.join(" ")})`,
      );
      expect(headerSubset(header, { of, fields })).toBe(read);
    },
  );
  await fc.assert(property, { numRuns: 300 });
});
