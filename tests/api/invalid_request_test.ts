/** @module */
import type { z } from "@hono/zod-openapi";
import { expect } from "expect";
import { placeSchema } from "../../adapters/api/feed/event_schemas.ts";
import { invalidRequest } from "../../adapters/api/invalid_request.ts";
import type { Language } from "../../adapters/api/language.ts";
import { durationSchema } from "../../adapters/api/sandbox/schemas.ts";
import { digestSchema, instantSchema, nameSchema } from "../../adapters/api/schemas.ts";
import { messageDraftSchema } from "../../adapters/api/sending/schemas.ts";
import { contentTypeSchema } from "../../adapters/api/uploads/schemas.ts";

function faultsOf(schema: z.ZodType, data: unknown, language: Language): [unknown, string][] {
  const { error } = schema.safeParse(data);
  const { faults } = invalidRequest("json", error!, data).details;
  return faults!.map(({ pointer, detail }) => [pointer, detail[language]]);
}

Deno.test("invalid request: each place has one fault, in words that name the remedy, in both languages", () => {
  const draft = { from: "anna@alfa.example", to: ["bruno", { address: "a@b..it" }], bcc: [] };
  expect(faultsOf(messageDraftSchema, draft, "en")).toEqual([
    ["/to/0", "It is no mail address: write name@domain"],
    ["/to/1/address", "It is no mail address (RFC 5321 §4.1.2): write name@domain"],
    ["/subject", "It is required, and missing"],
    ["/bcc", "There is no such field"],
  ]);
  expect(faultsOf(messageDraftSchema, draft, "it")).toEqual([
    ["/to/0", "Non è un indirizzo: scrivi nome@dominio"],
    ["/to/1/address", "Non è un indirizzo (RFC 5321 §4.1.2): scrivi nome@dominio"],
    ["/subject", "È obbligatorio, e manca"],
    ["/bcc", "Il campo non esiste"],
  ]);
});

Deno.test("invalid request: what has a form of its own is told by an example", () => {
  const wrong: readonly [schema: z.ZodType, value: string, told: RegExp][] = [
    [instantSchema, "domani", /2026-11-22T08:00:00Z/],
    [durationSchema, "24h", /PT24H/],
    [nameSchema, " Archivio", /senza spazi/],
    [contentTypeSchema, "pdf", /application\/pdf/],
    [digestSchema, "AB", /64 cifre/],
  ];
  for (const [schema, value, told] of wrong) {
    expect(faultsOf(schema, value, "it")).toEqual([["", expect.stringMatching(told)]]);
  }
});

Deno.test("invalid request: a value that is none of several kinds is told of all of them", () => {
  expect(faultsOf(placeSchema, "yesterday", "it")).toEqual([
    ["", "Scrivi l'id di un evento (evt_48213), un istante UTC (2026-11-22T08:00:00Z), o latest"],
  ]);
});
