/**
 * Holds, erasures and exports.
 *
 * @module
 */
import { custody, type CustodyCommand } from "../../actors/custody.ts";
import type { CustodyEvent } from "../../events/custody.ts";
import { given } from "../support/given.ts";

const NOW = Date.parse("2029-05-21T12:00:00Z");
/** 30 months before that day, at midnight in Rome. */
const BEFORE = Date.parse("2026-11-20T23:00:00Z");
const pecId = "1@alfa.example";
const reason = "Procura di Roma";
const held: CustodyEvent = { type: "custody.held", at: 5, pecId, reason };
const released: CustodyEvent = { type: "custody.released", at: 6, pecId, reason: "archiviato" };

const one = { pecId, streams: ["outgoing-1@alfa.example", "incoming-0a"], events: 9 };
const nameless = { pecId: "", streams: ["incoming-0b"], events: 2 };

/** The event that erases so much. */
function erased(streams: readonly string[], events: number, days: string[] = []): CustodyEvent {
  return { type: "custody.erased", at: NOW, before: BEFORE, streams: [...streams], events, days };
}

function erase(change: Partial<Extract<CustodyCommand, { type: "erase" }>> = {}): CustodyCommand {
  return { type: "erase", before: BEFORE, messages: [one, nameless], days: [], ...change };
}

Deno.test("a hold and its release need a reason, and nothing is said twice", () => {
  given(custody, []).when({ type: "hold", pecId, reason }, 5).then([held]);
  given(custody, [held]).when({ type: "hold", pecId, reason: "another" }, 7).then([]);
  given(custody, [held]).when({ type: "release", pecId, reason: "archiviato" }, 6).then([released]);
  given(custody, []).when({ type: "release", pecId, reason }, 6).then([]);
  given(custody, [held, released]).when({ type: "hold", pecId, reason }, 5).then([held]);
  for (const reason of ["", "  ", "x".repeat(1001)]) {
    given(custody, []).when({ type: "hold", pecId, reason }, 5).thenRefused("no-reason");
    given(custody, [held]).when({ type: "release", pecId, reason }, 5).thenRefused("no-reason");
  }
});

Deno.test("what is old enough is erased, streams and days together", () => {
  const all = erased([...one.streams, ...nameless.streams], 11, ["2026-11-20"]);
  given(custody, []).when(erase({ days: ["2026-11-20"] }), NOW).then([all]);
  given(custody, [all]).when(erase({ messages: [] }), NOW).then([]);
  given(custody, []).when(erase({ messages: [], days: ["2026-11-20"] }), NOW)
    .then([erased([], 0, ["2026-11-20"])]);
});

Deno.test("nothing is erased before 30 months are over, whatever is asked (RFC 6109 §2.3)", () => {
  given(custody, []).when(erase({ before: BEFORE + 1 }), NOW).thenRefused("too-young");
  given(custody, []).when(erase(), Date.parse("2029-05-20T21:59:59Z")).thenRefused("too-young");
  given(custody, []).when(erase({ days: ["2026-11-21"] }), NOW).thenRefused("too-young");
});

Deno.test("a hold stops erasure until it is released; others are not in its way", () => {
  given(custody, [held]).when(erase(), NOW).thenRefused("held");
  given(custody, [held]).when(erase({ messages: [nameless] }), NOW).then([
    erased(["incoming-0b"], 2),
  ]);
  given(custody, [held, released]).when(erase(), NOW).then([
    erased([...one.streams, ...nameless.streams], 11),
  ]);
});

Deno.test("mailboxes, accounts and the log itself are not erased; 500 streams are the most", () => {
  for (const stream of ["mailbox-a@alfa.example", "account-a@alfa.example", "custody-messages"]) {
    const messages = [{ ...nameless, streams: [stream] }];
    given(custody, []).when(erase({ messages }), NOW).thenRefused("no-message");
  }
  const streams = Array.from({ length: 501 }, (_, index) => `incoming-${index}`);
  const many = (count: number) => ({ messages: [{ ...one, streams: streams.slice(0, count) }] });
  given(custody, []).when(erase(many(501)), NOW).thenRefused("too-many");
  given(custody, []).when(erase(many(500)), NOW).then([erased(streams.slice(0, 500), 9)]);
});

Deno.test("what is handed over is remembered, each time", () => {
  const exported = {
    kind: "evidence",
    to: "anna@alfa.example",
    mailbox: null,
    pecId,
    from: null,
    until: null,
    reason: "",
    digest: "ab".repeat(32),
    entries: 12,
  } as const;
  const event: CustodyEvent = { type: "custody.exported", at: 5, ...exported };
  given(custody, []).when({ type: "export", exported }, 5).then([event]);
  given(custody, [event]).when({ type: "export", exported }, 5).then([event]);
  given(custody, [event, held]).thenOwes(NOW, [], null);
});
