/**
 * What the log must say of every message: each rule kept, then broken once.
 *
 * @module
 */
import { expect } from "expect";
import { traceFaults, type TraceRule } from "../../../adapters/documents/pec/trace_invariants.ts";
import { HOUR } from "../../../events/instant.ts";
import type { TraceLine } from "../../../events/trace_line.ts";

const ID = "opec1@alfa.example";
const BRUNO = "bruno@beta.example";
const CARLA = "carla@beta.example";
const DARIO = "dario@ordinary.example";
const recipients: TraceLine["recipients"] = [
  { address: BRUNO, kind: "certificato" },
  { address: CARLA, kind: "certificato" },
  { address: DARIO, kind: "esterno" },
];

type Step = readonly [event: string, ...concerns: string[]];

/** Lines of the message, a second apart, numbered from 1. */
function linesOf(...steps: readonly Step[]): TraceLine[] {
  return steps.map(([event, ...concerns], index) => ({
    position: index + 1,
    at: index * 1000,
    event,
    pecId: ID,
    msgid: "",
    sender: "anna@alfa.example",
    recipients,
    subject: "Prova",
    concerns,
    generated: event === "outgoing.accepted" ? [`<${ID}>`] : [],
    provider: "alfa.example",
  }));
}

const accepted: readonly Step[] = [
  ["outgoing.submitted", BRUNO, CARLA, DARIO],
  ["outgoing.accepted", BRUNO, CARLA, DARIO],
  ["outgoing.answered"],
];
const sent: readonly Step[] = [
  ...accepted,
  ["outgoing.dispatched", BRUNO, CARLA],
  ["outgoing.taken-in-charge", BRUNO, CARLA],
];
const done: readonly Step[] = [...sent, ["outgoing.delivered", BRUNO], ["outgoing.failed", CARLA]];
const arrived: readonly Step[] = [
  ["incoming.envelope-received", BRUNO, CARLA],
  ["incoming.charge-notified", BRUNO, CARLA],
];
const received: readonly Step[] = [
  ...arrived,
  ["incoming.envelope-delivered", BRUNO],
  ["incoming.envelope-refused", CARLA],
  ["incoming.receipt-sent", BRUNO],
  ["incoming.receipt-sent", CARLA],
];

const LATE = 25 * HOUR;

const whole: readonly [what: string, steps: readonly Step[]][] = [
  ["delivered and failed", done],
  ["the sender's case of an address", [...sent, ["outgoing.delivered", BRUNO.toUpperCase()], [
    "outgoing.failed",
    CARLA,
  ]]],
  ["notices of delay", [...accepted, ["outgoing.overdue-notified", BRUNO], [
    "outgoing.overdue-notified",
    CARLA,
  ]]],
  ["never handed over", [
    ...accepted,
    ["outgoing.relay-failed", BRUNO],
    ["outgoing.relay-failed", CARLA],
    ["outgoing.failure-notified", BRUNO],
    ["outgoing.failure-notified", CARLA],
  ]],
  ["a virus", [
    ...sent,
    ["outgoing.delivered", BRUNO],
    ["outgoing.virus-reported", CARLA],
    ["outgoing.failure-notified", CARLA],
  ]],
  ["refused", [["outgoing.submitted", BRUNO], ["outgoing.refused", BRUNO], ["outgoing.answered"]]],
  ["received", received],
  ["received with a virus", [
    ["incoming.envelope-received", BRUNO, CARLA],
    ["incoming.virus-detected"],
    ["incoming.charge-abandoned", BRUNO, CARLA],
    ["incoming.receipt-sent", BRUNO],
    ["incoming.receipt-abandoned", CARLA],
  ]],
  ["both sides", [...done, ...received]],
  ["nothing", []],
];
for (const [what, steps] of whole) {
  Deno.test(`the log is whole: ${what}`, () => {
    expect(traceFaults(linesOf(...steps), LATE)).toEqual([]);
  });
}

const broken: readonly [
  rule: TraceRule,
  what: string,
  steps: readonly Step[],
  faults: readonly (readonly [position: number, reason: string])[],
][] = [
  ["one-acceptance", "no verdict", [["outgoing.submitted"]], [[1, "no verdict"]]],
  ["one-acceptance", "two verdicts", [...done, ["outgoing.infected"]], [
    [8, "a verdict once more"],
  ]],
  ["one-acceptance", "no receipt", [["outgoing.submitted"], ["outgoing.refused"]], [
    [2, "no receipt of the verdict"],
  ]],
  ["one-acceptance", "two receipts", [...done, ["outgoing.answered"]], [
    [8, "a receipt of the verdict once more"],
  ]],
  ["one-envelope", "of what was refused", [
    ["outgoing.submitted"],
    ["outgoing.refused"],
    ["outgoing.answered"],
    ["outgoing.dispatched", BRUNO],
  ], [[4, "an envelope without acceptance"]]],
  ["one-charge", "none at the sender", [
    ...accepted,
    ["outgoing.taken-in-charge", CARLA],
    ["outgoing.delivered", BRUNO],
    ["outgoing.delivered", CARLA],
  ], [[2, `no presa in carico for ${BRUNO}`]]],
  ["one-charge", "two at the sender", [...done, ["outgoing.taken-in-charge", BRUNO]], [
    [8, `presa in carico for ${BRUNO} once more`],
  ]],
  ["one-charge", "none at the receiver", received.filter(([event]) => !event.includes("charge")), [
    [1, `no presa in carico for ${BRUNO}`],
    [1, `no presa in carico for ${CARLA}`],
  ]],
  ["one-charge", "two at the receiver", [...received, ["incoming.charge-notified", CARLA]], [
    [7, `presa in carico for ${CARLA} once more`],
  ]],
  ["one-outcome", "none at the sender", done.slice(0, -1), [
    [2, `no consegna, mancata consegna or notice of delay for ${CARLA}`],
  ]],
  ["one-outcome", "both at the sender", [...done, ["outgoing.failed", BRUNO]], [
    [8, `consegna or mancata consegna for ${BRUNO} once more`],
  ]],
  ["one-outcome", "none at the receiver", arrived, [
    [1, `no delivery or refusal for ${BRUNO}`],
    [1, `no delivery or refusal for ${CARLA}`],
  ]],
  ["one-outcome", "both at the receiver", [...received, ["incoming.envelope-refused", BRUNO]], [
    [7, `delivery or refusal for ${BRUNO} once more`],
  ]],
  ["one-outcome", "no receipt", received.slice(0, -1), [[4, `no receipt for ${CARLA}`]]],
  ["one-outcome", "two receipts", [...received, ["incoming.receipt-sent", CARLA]], [
    [7, `receipt for ${CARLA} once more`],
  ]],
  ["one-outcome", "none after an earlier virus", [
    ["incoming.envelope-received", BRUNO],
    ["incoming.virus-detected"],
    ["incoming.receipt-sent", BRUNO],
    ["incoming.envelope-received", CARLA],
    ["incoming.charge-notified", BRUNO, CARLA],
  ], [[4, `no delivery or refusal for ${CARLA}`]]],
  ["one-outcome", "none, of what came twice", [
    ...received.filter(([, concerned]) => concerned !== CARLA),
    ["incoming.envelope-received", CARLA],
  ], [[1, `no delivery or refusal for ${CARLA}`]]],
  ["virus-answered", "no mancata consegna per virus", [
    ...done,
    ["outgoing.virus-reported", BRUNO],
  ], [[8, `no mancata consegna per virus for ${BRUNO}`]]],
  ["virus-answered", "no rilevazione virus", [
    ...arrived,
    ["incoming.virus-detected"],
    ["incoming.receipt-sent", BRUNO],
  ], [[3, `no rilevazione virus for ${CARLA}`]]],
  ["virus-answered", "no virus and no failure", [
    ...done.slice(0, -1),
    ["outgoing.failure-notified", CARLA],
  ], [[7, `mancata consegna for ${CARLA} without a cause`]]],
  ["virus-answered", "a mancata consegna before its virus", [
    ...done.slice(0, -1),
    ["outgoing.failure-notified", CARLA],
    ["outgoing.virus-reported", CARLA],
    ["outgoing.relay-failed", CARLA],
  ], [
    [8, `no mancata consegna per virus for ${CARLA}`],
    [7, `mancata consegna for ${CARLA} without a cause`],
  ]],
  ["known-recipient", "a stranger's consegna", [
    ...done,
    ["outgoing.delivered", "emma@beta.example"],
  ], [[8, "the envelope does not have emma@beta.example"]]],
  ["known-recipient", "an external recipient's presa in carico", [
    ...done,
    ["outgoing.taken-in-charge", DARIO],
  ], [[8, `the envelope does not have ${DARIO}`]]],
  ["known-recipient", "a stranger's delivery", [
    ...received,
    ["incoming.envelope-delivered", "emma@beta.example"],
  ], [[7, "the envelope does not have emma@beta.example"]]],
  ["known-recipient", "a stranger's receipt", [
    ...received,
    ["incoming.receipt-sent", "emma@beta.example"],
  ], [[7, "the envelope does not have emma@beta.example"]]],
];
for (const [rule, what, steps, faults] of broken) {
  Deno.test(`the log breaks ${rule}: ${what}`, () => {
    expect(traceFaults(linesOf(...steps), LATE)).toEqual(
      faults.map(([position, reason]) => ({ pecId: ID, rule, position, reason, underWay: false })),
    );
  });
}

Deno.test("the log breaks one-envelope: another identificativo", () => {
  const lines = linesOf(...done);
  const other = lines.with(1, { ...lines[1]!, generated: ["<opec2@alfa.example>"] });
  expect(traceFaults(other, LATE)).toMatchObject([{ rule: "one-envelope", position: 2 }]);
});

Deno.test("the log breaks same-message: another sender, other recipients", () => {
  const lines = linesOf(...done);
  const changed = (change: Partial<TraceLine>) =>
    traceFaults(lines.with(5, { ...lines[5]!, ...change }), LATE);
  expect(changed({ sender: "ANNA@alfa.example", recipients: recipients.toReversed() })).toEqual([]);
  expect(changed({ sender: "emma@alfa.example" })).toMatchObject([
    { rule: "same-message", position: 6, reason: "the sender is emma@alfa.example" },
  ]);
  const fault = { rule: "same-message", position: 6, reason: "the recipients are others" };
  expect(changed({ recipients: recipients.slice(0, 2) })).toMatchObject([fault]);
  const external = recipients.with(1, { address: CARLA, kind: "esterno" });
  expect(changed({ recipients: external })).toMatchObject([fault]);
});

Deno.test("for a day what is missing is under way, what is too much is a breach at once", () => {
  const underWay = (now: number, ...more: Step[]) =>
    traceFaults(linesOf(...sent, ["outgoing.delivered", BRUNO], ...more), now)
      .map((fault) => fault.underWay);
  // The acceptance is a second old at the instant 0 of the first line.
  expect(underWay(24 * HOUR + 999)).toEqual([true]);
  expect(underWay(24 * HOUR + 1000)).toEqual([false]);
  expect(underWay(0, ["outgoing.delivered", BRUNO])).toEqual([false, true]);
});
