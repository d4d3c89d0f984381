import { expect } from "expect";
import fc from "fast-check";
import { isRefusal } from "../../actors/actor.ts";
import {
  LONGEST_WAIT,
  type PlannedMessage,
  scheduled,
  type ScheduledCommand,
  scheduledKey,
} from "../../actors/scheduled.ts";
import { HOUR } from "../../events/instant.ts";
import type { ScheduledEvent } from "../../events/scheduled.ts";
import { fold, given } from "../support/given.ts";

const t0 = Date.UTC(2026, 10, 21, 9, 30);
const by = "k7f3q9w2e5r8";
const message: PlannedMessage = {
  by,
  fingerprint: "a".repeat(64),
  reference: "ordine-42",
  pecId: "K00000000000000000000000000@alfa.example",
  account: "anna@alfa.example",
  recipients: [{ address: "bruno@beta.example", kind: "certificato" }],
  content: [{ blob: "b".repeat(64), offset: 0, length: 10 }],
  size: 10,
  subject: "Disdetta",
  receipt: "completa",
  sendAt: t0 + HOUR,
};
const due = message.sendAt;
const planned: ScheduledEvent = { type: "scheduled.planned", at: t0, ...message };
const cancelled: ScheduledEvent = { type: "scheduled.cancelled", at: t0 + 1, by };
const released: ScheduledEvent = { type: "scheduled.released", at: due, pecId: message.pecId };
const sent: ScheduledEvent = { type: "scheduled.sent", at: due, pecId: message.pecId };
const failed: ScheduledEvent = { type: "scheduled.failed", at: due, reason: "mailbox-closed" };
const plan = { type: "plan", message } as const;
const cancel = { type: "cancel", by } as const;
const move = (sendAt: number) => ({ type: "move", by, sendAt }) as const;
const elapse = { type: "elapse" } as const;

Deno.test("scheduled: a message is planned once", () => {
  given(scheduled, []).when(plan, t0).then([planned]);
  given(scheduled, [planned]).when(plan, t0).thenRefused("already-planned");
  given(scheduled, [planned, cancelled]).when(plan, t0).thenRefused("already-planned");
});

Deno.test("scheduled: it waits for its time, then it is released, and owed", () => {
  given(scheduled, [planned]).thenOwes(t0, [], due);
  given(scheduled, [planned]).when(elapse, due - 1).then([]);
  given(scheduled, [planned]).when(elapse, due).then([released]);
  given(scheduled, [planned, released]).thenOwes(due, ["submit"], null);
});

Deno.test("scheduled: nothing is owed once it is sent, called off or has failed", () => {
  given(scheduled, [planned, released, sent]).thenOwes(due, [], null);
  given(scheduled, [planned, released, failed]).thenOwes(due, [], null);
  given(scheduled, [planned, cancelled]).thenOwes(t0 + 1, [], null);
  given(scheduled, [planned, cancelled]).when(elapse, due).then([]);
});

Deno.test("scheduled: it is called off while it is planned, and no longer", () => {
  given(scheduled, [planned]).when(cancel, t0 + 1).then([cancelled]);
  given(scheduled, [planned, cancelled]).when(cancel, t0 + 2).then([]);
  given(scheduled, [planned, released]).when(cancel, due).thenRefused("too-late");
  given(scheduled, [planned, released, sent]).when(cancel, due).thenRefused("too-late");
  given(scheduled, []).when(cancel, t0).thenRefused("unknown-message");
});

Deno.test("scheduled: its time is moved while it is planned", () => {
  const later = due + HOUR;
  const moved: ScheduledEvent = { type: "scheduled.moved", at: t0, by, sendAt: later };
  given(scheduled, [planned]).when(move(later), t0).then([moved]);
  given(scheduled, [planned]).when(move(due), t0).then([]);
  given(scheduled, [planned, moved]).thenOwes(t0, [], later);
  given(scheduled, [planned, moved]).when(elapse, due).then([]);
  given(scheduled, [planned, cancelled]).when(move(later), t0).thenRefused("too-late");
  given(scheduled, [planned, released]).when(move(later), due).thenRefused("too-late");
});

Deno.test("scheduled: a year ahead is the most", () => {
  const far = { ...message, sendAt: t0 + LONGEST_WAIT + 1 };
  given(scheduled, []).when({ type: "plan", message: far }, t0).thenRefused("too-far");
  given(scheduled, [planned]).when(move(far.sendAt), t0).thenRefused("too-far");
  given(scheduled, [planned]).when(move(far.sendAt), t0 + 1).then([
    { type: "scheduled.moved", at: t0 + 1, by, sendAt: far.sendAt },
  ]);
});

Deno.test("scheduled: an outcome counts once, and only of what was released", () => {
  const failure = { type: "failed", reason: "mailbox-closed" } as const;
  given(scheduled, [planned, released]).when({ type: "sent" }, due).then([sent]);
  given(scheduled, [planned, released]).when(failure, due).then([failed]);
  given(scheduled, [planned, released, sent]).when({ type: "sent" }, due).then([]);
  given(scheduled, [planned, released, sent]).when(failure, due).then([]);
  given(scheduled, [planned]).when({ type: "sent" }, t0).then([]);
});

Deno.test("scheduled: never both called off and submitted, in whatever order things come", () => {
  const commands = fc.constantFrom<ScheduledCommand | { type: "elapse" }>(
    plan,
    cancel,
    move(due - 1),
    elapse,
    { type: "sent" },
    { type: "failed", reason: "content-refused" },
  );
  fc.assert(fc.property(
    fc.array(fc.tuple(commands, fc.nat(2 * HOUR)), { maxLength: 20 }),
    (steps) => {
      const events: ScheduledEvent[] = [];
      for (const [command, after] of steps) {
        const decision = scheduled.decide(fold(scheduled, events), command, t0 + after);
        if (!isRefusal(decision)) events.push(...decision);
      }
      const types = events.map(({ type }) => type);
      const isOff = types.includes("scheduled.cancelled");
      expect(isOff && types.includes("scheduled.released")).toBe(false);
      expect(types.filter((type) => type === "scheduled.released").length).toBeLessThan(2);
    },
  ));
});

Deno.test("scheduled: its stream is that of the local part", () => {
  expect(scheduledKey(message.pecId)).toBe("K00000000000000000000000000");
});
