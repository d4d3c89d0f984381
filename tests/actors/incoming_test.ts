import { expect } from "expect";
import { incoming, type IncomingCommand } from "../../actors/incoming.ts";
import { arrivalOf } from "../../actors/incoming_anomaly.ts";
import {
  type EnvelopeArrival,
  recipientOf,
  transactionOf,
} from "../../actors/incoming_envelope.ts";
import { type NoticeArrival } from "../../actors/incoming_notice.ts";
import { RELAY_LIMIT } from "../../actors/outgoing.ts";
import type { CertifiedData, IncomingEvent } from "../../events/incoming.ts";
import { fold, given } from "../support/given.ts";
import { SEAL } from "../support/seal.ts";

const t0 = Date.UTC(2026, 10, 21, 9, 30);
const anna = "anna@alfa.example";
const bruno = "bruno@beta.example";
const dario = "dario@beta.example";
const certified: CertifiedData = {
  pecId: "01ARZ@alfa.example",
  msgid: "<1@client>",
  sender: anna,
  recipients: [{ address: bruno, kind: "certificato" }, { address: dario, kind: "certificato" }],
  replyTo: anna,
  subject: "Perché",
};
const content = [{ blob: "a".repeat(64), offset: 0, length: 100 }];
const common = { provider: "Alfa", content, size: 100, certified } as const;
const envelopeArrival: EnvelopeArrival = {
  ...common,
  mailReceipt: "ricevute@alfa.example",
  sender: anna,
  recipients: [bruno, dario],
  receipt: "completa",
};
const noticeArrival: NoticeArrival = {
  description: "",
  ...common,
  kind: "avvenuta-consegna",
  messageId: "<c@beta.example>",
  recipients: [anna],
  concerns: [bruno],
};
const fault = { error: "no-dest", code: "5.1.1", detail: "indirizzo non valido" } as const;

function arrive(...recipients: string[]): IncomingCommand {
  return { type: "envelope", arrival: { ...envelopeArrival, recipients }, virus: null };
}

function received(recipients: string[], at = t0): IncomingEvent {
  const arrival = { ...envelopeArrival, content: [...content], recipients };
  return { type: "incoming.envelope-received", at, ...arrival, relayUntil: at + RELAY_LIMIT };
}

function noticeReceived(recipients: string[], at = t0): IncomingEvent {
  const arrival = { ...noticeArrival, concerns: [bruno], content: [...content], recipients };
  return { type: "incoming.notice-received", at, ...arrival };
}

const charged: IncomingEvent = {
  type: "incoming.charge-notified",
  at: t0,
  transaction: 1,
  messageId: "<p@beta.example>",
  seal: SEAL,
};
const delivered: IncomingEvent = {
  type: "incoming.envelope-delivered",
  at: t0,
  recipient: bruno,
  storedAt: t0,
};
const refused: IncomingEvent = {
  type: "incoming.envelope-refused",
  at: t0,
  recipient: dario,
  ...fault,
};
const receiptSent: IncomingEvent = {
  type: "incoming.receipt-sent",
  at: t0,
  recipient: bruno,
  messageId: "<c@beta.example>",
  seal: SEAL,
};

Deno.test("incoming: an envelope is taken over with all its recipients", () => {
  given(incoming, []).when(arrive(bruno, dario), t0).then([received([bruno, dario])]);
  given(incoming, [received([bruno, dario])]).thenOwes(
    t0,
    ["charge 1", `store ${bruno}`, `store ${dario}`],
    t0 + RELAY_LIMIT,
  );
});

Deno.test("incoming: a recipient named twice in one transaction counts once", () => {
  given(incoming, []).when(arrive(bruno, "BRUNO@beta.example"), t0)
    .then([received(["BRUNO@beta.example"])]);
});

Deno.test("incoming: the same envelope relayed again changes nothing", () => {
  given(incoming, [received([bruno, dario])]).when(arrive(bruno, dario), t0 + 1).then([]);
  given(incoming, [received([bruno])]).when(arrive("Bruno@BETA.example"), t0 + 1).then([]);
});

Deno.test("incoming: a second transaction brings new recipients and a charge of its own", () => {
  const events = [received([bruno]), charged];
  given(incoming, events).when(arrive(bruno, dario), t0 + 5).then([received([dario], t0 + 5)]);
  const both = [...events, received([dario], t0 + 5)];
  given(incoming, both)
    .thenOwes(t0 + 5, ["charge 2", `store ${bruno}`, `store ${dario}`], t0 + 5 + RELAY_LIMIT);
  const state = fold(incoming, both);
  if (state.phase !== "envelope") throw new Error("it is no envelope");
  expect(transactionOf(state, 2)).toMatchObject({ at: t0 + 5, recipients: [dario] });
  expect(() => transactionOf(state, 3)).toThrow("Cannot find transaction 3");
  expect(recipientOf(state, "BRUNO@beta.example").address).toBe(bruno);
  expect(() => recipientOf(state, anna)).toThrow("Cannot find the recipient");
});

Deno.test("incoming: what documents say follows from the first transaction, whatever the next says", () => {
  const later = received([dario], t0 + 5);
  const other = { ...later, mailReceipt: "other@alfa.example", receipt: "breve" } as IncomingEvent;
  const state = fold(incoming, [received([bruno]), other]);
  expect(state).toMatchObject({ mailReceipt: envelopeArrival.mailReceipt, receipt: "completa" });
});

Deno.test("incoming: each arrival of an anomaly has its own instant and recipients", () => {
  const arrival = {
    sender: anna,
    content,
    size: 100,
    subject: "Perché",
    messageId: "<1@client>",
    reason: "posta ordinaria",
  };
  const anomaly = (recipients: string[], at: number): IncomingEvent => (
    { type: "incoming.anomaly-received", at, ...arrival, content: [...content], recipients }
  );
  const events = [anomaly([bruno], t0), anomaly([dario], t0 + 5)];
  const state = fold(incoming, events);
  if (state.phase !== "anomaly") throw new Error("it is no anomaly");
  expect(arrivalOf(state, "BRUNO@beta.example")).toMatchObject({ at: t0, recipients: [bruno] });
  expect(arrivalOf(state, dario)).toMatchObject({ at: t0 + 5, recipients: [dario] });
  expect(() => arrivalOf(state, anna)).toThrow("Cannot find the recipient");
  const deliveries = [
    { recipient: bruno, fault: null, seal: SEAL },
    { recipient: dario, fault, seal: SEAL },
  ];
  given(incoming, events).when({ type: "anomaly-settled", deliveries }, t0 + 9).then([
    { type: "incoming.anomaly-delivered", at: t0 + 9, recipient: bruno, seal: SEAL },
    {
      type: "incoming.anomaly-undeliverable",
      at: t0 + 9,
      recipient: dario,
      detail: fault.detail,
    },
  ]);
});

Deno.test("incoming: a presa in carico is recorded once for its transaction", () => {
  const command: IncomingCommand = {
    type: "charge-notified",
    transaction: 1,
    messageId: "<p@beta.example>",
    seal: SEAL,
  };
  given(incoming, [received([bruno])]).when(command, t0).then([charged]);
  given(incoming, [received([bruno]), charged]).when(command, t0 + 1).then([]);
  given(incoming, []).when(command, t0).then([]);
});

Deno.test("incoming: a presa in carico that nobody takes is given up", () => {
  const command: IncomingCommand = {
    type: "charge-refused",
    transaction: 1,
    code: "5.1.1",
    detail: "unknown",
  };
  const abandoned: IncomingEvent = {
    type: "incoming.charge-abandoned",
    at: t0,
    transaction: 1,
    code: "5.1.1",
    detail: "unknown",
  };
  given(incoming, [received([bruno])]).when(command, t0).then([abandoned]);
  given(incoming, [received([bruno]), abandoned]).when(command, t0).then([]);
  given(incoming, [received([bruno]), abandoned]).thenOwes(t0, [`store ${bruno}`], null);
});

Deno.test("incoming: what is stored owes its delivery receipt, certified at that instant", () => {
  const command: IncomingCommand = { type: "stored", recipient: bruno, storedAt: t0 };
  // RFC 6109 §2.2.3: no receipt before the envelope lies in the mailbox.
  given(incoming, [received([bruno]), charged]).thenOwes(t0, [`store ${bruno}`], null);
  given(incoming, [received([bruno])]).when(command, t0).then([delivered]);
  given(incoming, [received([bruno]), delivered]).when(command, t0 + 1).then([]);
  given(incoming, [received([bruno]), charged, delivered])
    .thenOwes(t0, [`receipt ${bruno}`], t0 + RELAY_LIMIT);
});

Deno.test("incoming: what cannot be stored owes a notice of non-delivery, and stays so", () => {
  const command: IncomingCommand = { type: "not-stored", recipient: dario, fault };
  const events = [received([dario]), charged];
  given(incoming, events).when(command, t0).then([refused]);
  given(incoming, [...events, refused]).thenOwes(t0, [`receipt ${dario}`], t0 + RELAY_LIMIT);
  given(incoming, [...events, refused])
    .when({ type: "stored", recipient: dario, storedAt: t0 }, t0).then([]);
});

Deno.test("incoming: a receipt is recorded once, and then nothing is owed", () => {
  const command: IncomingCommand = {
    type: "receipt-sent",
    recipient: bruno,
    messageId: "<c@beta.example>",
    seal: SEAL,
  };
  const events = [received([bruno]), charged, delivered];
  given(incoming, events).when(command, t0).then([receiptSent]);
  given(incoming, [...events, receiptSent]).when(command, t0).then([]);
  given(incoming, [...events, receiptSent]).thenOwes(t0, [], null);
});

Deno.test("incoming: a receipt that nobody takes is given up", () => {
  const command: IncomingCommand = {
    type: "receipt-refused",
    recipient: bruno,
    code: "5.1.1",
    detail: "unknown",
  };
  const abandoned: IncomingEvent = {
    type: "incoming.receipt-abandoned",
    at: t0,
    recipient: bruno,
    code: "5.1.1",
    detail: "unknown",
  };
  const events = [received([bruno]), charged, delivered];
  given(incoming, events).when(command, t0).then([abandoned]);
  given(incoming, [...events, abandoned]).when(command, t0).then([]);
  given(incoming, [...events, abandoned]).thenOwes(t0, [], null);
});

Deno.test("incoming: after 24 hours what nobody would take is given up, not a moment earlier", () => {
  const events = [received([bruno, dario]), delivered, refused, receiptSent];
  const late = t0 + RELAY_LIMIT;
  const expired = { code: "5.4.7", detail: "delivery time expired" };
  given(incoming, events).when({ type: "elapse" }, late - 1).then([]);
  given(incoming, events).when({ type: "elapse" }, late).then([
    { type: "incoming.charge-abandoned", at: late, transaction: 1, ...expired },
    { type: "incoming.receipt-abandoned", at: late, recipient: dario, ...expired },
  ]);
});

Deno.test("incoming: after 24 hours an envelope that is not stored yet is still stored", () => {
  given(incoming, [received([bruno]), charged]).when({ type: "elapse" }, t0 + RELAY_LIMIT).then([]);
  given(incoming, [received([bruno]), charged])
    .thenOwes(t0 + RELAY_LIMIT, [`store ${bruno}`], null);
});

Deno.test("incoming: a receipt is taken over once, and settled once", () => {
  const notice: IncomingCommand = { type: "notice", arrival: noticeArrival };
  given(incoming, []).when(notice, t0).then([noticeReceived([anna])]);
  given(incoming, [noticeReceived([anna])]).when(notice, t0 + 1).then([]);
  given(incoming, [noticeReceived([anna])]).thenOwes(t0, ["settle"], null);
  const settled: IncomingCommand = {
    type: "settled",
    deliveries: [{ recipient: anna, fault: null }],
    matched: true,
  };
  const events: IncomingEvent[] = [
    { type: "incoming.notice-delivered", at: t0, recipient: anna },
    { type: "incoming.notice-correlated", at: t0, matched: true },
  ];
  given(incoming, [noticeReceived([anna])]).when(settled, t0).then(events);
  given(incoming, [noticeReceived([anna]), ...events]).when(settled, t0).then([]);
  given(incoming, [noticeReceived([anna]), ...events]).thenOwes(t0, [], null);
  given(incoming, []).when(settled, t0).then([]);
});

Deno.test("incoming: a receipt whose mailbox cannot take it still tells the message it names", () => {
  const settled: IncomingCommand = {
    type: "settled",
    deliveries: [{ recipient: anna, fault }],
    matched: true,
  };
  given(incoming, [noticeReceived([anna])]).when(settled, t0).then([
    {
      type: "incoming.notice-undeliverable",
      at: t0,
      recipient: anna,
      detail: "indirizzo non valido",
    },
    { type: "incoming.notice-correlated", at: t0, matched: true },
  ]);
});

Deno.test("incoming: a receipt relayed again to one more recipient is settled for that one", () => {
  const events: IncomingEvent[] = [
    noticeReceived([anna]),
    { type: "incoming.notice-delivered", at: t0, recipient: anna },
    { type: "incoming.notice-correlated", at: t0, matched: true },
    noticeReceived(["carla@alfa.example"], t0 + 1),
  ];
  given(incoming, events).thenOwes(t0 + 1, ["settle"], null);
  given(incoming, events).when({
    type: "settled",
    deliveries: [{ recipient: "carla@alfa.example", fault: null }],
    matched: true,
  }, t0 + 1).then([
    { type: "incoming.notice-delivered", at: t0 + 1, recipient: "carla@alfa.example" },
  ]);
});

Deno.test("incoming: one stream holds documents of one form", () => {
  given(incoming, [noticeReceived([anna])]).when(arrive(bruno), t0).thenRefused("wrong-form");
  given(incoming, [received([bruno])]).when({ type: "notice", arrival: noticeArrival }, t0)
    .thenRefused("wrong-form");
});

Deno.test("incoming: time changes nothing where nothing has arrived, nor for a receipt", () => {
  given(incoming, []).when({ type: "elapse" }, t0).then([]);
  given(incoming, [noticeReceived([anna])]).when({ type: "elapse" }, t0 + RELAY_LIMIT).then([]);
  given(incoming, []).thenOwes(t0, [], null);
});

Deno.test("incoming: events that cannot be are refused loudly", () => {
  expect(() => fold(incoming, [charged])).toThrow("nothing has arrived yet");
  expect(() => fold(incoming, [noticeReceived([anna]), charged])).toThrow("to a receipt");
  expect(() =>
    fold(incoming, [received([bruno]), {
      type: "incoming.notice-delivered",
      at: t0,
      recipient: anna,
    }])
  ).toThrow("to an envelope");
});
