/**
 * Stored forms of older versions are lifted to today's.
 *
 * @module
 */
import { expect } from "expect";
import { z } from "zod";
import { decodeEvent } from "../../events/catalogue.ts";
import { decodeAs, encodeAs } from "../../events/codec.ts";
import { defineEvent } from "../../events/definition.ts";

/** Version 1 had one `name`, version 2 two, version 3 calls them otherwise. */
const renamed = defineEvent({
  number: 999,
  name: "test.renamed",
  version: 3,
  summary: "Someone has a new name.",
  schema: z.strictObject({ given: z.string(), family: z.string() }),
  upcasters: {
    1: ({ name }) => {
      const [first, last] = String(name).split(" ");
      return { first, last };
    },
    2: ({ first, last }) => ({ given: first, family: last }),
  },
});

const today = { type: "test.renamed", at: 7, given: "Anna", family: "Alfa" };

Deno.test("every older version decodes to today's form", () => {
  const of = (version: number, data: Record<string, unknown>) =>
    decodeAs(renamed, { number: 999, version, at: 7, data });
  expect(of(1, { name: "Anna Alfa" })).toEqual(today);
  expect(of(2, { first: "Anna", last: "Alfa" })).toEqual(today);
  expect(of(3, { given: "Anna", family: "Alfa" })).toEqual(today);
});

Deno.test("only today's version is written", () => {
  expect(encodeAs(renamed, today)).toEqual({
    number: 999,
    version: 3,
    at: 7,
    data: { given: "Anna", family: "Alfa" },
  });
});

Deno.test("a version of a newer release is refused", () => {
  expect(() => decodeAs(renamed, { number: 999, version: 4, at: 7, data: {} })).toThrow(
    "Cannot decode test.renamed: version 4 was written by a newer release",
  );
});

Deno.test("data that do not follow the schema are refused", () => {
  expect(() => decodeAs(renamed, { number: 999, version: 3, at: 7, data: { given: "Anna" } }))
    .toThrow();
  expect(() => decodeEvent({ number: 998, version: 1, at: 7, data: {} })).toThrow(
    "Cannot decode an event: its number is 998",
  );
});

Deno.test("a chain of upcasters with a gap cannot be defined", () => {
  const { upcasters: _, ...rest } = renamed;
  expect(() => defineEvent({ ...rest, upcasters: { 2: (stored) => stored } })).toThrow(
    "Cannot define test.renamed: no upcaster from version 1",
  );
});
