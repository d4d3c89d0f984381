/**
 * Which documents a party gets.
 *
 * @module
 */
import { expect } from "expect";
import { findDocuments, originalOf } from "../../adapters/evidence/documents.ts";
import { selectFor } from "../../adapters/evidence/selection.ts";
import { arrival, factsFrom, stored, submission, type Told } from "./message_facts.ts";

const PEC_ID = "1@alfa.example";
const ANNA = "anna@alfa.example";
const B = "b@beta.example";

const sent = submission({ pecId: PEC_ID, account: ANNA, subject: "Prova", recipients: [B] });
const kindsFor = (told: Told, address: string) =>
  findDocuments(selectFor(factsFrom(told), address), []).map(({ kind }) => kind);

Deno.test("a message that holds a virus stays in the special storage", () => {
  expect(originalOf(factsFrom(sent))).not.toBeNull();
  const infected: Told[number] = [`outgoing-${PEC_ID}`, {
    ...{ type: "outgoing.infected", at: 1, signature: "Eicar" },
    recipients: [{ address: B, kind: "certificato" }],
  }];
  expect(originalOf(factsFrom([...sent, infected]))).toBeNull();
});

Deno.test("what was not delivered is not delivered by evidence", () => {
  const told = arrival("incoming-1", PEC_ID, [[B]]);
  expect(kindsFor(told, B)).toEqual(["posta-certificata", "posta-certificata"]);
  const arrived = told.filter(([, { type }]) =>
    type !== "incoming.envelope-delivered" && type !== "mailbox.stored"
  );
  const full: Told[number] = ["incoming-1", {
    ...{ type: "incoming.envelope-refused", at: 1, recipient: B, error: "altro", code: "5.2.2" },
    detail: "casella piena",
  }];
  const virus: Told[number] = ["incoming-1", {
    type: "incoming.virus-detected",
    at: 1,
    signature: "Eicar",
  }];
  expect(kindsFor([...arrived, full], B)).toEqual([]);
  expect(kindsFor([...arrived, virus], B)).toEqual([]);
});

Deno.test("a document of this provider's own stands with the event that says it was issued", () => {
  const stream = `outgoing-${PEC_ID}`;
  const told: Told = [
    ...sent,
    [`mailbox-${ANNA}`, { ...stored(PEC_ID, "accettazione"), content: [] } as Told[number][1]],
    [stream, { type: "outgoing.answered", at: 1, messageId: "<m>" }],
  ];
  const facts = factsFrom(told);
  const found = findDocuments(selectFor(facts, ANNA), []);
  expect(found.map(({ kind, position }) => [kind, position])).toEqual([
    ["accettazione", facts.length],
  ]);
});
