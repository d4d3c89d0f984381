import {
  outgoing,
  type OutgoingCommand,
  RELAY_LIMIT,
  type Submission,
} from "../../actors/outgoing.ts";
import type { FormalFacts } from "../../actors/formal_checks.ts";
import type { OutgoingEvent } from "../../events/outgoing.ts";
import { HOUR } from "../../events/instant.ts";
import { given } from "../support/given.ts";
import { SEAL } from "../support/seal.ts";

const t0 = Date.UTC(2026, 10, 21, 9, 30);
const anna = "anna@alfa.example";
const bruno = "bruno@beta.example";
const carla = "carla@alfa.example";
const dario = "dario@posta.example";
const content = [{ blob: "a".repeat(64), offset: 0, length: 100 }];

const submission: Submission = {
  pecId: "01ARZ@alfa.example",
  account: anna,
  sender: anna,
  recipients: [
    { address: bruno, kind: "certificato" },
    { address: carla, kind: "certificato" },
    { address: dario, kind: "esterno" },
  ],
  content,
  size: 100,
  msgid: "<1@client>",
  subject: "Perché",
  replyTo: anna,
  receipt: "completa",
};
const facts: FormalFacts = {
  account: anna,
  sender: anna,
  recipients: [bruno, carla, dario],
  from: { addresses: [anna], invalid: [] },
  to: { addresses: [bruno, dario], invalid: [] },
  cc: { addresses: ["Carla@ALFA.example"], invalid: [] },
  bcc: false,
  size: 100,
  maxTotalBytes: 300,
};
const submit: OutgoingCommand = { type: "submit", submission, facts, virus: null };
const { recipients: classified, ...rest } = submission;
const submitted: OutgoingEvent = {
  type: "outgoing.submitted",
  at: t0,
  ...rest,
  content,
  recipients: [bruno, carla, dario],
};
const accepted: OutgoingEvent = {
  type: "outgoing.accepted",
  at: t0,
  recipients: [...classified],
  relayUntil: t0 + RELAY_LIMIT,
};
const answered: OutgoingEvent = {
  type: "outgoing.answered",
  at: t0,
  messageId: "<r@alfa.example>",
};
const dispatchedAll: OutgoingEvent = {
  type: "outgoing.dispatched",
  at: t0,
  recipients: [bruno, carla, dario],
  hop: "mx",
  reply: "250 2.0.0 ok",
};

const settled: OutgoingEvent[] = [bruno, carla].map((recipient) => ({
  type: "outgoing.delivered",
  at: t0,
  recipient,
  provider: "Beta",
  messageId: "<c@beta.example>",
}));

Deno.test("outgoing: a correct message is submitted and accepted at one instant", () => {
  given(outgoing, []).when(submit, t0).then([submitted, accepted]);
});

Deno.test("outgoing: the size rule counts every recipient", () => {
  const command = { ...submit, facts: { ...facts, maxTotalBytes: 299 } };
  given(outgoing, []).when(command, t0).then([submitted, {
    type: "outgoing.refused",
    at: t0,
    recipients: [...classified],
    fault: "too-large",
    about: "299",
  }]);
});

Deno.test("outgoing: a PEC id is never used twice", () => {
  given(outgoing, [submitted, accepted]).when(submit, t0).thenRefused("already-submitted");
});

Deno.test("outgoing: an accepted message owes the receipt and one dispatch for each domain", () => {
  given(outgoing, [submitted, accepted]).thenOwes(
    t0,
    ["answer", "dispatch beta.example", "dispatch alfa.example", "dispatch posta.example"],
    t0 + 12 * HOUR,
  );
});

Deno.test("outgoing: the seals of receipt and notices are remembered; an ordinary notice has none", () => {
  const answer = { messageId: "<r@alfa.example>", seal: SEAL };
  given(outgoing, [submitted, accepted]).when({ type: "answered", ...answer }, t0)
    .then([{ type: "outgoing.answered", at: t0, ...answer }]);
  const notice = { recipient: dario, messageId: "<n@alfa.example>" };
  given(outgoing, [submitted, accepted]).when({ type: "failure-notified", ...notice }, t0)
    .then([{ type: "outgoing.failure-notified", at: t0, ...notice }]);
  given(outgoing, [submitted, accepted])
    .when({ type: "failure-notified", ...notice, seal: SEAL }, t0)
    .then([{ type: "outgoing.failure-notified", at: t0, ...notice, seal: SEAL }]);
});

Deno.test("outgoing: a refused message owes nothing but its notice", () => {
  const refused: OutgoingEvent = {
    type: "outgoing.refused",
    at: t0,
    recipients: [...classified],
    fault: "bcc-present",
    about: "",
  };
  given(outgoing, [submitted, refused]).thenOwes(t0, ["answer"], null);
  given(outgoing, [submitted, refused, answered]).thenOwes(t0, [], null);
});

Deno.test("outgoing: taken and refused recipients of one transaction are kept apart", () => {
  const refused = {
    recipient: bruno,
    error: "no-dest",
    code: "5.1.1",
    detail: "no such user",
  } as const;
  given(outgoing, [submitted, accepted]).when({
    type: "handed-over",
    hop: "mx",
    reply: "250 ok",
    taken: [carla],
    refused: [refused],
    seal: SEAL,
  }, t0 + 1).then([
    {
      type: "outgoing.dispatched",
      at: t0 + 1,
      recipients: [carla],
      hop: "mx",
      reply: "250 ok",
      seal: SEAL,
    },
    { type: "outgoing.relay-failed", at: t0 + 1, ...refused },
  ]);
});

Deno.test("outgoing: a dispatch reported twice is recorded once", () => {
  given(outgoing, [submitted, accepted, dispatchedAll]).when({
    type: "handed-over",
    hop: "mx",
    reply: "250 ok",
    taken: [bruno],
    refused: [],
    seal: SEAL,
  }, t0 + 1).then([]);
});

Deno.test("outgoing: an ordinary recipient that waits for 24 hours has failed, no moment earlier", () => {
  const events = [
    submitted,
    accepted,
    { ...dispatchedAll, recipients: [bruno, carla] },
    ...settled,
  ];
  given(outgoing, events).when({ type: "elapse" }, t0 + RELAY_LIMIT - 1).then([]);
  given(outgoing, events).when({ type: "elapse" }, t0 + RELAY_LIMIT).then([{
    type: "outgoing.relay-failed",
    at: t0 + RELAY_LIMIT,
    recipient: dario,
    error: "altro",
    code: "5.4.7",
    detail: "",
  }]);
});

Deno.test("outgoing: a relay failure owes its notice once", () => {
  const failed: OutgoingEvent = {
    type: "outgoing.relay-failed",
    at: t0,
    recipient: dario,
    error: "no-dest",
    code: "5.1.1",
    detail: "no such user",
  };
  const events = [
    submitted,
    accepted,
    answered,
    {
      ...dispatchedAll,
      recipients: [bruno, carla],
    },
    ...settled,
    failed,
  ];
  given(outgoing, events).thenOwes(t0, [`notify-failure ${dario}`], null);
  given(outgoing, [...events, {
    type: "outgoing.failure-notified",
    at: t0,
    recipient: dario,
    messageId: "<n@alfa.example>",
  }]).thenOwes(t0, [], null);
});

Deno.test("outgoing: receipts of other providers advance the recipient they name, once", () => {
  const receipt: OutgoingCommand = {
    type: "delivered",
    recipient: "BRUNO@beta.example",
    provider: "Beta",
    messageId: "<c@beta.example>",
  };
  const delivered: OutgoingEvent = {
    type: "outgoing.delivered",
    at: t0 + 5,
    recipient: bruno,
    provider: "Beta",
    messageId: "<c@beta.example>",
  };
  const sent = [submitted, accepted, answered, dispatchedAll];
  given(outgoing, sent).when(receipt, t0 + 5).then([delivered]);
  given(outgoing, [...sent, delivered]).when(receipt, t0 + 6).then([]);
});

Deno.test("outgoing: a receipt for a stranger, or for an external recipient, changes nothing", () => {
  const sent = [submitted, accepted, answered, dispatchedAll];
  const receipt = { type: "delivered", provider: "Beta", messageId: "<c@beta.example>" } as const;
  given(outgoing, sent).when({ ...receipt, recipient: "x@beta.example" }, t0)
    .thenRefused("unknown-recipient");
  given(outgoing, sent).when({ ...receipt, recipient: dario }, t0)
    .thenRefused("unknown-recipient");
  given(outgoing, []).when({ ...receipt, recipient: bruno }, t0).thenRefused("unknown-message");
});

Deno.test("outgoing: a presa in carico counts for the recipients that it had not covered", () => {
  const taken = (recipients: string[], at: number): OutgoingEvent => ({
    type: "outgoing.taken-in-charge",
    at,
    recipients,
    provider: "Beta",
    messageId: "<p@beta.example>",
  });
  const command: OutgoingCommand = {
    type: "taken-in-charge",
    recipients: [bruno, carla],
    provider: "Beta",
    messageId: "<p@beta.example>",
  };
  given(outgoing, [submitted, accepted, dispatchedAll, taken([bruno], t0)])
    .when(command, t0 + 9).then([taken([carla], t0 + 9)]);
});
