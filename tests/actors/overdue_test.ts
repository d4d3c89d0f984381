/**
 * The notices of RFC 6109 §3.1.6, and what becomes of a virus that another provider finds.
 */
import { outgoing, RELAY_LIMIT } from "../../actors/outgoing.ts";
import { HOUR, type Instant, MINUTE } from "../../events/instant.ts";
import type { OutgoingEvent } from "../../events/outgoing.ts";
import { given } from "../support/given.ts";
import { SEAL } from "../support/seal.ts";

const t0 = Date.UTC(2026, 10, 21, 9, 30);
const at12 = t0 + 12 * HOUR;
const at24 = t0 + 24 * HOUR - 30 * MINUTE;
const bruno = "bruno@beta.example";
const dario = "dario@posta.example";

const accepted: OutgoingEvent[] = [
  {
    type: "outgoing.submitted",
    at: t0,
    pecId: "01A@alfa.example",
    account: "anna@alfa.example",
    sender: "anna@alfa.example",
    recipients: [bruno, dario],
    content: [],
    size: 1,
    subject: "",
    replyTo: "",
    receipt: "completa",
  },
  {
    type: "outgoing.accepted",
    at: t0,
    recipients: [
      { address: bruno, kind: "certificato" },
      { address: dario, kind: "esterno" },
    ],
    relayUntil: t0 + RELAY_LIMIT,
  },
  { type: "outgoing.answered", at: t0, messageId: "<r@alfa.example>" },
  {
    type: "outgoing.dispatched",
    at: t0,
    recipients: [bruno, dario],
    hop: "mx",
    reply: "250 ok",
  },
];

const overdue = (hours: 12 | 24, at: Instant): OutgoingEvent => ({
  type: "outgoing.overdue",
  at,
  recipient: bruno,
  hours,
});
const notified = (hours: 12 | 24, at: Instant): OutgoingEvent => ({
  type: "outgoing.overdue-notified",
  at,
  recipient: bruno,
  hours,
  messageId: `<o${hours}@alfa.example>`,
  seal: SEAL,
});
const taken: OutgoingEvent = {
  type: "outgoing.taken-in-charge",
  at: t0 + HOUR,
  recipients: [bruno],
  provider: "Beta",
  messageId: "<p@beta.example>",
};
const delivered: OutgoingEvent = {
  type: "outgoing.delivered",
  at: t0 + 13 * HOUR,
  recipient: bruno,
  provider: "Beta",
  messageId: "<c@beta.example>",
};

Deno.test("overdue: nothing heard, two notices, the second between the 22nd and the 24th hour", () => {
  given(outgoing, accepted).when({ type: "elapse" }, at12 - 1).then([]);
  given(outgoing, accepted).when({ type: "elapse" }, at12).then([overdue(12, at12)]);
  const first = [...accepted, overdue(12, at12), notified(12, at12)];
  given(outgoing, first).thenOwes(at12, [], at24);
  given(outgoing, first).when({ type: "elapse" }, at24 - 1).then([]);
  given(outgoing, first).when({ type: "elapse" }, at24).then([overdue(24, at24)]);
});

Deno.test("overdue: presa in carico but no consegna, the second notice alone", () => {
  const events = [...accepted, taken];
  given(outgoing, events).thenOwes(at12, [], at24);
  given(outgoing, events).when({ type: "elapse" }, at12).then([]);
  given(outgoing, events).when({ type: "elapse" }, at24).then([overdue(24, at24)]);
});

Deno.test("overdue: consegna after the 12th hour without presa in carico, the first notice alone", () => {
  const events = [...accepted, overdue(12, at12), notified(12, at12), delivered];
  given(outgoing, events).thenOwes(at24, [], null);
  given(outgoing, events).when({ type: "elapse" }, at24).then([]);
});

Deno.test("overdue: after a day of standstill both notices fall due at once", () => {
  const now = t0 + 30 * HOUR;
  const decision = [overdue(12, now), overdue(24, now)];
  given(outgoing, accepted).when({ type: "elapse" }, now).then(decision);
  given(outgoing, [...accepted, ...decision])
    .thenOwes(now, [`notify-overdue 12 ${bruno}`, `notify-overdue 24 ${bruno}`], null);
});

Deno.test("overdue: each notice is recorded once", () => {
  const command = {
    type: "overdue-notified",
    recipient: bruno,
    hours: 12,
    messageId: "<o12@alfa.example>",
    seal: SEAL,
  } as const;
  const due = [...accepted, overdue(12, at12)];
  given(outgoing, due).when(command, at12).then([notified(12, at12)]);
  given(outgoing, [...due, notified(12, at12)]).when(command, at12).then([]);
});

Deno.test("overdue: a delivery after the 24th hour is still recorded", () => {
  const late = [...accepted, overdue(12, at12), overdue(24, at24), notified(24, at24)];
  const receipt = {
    type: "delivered",
    recipient: bruno,
    provider: "Beta",
    messageId: "<c@beta.example>",
  } as const;
  const now = t0 + 40 * HOUR;
  given(outgoing, late).when(receipt, now).then([{ ...delivered, at: now } as OutgoingEvent]);
});

Deno.test("overdue: who waits in the queue gets both notices, and no third for the same", () => {
  const waiting = accepted.slice(0, 3);
  const events = [...waiting, overdue(12, at12), notified(12, at12), overdue(24, at24)];
  const now = t0 + RELAY_LIMIT;
  given(outgoing, [...events, notified(24, at24)]).when({ type: "elapse" }, now).then([
    {
      type: "outgoing.relay-failed",
      at: now,
      recipient: bruno,
      error: "altro",
      code: "5.4.7",
      detail: "",
    },
    {
      type: "outgoing.relay-failed",
      at: now,
      recipient: dario,
      error: "altro",
      code: "5.4.7",
      detail: "",
    },
  ]);
  given(outgoing, [...events, notified(24, at24), {
    type: "outgoing.relay-failed",
    at: now,
    recipient: bruno,
    error: "altro",
    code: "5.4.7",
    detail: "",
  }]).thenOwes(now, ["dispatch posta.example"], now);
});

Deno.test("virus report: the sender is told once, and no timer runs any more", () => {
  const report = {
    type: "virus-reported",
    recipient: bruno,
    provider: "Beta",
    messageId: "<v@beta.example>",
    description: "Test.Virus",
  } as const;
  const reported: OutgoingEvent = { ...report, type: "outgoing.virus-reported", at: t0 + 5 };
  given(outgoing, accepted).when(report, t0 + 5).then([reported]);
  given(outgoing, [...accepted, reported]).when(report, t0 + 6).then([]);
  given(outgoing, [...accepted, reported]).thenOwes(t0 + 5, [`notify-virus ${bruno}`], null);
});

Deno.test("virus report after a bounce: it has a notice of its own", () => {
  const refusal = { recipient: bruno, error: "no-dest", code: "5.1.1", detail: "unknown" } as const;
  const failed: OutgoingEvent = { type: "outgoing.relay-failed", at: t0 + 4, ...refusal };
  const notice = { recipient: bruno, messageId: "<n@alfa.example>", seal: SEAL };
  const notified: OutgoingEvent = { type: "outgoing.failure-notified", at: t0 + 5, ...notice };
  const reported: OutgoingEvent = {
    type: "outgoing.virus-reported",
    at: t0 + 6,
    recipient: bruno,
    provider: "Beta",
    messageId: "<v@beta.example>",
    description: "Test.Virus",
  };
  const told = [...accepted, failed, notified, reported];
  given(outgoing, told).thenOwes(t0 + 6, [`notify-virus ${bruno}`], null);
  // The notice of the bounce, under way when the report came, does not stand for it.
  const crossed = given(outgoing, [...accepted, failed, reported]);
  crossed.when({ type: "failure-notified", ...notice }, t0 + 7).then([]);
  const settled = { ...notified, at: t0 + 7 };
  crossed.when({ type: "virus-notified", ...notice }, t0 + 7).then([settled]);
  given(outgoing, [...told, settled]).thenOwes(t0 + 7, [], null);
});

Deno.test("bounce: an envelope that the next hop could not pass on has failed, once", () => {
  const refusal = { recipient: bruno, error: "no-dest", code: "5.1.1", detail: "unknown" } as const;
  const failed: OutgoingEvent = { type: "outgoing.relay-failed", at: t0 + 9, ...refusal };
  given(outgoing, accepted).when({ type: "bounced", refusal }, t0 + 9).then([failed]);
  given(outgoing, [...accepted, failed]).when({ type: "bounced", refusal }, t0 + 9).then([]);
  given(outgoing, [...accepted, delivered]).when({ type: "bounced", refusal }, t0 + 9).then([]);
});
