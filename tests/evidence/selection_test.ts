/**
 * Whose evidence is what: decided upon facts alone.
 *
 * @module
 */
import fc from "fast-check";
import { expect } from "expect";
import { selectFor } from "../../adapters/evidence/selection.ts";
import { arrival, factsFrom, notice, stored, submission, type Told } from "./message_facts.ts";

const PEC_ID = "1@alfa.example";
const ANNA = "anna@alfa.example";
const B = "b@beta.example";
const C = "c@beta.example";
const SERVICE = "ricevute@alfa.example";

/** The events that an address gets, as `stream type detail`. */
function shown(told: Told, address: string): readonly string[] {
  return selectFor(factsFrom(told), address).facts.map(({ entry: { stream }, event }) => {
    const whom = "recipient" in event ? ` ${event.recipient}` : "";
    const which = "transaction" in event ? ` ${event.transaction}` : "";
    return `${stream} ${event.type}${whom}${which}`;
  });
}

const sent = submission({ pecId: PEC_ID, account: ANNA, subject: "Prova", recipients: [B, C] });

Deno.test("a recipient gets its own transaction, fate and mailbox", () => {
  const told = [...sent, ...arrival("incoming-1", PEC_ID, [[B], [C]])];
  expect(shown(told, C.toUpperCase())).toEqual([
    "incoming-1 incoming.envelope-received",
    "incoming-1 incoming.charge-notified 2",
    `incoming-1 incoming.envelope-delivered ${C}`,
    `mailbox-${C} mailbox.stored`,
    `incoming-1 incoming.receipt-sent ${C}`,
  ]);
  const virus: Told = [["incoming-1", { type: "incoming.virus-detected", at: 1, signature: "x" }]];
  const infected = [...told, ...virus];
  expect(shown(infected, B)).toContain("incoming-1 incoming.virus-detected");
});

Deno.test("of a message that is erased but for mailboxes nobody gets anything", () => {
  const told = [...sent, ...arrival("incoming-1", PEC_ID, [[B]])];
  const left = told.filter(([stream]) => stream.startsWith("mailbox-"));
  expect(() => shown(left, B)).toThrow("what was done with the message is erased");
  expect(() => shown(told, C)).not.toThrow("is erased");
});

Deno.test("who is sender and recipient gets both parts", () => {
  const told = [...sent, ...arrival("incoming-1", PEC_ID, [[ANNA, B]])];
  const { roles, facts } = selectFor(factsFrom(told), ANNA);
  expect(roles).toEqual(["sender", "recipient"]);
  expect(
    facts.filter(({ event }) => "recipient" in event && event.recipient === B)
      .map(({ event }) => event.type),
  ).toEqual(["outgoing.delivered"]);
});

Deno.test("the sender gets receipts that came, or advanced the message, and no others", () => {
  const about = { pecId: PEC_ID, sender: ANNA };
  const told = [
    ...sent,
    ...notice("incoming-mine", { ...about, recipients: [ANNA, C], matched: false }),
    ...notice("incoming-matched", { ...about, recipients: [SERVICE], matched: true }),
    ...notice("incoming-foreign", { ...about, recipients: [C], matched: false }),
  ];
  const streams = shown(told, ANNA).filter((line) => line.startsWith("incoming-"));
  expect(streams).toEqual([
    "incoming-mine incoming.notice-received",
    `incoming-mine incoming.notice-delivered ${ANNA}`,
    "incoming-mine incoming.notice-correlated",
    "incoming-matched incoming.notice-received",
    "incoming-matched incoming.notice-correlated",
  ]);
});

Deno.test("nobody else gets anything, whatever lies in a mailbox", () => {
  const told: Told = [
    ...sent,
    ...arrival("incoming-1", PEC_ID, [[B]]),
    ["mailbox-eva@alfa.example", stored(PEC_ID, "posta-certificata")],
  ];
  for (const address of ["eva@alfa.example", C, SERVICE]) {
    expect(() => shown(told, address)).toThrow(`Cannot give evidence to ${address}`);
  }
});

Deno.test("no party ever gets what concerns another one's mailbox", () => {
  const people = ["a@x.it", "b@x.it", "c@x.it", "d@x.it"];
  const transactions = fc.shuffledSubarray(people, { minLength: 1 }).map((order) => {
    return [order.slice(0, 2), order.slice(2)].filter((some) => some.length > 0);
  });
  fc.assert(fc.property(transactions, fc.constantFrom(...people), (all, address) => {
    const told = arrival("incoming-1", PEC_ID, all);
    if (!all.flat().includes(address)) {
      expect(() => shown(told, address)).toThrow("Cannot give evidence");
      return;
    }
    const { facts } = selectFor(factsFrom(told), address);
    expect(facts.length).toBe(5);
    for (const { event, entry: { stream } } of facts) {
      if ("recipient" in event) expect(event.recipient).toBe(address);
      if (stream.startsWith("mailbox-")) expect(stream).toBe(`mailbox-${address}`);
      if (event.type === "incoming.envelope-received") expect(event.recipients).toContain(address);
    }
  }));
});
