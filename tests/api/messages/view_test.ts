/**
 * A message as the API shows it, event by event.
 *
 * @module
 */
import { expect } from "expect";
import { messageOf } from "../../../adapters/api/messages/view.ts";
import { HOUR } from "../../../events/instant.ts";
import { type OutgoingEvent, outgoingEvents } from "../../../events/outgoing.ts";
import { type ScheduledEvent, scheduledEvents } from "../../../events/scheduled.ts";

const t0 = Date.UTC(2026, 10, 22, 8);
const later = t0 + HOUR;
const pecId = "01ARZ@alfa.example";
const anna = "Anna@alfa.example";
const bruno = "Bruno@beta.example";
const carla = "carla@gamma.example";
const recipients = [
  { address: bruno, kind: "certificato" as const },
  { address: carla, kind: "esterno" as const },
];
const content = [{ blob: "a".repeat(64), offset: 0, length: 100 }];
const messageId = "<r1@beta.example>";
const provider = "Gestore Beta";
/** Addresses come back in another case than they were written in. */
const recipient = "bruno@BETA.example";

const submitted: OutgoingEvent = {
  type: "outgoing.submitted",
  at: t0,
  pecId,
  account: anna,
  sender: anna,
  recipients: [bruno, carla],
  content,
  size: 100,
  subject: "Disdetta",
  replyTo: anna,
  receipt: "breve",
};
const accepted: OutgoingEvent = { type: "outgoing.accepted", at: t0, recipients, relayUntil: t0 };
const requested: OutgoingEvent = {
  type: "outgoing.requested",
  at: t0,
  by: "key1",
  fingerprint: "b".repeat(64),
  reference: "ordine-7",
  metadata: { ufficio: "legale" },
};
const dispatched: OutgoingEvent = {
  type: "outgoing.dispatched",
  at: later,
  recipients: [bruno, carla],
  hop: "mx.beta.example",
  reply: "250 OK",
};
const charged: OutgoingEvent = {
  type: "outgoing.taken-in-charge",
  at: later,
  recipients: [recipient],
  provider,
  messageId,
};
const delivered: OutgoingEvent = {
  type: "outgoing.delivered",
  at: later,
  recipient,
  provider,
  messageId,
};
const failed: OutgoingEvent = {
  type: "outgoing.failed",
  at: later,
  recipient,
  provider,
  error: "no-dest",
  messageId,
};
const virus: OutgoingEvent = {
  type: "outgoing.virus-reported",
  at: later,
  recipient,
  provider,
  messageId,
  description: "Eicar",
};
const overdue = (hours: 12 | 24): OutgoingEvent => ({
  type: "outgoing.overdue",
  at: t0 + hours * HOUR,
  recipient,
  hours,
});
const relayFailed = (to: string): OutgoingEvent => ({
  type: "outgoing.relay-failed",
  at: later,
  recipient: to,
  error: "no-dominio",
  code: "5.4.4",
  detail: "no such domain",
});
/** What lies in the sender's mailbox moves nobody. */
const documents: OutgoingEvent[] = [
  { type: "outgoing.answered", at: later, messageId },
  { type: "outgoing.failure-notified", at: later, recipient, messageId },
  { type: "outgoing.overdue-notified", at: later, recipient, hours: 12, messageId },
];
const begun = [submitted, accepted];

const at = (instant: number) => new Date(instant).toISOString();
const certified = { address: bruno, certified: true, reason: null, provider: null };
const external = { address: carla, certified: false, reason: null, provider: null };

Deno.test("an accepted message is under way to certified recipients alone", () => {
  expect(messageOf([submitted, requested, accepted])).toEqual({
    id: "01ARZ",
    pec_id: pecId,
    mailbox: anna,
    state: "accepted",
    refusal: null,
    subject: "Disdetta",
    size: 100,
    reference: "ordine-7",
    metadata: { ufficio: "legale" },
    created_at: at(t0),
    submitted_at: at(t0),
    send_at: null,
    receipt_type: "brief",
    recipients: [
      { ...certified, state: "in_transit", updated_at: at(t0) },
      { ...external, state: "external", updated_at: at(t0) },
    ],
  });
});

Deno.test("a message that came without an idempotency key has no reference", () => {
  expect(messageOf(begun)).toMatchObject({ reference: null, metadata: {} });
});

Deno.test("a message that broke a rule is refused, one with a virus held back; nobody gets them", () => {
  const refused: OutgoingEvent = {
    type: "outgoing.refused",
    at: t0,
    recipients,
    fault: "sender-mismatch",
    about: "x@alfa.example",
  };
  const notSent = [
    { ...certified, state: "not_sent", updated_at: at(t0) },
    { ...external, state: "not_sent", updated_at: at(t0) },
  ];
  expect(messageOf([submitted, refused])).toMatchObject({
    state: "refused",
    refusal: { code: "sender-mismatch", detail: "x@alfa.example" },
    recipients: notSent,
  });
  const infected: OutgoingEvent = {
    type: "outgoing.infected",
    at: t0,
    recipients,
    signature: "Eicar",
  };
  expect(messageOf([submitted, infected])).toMatchObject({
    state: "virus",
    refusal: { code: "virus", detail: "Eicar" },
    recipients: notSent,
  });
});

Deno.test("what a recipient's state is follows from the last event that tells of it", () => {
  const before = { ...certified, state: "in_transit", updated_at: at(t0) };
  const known = { address: bruno, certified: true, provider, updated_at: at(later), reason: null };
  const noReceipt = { ...known, provider: null };
  const cases: readonly (readonly [readonly OutgoingEvent[], unknown])[] = [
    [[dispatched], before],
    [[charged], { ...known, state: "taken_in_charge" }],
    [[delivered], { ...known, state: "delivered" }],
    [[charged, delivered], { ...known, state: "delivered" }],
    [[delivered, charged], { ...known, state: "delivered" }],
    [[delivered, dispatched], { ...known, state: "delivered" }],
    [[failed], { ...known, state: "failed", reason: { code: "no-dest", detail: "" } }],
    [[virus], { ...known, state: "virus", reason: { code: "virus", detail: "Eicar" } }],
    [[virus, relayFailed(recipient)], expect.objectContaining({ state: "virus" })],
    [[delivered, relayFailed(recipient)], expect.objectContaining({ state: "delivered" })],
    [[overdue(12)], { ...noReceipt, state: "overdue_12h", updated_at: at(t0 + 12 * HOUR) }],
    [[overdue(12), charged], { ...known, state: "taken_in_charge" }],
    [[overdue(12), overdue(24)], expect.objectContaining({ state: "timed_out" })],
    [[overdue(24), charged], expect.objectContaining({ state: "timed_out", provider: null })],
    [[overdue(24), failed], expect.objectContaining({ state: "failed" })],
    // RFC 6109 §2.2.2: the notice of the 24th hour is no last word.
    [[overdue(12), overdue(24), delivered], { ...known, state: "delivered" }],
    [[relayFailed(recipient)], {
      ...noReceipt,
      state: "failed",
      reason: { code: "no-dominio", detail: "5.4.4 no such domain" },
    }],
    [[relayFailed(recipient), delivered], { ...known, state: "delivered" }],
    ...documents.map((document) => [[document], before] as const),
    [[{ ...delivered, recipient: "nobody@beta.example" }], before],
  ];
  for (const [events, expected] of cases) {
    const [shown, other] = messageOf([...begun, ...events]).recipients;
    expect({ events, shown }).toEqual({ events, shown: expected });
    expect(other).toEqual({ ...external, state: "external", updated_at: at(t0) });
  }
});

Deno.test("a recipient who is not certified fails where the relay does, and is under way never", () => {
  const recipientsAfter = (...events: OutgoingEvent[]) =>
    messageOf([...begun, ...events]).recipients[1]!;
  expect(recipientsAfter(dispatched).state).toBe("external");
  expect(recipientsAfter(dispatched, relayFailed(carla))).toEqual({
    ...external,
    state: "failed",
    reason: { code: "no-dominio", detail: "5.4.4 no such domain" },
    updated_at: at(later),
  });
});

const planned: ScheduledEvent = {
  type: "scheduled.planned",
  at: t0,
  by: "key1",
  fingerprint: "b".repeat(64),
  reference: "ordine-7",
  metadata: { ufficio: "legale" },
  pecId,
  account: anna,
  recipients,
  content,
  size: 100,
  subject: "Disdetta",
  receipt: "sintetica",
  sendAt: later,
};

Deno.test("a scheduled message has all but receipts", () => {
  expect(messageOf([], [planned])).toEqual({
    id: "01ARZ",
    pec_id: pecId,
    mailbox: anna,
    state: "scheduled",
    refusal: null,
    subject: "Disdetta",
    size: 100,
    reference: "ordine-7",
    metadata: { ufficio: "legale" },
    created_at: at(t0),
    submitted_at: null,
    send_at: at(later),
    receipt_type: "synthetic",
    recipients: [
      { ...certified, state: "not_sent", updated_at: at(t0) },
      { ...external, state: "not_sent", updated_at: at(t0) },
    ],
  });
});

Deno.test("a scheduled message is moved, called off, or fails when its time has come", () => {
  const after = (...events: ScheduledEvent[]) => messageOf([], [planned, ...events]);
  const moved: ScheduledEvent = { type: "scheduled.moved", at: t0, by: "key1", sendAt: t0 + 7 };
  const cancelled: ScheduledEvent = { type: "scheduled.cancelled", at: t0, by: "key1" };
  const released: ScheduledEvent = { type: "scheduled.released", at: later, pecId };
  const refused: ScheduledEvent = { type: "scheduled.failed", at: later, reason: "mailbox-closed" };
  expect(after(moved)).toMatchObject({ state: "scheduled", send_at: at(t0 + 7) });
  expect(after(cancelled)).toMatchObject({ state: "cancelled", submitted_at: null });
  expect(after(released)).toMatchObject({ state: "scheduled", submitted_at: null });
  expect(after(released, refused)).toMatchObject({
    state: "failed",
    refusal: { code: "mailbox-closed", detail: "" },
  });
});

Deno.test("a scheduled message that was sent stays what it was planned as", () => {
  const sent: ScheduledEvent[] = [planned, { type: "scheduled.sent", at: later, pecId }];
  const events = [submitted, requested, accepted, delivered].map((event) => ({
    ...event,
    at: later,
  }));
  const message = messageOf(events, sent);
  expect(message).toMatchObject({
    state: "accepted",
    created_at: at(t0),
    send_at: at(later),
    submitted_at: at(later),
    reference: "ordine-7",
  });
  expect(message.recipients.map(({ state }) => state)).toEqual(["delivered", "external"]);
});

Deno.test("every kind of event is among those that these tests apply", () => {
  const outgoing = [submitted, accepted, requested, dispatched, charged, delivered, failed, virus];
  const others = [overdue(12), relayFailed(bruno), ...documents];
  const applied = new Set<string>([...outgoing, ...others].map(({ type }) => type));
  const names = outgoingEvents.map(({ name }) => name).filter((name) => !applied.has(name));
  expect(names).toEqual(["outgoing.refused", "outgoing.infected"]);
  expect(scheduledEvents.length).toBe(6);
});
