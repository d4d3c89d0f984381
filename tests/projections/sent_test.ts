/**
 * The list of sent messages: what it knows of a history, and how it is searched.
 *
 * @module
 */
import { expect } from "expect";
import { messageOf } from "../../adapters/api/messages/view.ts";
import type { SentFilter } from "../../adapters/storage/sent.ts";
import { apply } from "../../adapters/storage/sqlite/projector.ts";
import { openForWriting } from "../../adapters/storage/sqlite/schema.ts";
import { Statements } from "../../adapters/storage/sqlite/statements.ts";
import type { Storage } from "../../adapters/storage/storage.ts";
import type { OutgoingEvent } from "../../events/outgoing.ts";
import { sent as projection } from "../../events/projections/sent.ts";
import type { ScheduledEvent } from "../../events/scheduled.ts";
import type { CustodyEvent } from "../../events/custody.ts";
import { withFolder, withStorage } from "../storage/temporary.ts";
import { dump } from "./tables.ts";

const AT = Date.UTC(2026, 10, 22, 8);
const BRUNO = "Bruno@beta.example";
const CARLA = "carla@gamma.example";
const classified = [
  { address: BRUNO, kind: "certificato" as const },
  { address: CARLA, kind: "esterno" as const },
];

function submitted(pecId: string, changes: object = {}): OutgoingEvent[] {
  return [{
    type: "outgoing.submitted",
    at: AT,
    pecId,
    account: "Anna@alfa.example",
    sender: "anna@alfa.example",
    recipients: [BRUNO, CARLA],
    content: [],
    size: 1,
    subject: "Disdetta È",
    replyTo: "",
    receipt: "completa",
    ...changes,
  }, { type: "outgoing.accepted", at: AT, recipients: classified, relayUntil: AT }];
}

const requested: OutgoingEvent = {
  type: "outgoing.requested",
  at: AT,
  by: "key1",
  fingerprint: "a".repeat(64),
  reference: "ordine-42",
};

function planned(pecId: string): ScheduledEvent {
  return {
    type: "scheduled.planned",
    at: AT,
    by: "key1",
    fingerprint: "a".repeat(64),
    reference: "ordine-43",
    pecId,
    account: "Anna@alfa.example",
    recipients: classified,
    content: [],
    size: 1,
    subject: "Sollecito",
    receipt: "completa",
    sendAt: AT + 1,
  };
}

const FAILED: OutgoingEvent = {
  type: "outgoing.failed",
  at: AT,
  recipient: BRUNO,
  provider: "B",
  error: "altro",
  messageId: "<f>",
};

type Events = readonly (OutgoingEvent | ScheduledEvent | CustodyEvent)[];
type Streams = readonly (readonly [stream: string, events: Events])[];

async function told(
  streams: Streams,
  test: (storage: Storage, folder: string) => Promise<void> | void,
): Promise<void> {
  await withFolder((folder) =>
    withStorage(folder, async (storage) => {
      await appendAll(storage, streams);
      await test(storage, folder);
    })
  );
}

async function appendAll(storage: Storage, streams: Streams): Promise<void> {
  for (const [stream, events] of streams) {
    const expectedVersion = (await storage.events.readStream(stream, 0, 500)).length;
    const wake = null;
    const append = { stream, expectedVersion, events, wake, blobs: [] };
    await storage.events.append(append as never);
  }
  await storage.projected();
}

const ANNA: SentFilter = { senders: { addresses: ["ANNA@alfa.example"], domains: [] } };

function found({ sent }: Storage, filter: Partial<SentFilter> = {}): readonly string[] {
  const stretch = sent.sentBefore(Number.MAX_SAFE_INTEGER, 100, { ...ANNA, ...filter });
  expect(stretch.next).toBe(null);
  return stretch.messages.map(({ pecId }) => pecId.split("@")[0]!);
}

Deno.test("messages are found by what they are searched for, the newest first", () =>
  told([
    ["outgoing-m1@alfa.example", submitted("m1@alfa.example")],
    ["outgoing-m2@alfa.example", [
      ...submitted("m2@alfa.example", { subject: "Preventivo", at: AT + 1000 }).slice(0, 1),
      requested,
      submitted("m2@alfa.example")[1]!,
      { type: "outgoing.delivered", at: AT, recipient: BRUNO, provider: "B", messageId: "<r>" },
    ]],
    ["outgoing-m3@alfa.example", submitted("m3@alfa.example", { account: "dino@alfa.example" })],
    ["scheduled-p1", [planned("p1@alfa.example")]],
  ], (storage) => {
    expect(found(storage)).toEqual(["p1", "m2", "m1"]);
    expect(found(storage, { subject: "disdetta è" })).toEqual(["m1"]);
    expect(found(storage, { subject: "%" })).toEqual([]);
    expect(found(storage, { reference: "ordine-42" })).toEqual(["m2"]);
    expect(found(storage, { reference: "ordine-4" })).toEqual([]);
    expect(found(storage, { recipient: "bruno@BETA.example" })).toEqual(["p1", "m2", "m1"]);
    expect(found(storage, { recipient: "dino@beta.example" })).toEqual([]);
    expect(found(storage, { recipientState: "delivered" })).toEqual(["m2"]);
    expect(found(storage, { recipientState: "delivered", recipient: CARLA })).toEqual([]);
    expect(found(storage, { recipientState: "external", recipient: CARLA })).toEqual(["m2", "m1"]);
    expect(found(storage, { state: "scheduled" })).toEqual(["p1"]);
    expect(found(storage, { state: "accepted" })).toEqual(["m2", "m1"]);
    expect(found(storage, { from: AT + 1 })).toEqual(["m2"]);
    expect(found(storage, { until: AT + 1 })).toEqual(["p1", "m1"]);
    const senders = { addresses: [], domains: ["alfa.example"] };
    expect(found(storage, { senders })).toEqual(["p1", "m3", "m2", "m1"]);
    const some = { addresses: ["dino@alfa.example"], domains: ["beta.example"] };
    expect(found(storage, { senders: some })).toEqual(["m3"]);
    expect(found(storage, { senders: some, reference: "ordine-42" })).toEqual([]);
  }));

Deno.test("a list goes on from page to page, also where nothing fits", () => {
  const names = Array.from({ length: 23 }, (_, index) => `m${index}`);
  const streams = names.map((name) =>
    [`outgoing-${name}@alfa.example`, submitted(`${name}@alfa.example`)] as const
  );
  return told(streams, ({ sent }) => {
    const seen: string[] = [];
    for (let before = Number.MAX_SAFE_INTEGER, page = 0;; page++) {
      const { messages, next } = sent.sentBefore(before, 10, ANNA);
      expect(messages.every(({ recipients }) => recipients === 2)).toBe(true);
      seen.push(...messages.map(({ pecId }) => pecId.split("@")[0]!));
      if (next === null) break;
      expect(page).toBeLessThan(3);
      before = next;
    }
    expect(seen).toEqual(names.reverse());
  });
});

Deno.test("one page looks at so many messages, and leads on", () =>
  withFolder(async (folder) => {
    await withStorage(folder, () => Promise.resolve());
    const database = openForWriting(folder, "NORMAL");
    const insert = database.prepare(`INSERT INTO sent VALUES
      (?, ?, ?, 'anna@alfa.example', 'alfa.example', 0, 'x', NULL, 'accepted')`);
    database.exec("BEGIN");
    for (let at = 1; at <= 12_000; at++) insert.run(at, `outgoing-${at}`, `${at}@alfa.example`);
    database.exec("COMMIT");
    database.close();
    await withStorage(folder, ({ sent }) => {
      const pages: (number | null)[] = [];
      for (let before: number | null = Number.MAX_SAFE_INTEGER; before !== null;) {
        const { messages, next } = sent.sentBefore(before, 10, { ...ANNA, subject: "y" });
        expect(messages).toEqual([]);
        pages.push(next);
        before = next;
      }
      expect(pages).toEqual([7001, 2001, null]);
      return Promise.resolve();
    });
  }));

Deno.test("a plan is listed until the message is sent, then that alone", () =>
  told([["scheduled-p1", [planned("p1@alfa.example")]]], async (storage) => {
    expect(found(storage, { reference: "ordine-43" })).toEqual(["p1"]);
    await appendAll(storage, [["outgoing-p1@alfa.example", submitted("p1@alfa.example")]]);
    expect(found(storage)).toEqual(["p1"]);
    expect(found(storage, { state: "scheduled" })).toEqual([]);
    const done: ScheduledEvent = { type: "scheduled.sent", at: AT, pecId: "p1@alfa.example" };
    await appendAll(storage, [["scheduled-p1", [done]]]);
    expect(found(storage, { state: "accepted" })).toEqual(["p1"]);
  }));

Deno.test("plans that are called off or fail stay, and say so", () =>
  told([
    ["scheduled-p1", [planned("p1@alfa.example"), {
      type: "scheduled.cancelled",
      at: AT,
      by: "key1",
    }]],
    ["scheduled-p2", [planned("p2@alfa.example"), {
      type: "scheduled.failed",
      at: AT,
      reason: "mailbox-closed",
    }]],
  ], (storage) => {
    expect(found(storage, { state: "cancelled" })).toEqual(["p1"]);
    expect(found(storage, { state: "failed" })).toEqual(["p2"]);
    expect(found(storage, { recipientState: "not_sent" })).toEqual(["p2", "p1"]);
  }));

Deno.test("the states of the list are those of the message, whatever has happened to it", () => {
  const moves: OutgoingEvent[] = [
    { type: "outgoing.relay-failed", error: "altro", code: "4.4.1", detail: "" },
    { type: "outgoing.overdue", hours: 12 },
    { type: "outgoing.taken-in-charge", provider: "B", messageId: "<p>" },
    { type: "outgoing.overdue", hours: 24 },
    { type: "outgoing.virus-reported", provider: "B", messageId: "<v>", description: "Eicar" },
    { type: "outgoing.failed", provider: "B", error: "no-dest", messageId: "<f>" },
    { type: "outgoing.delivered", provider: "B", messageId: "<c>" },
  ].map((one) => ({ ...one, at: AT, recipient: BRUNO, recipients: [BRUNO] }) as never);
  const histories = moves.flatMap((one) => moves.map((other) => [one, other]));
  const streams = histories.map((history, index) => {
    const events = history.map(strict);
    return [
      `outgoing-m${index}@alfa.example`,
      [...submitted(`m${index}@alfa.example`), ...events],
    ] as const;
  });
  return told(streams, (storage) => {
    for (const [index, [, events]] of streams.entries()) {
      const [bruno] = messageOf(events).recipients;
      const hits = found(storage, { recipient: BRUNO, recipientState: bruno!.state });
      expect([events.slice(2), hits.includes(`m${index}`)]).toEqual([events.slice(2), true]);
    }
  });
});

/** Without the field that the event does not have. */
function strict(event: OutgoingEvent): OutgoingEvent {
  const { recipient, recipients, ...rest } = event as never as Record<string, unknown>;
  return (rest["type"] === "outgoing.taken-in-charge"
    ? { ...rest, recipients }
    : { ...rest, recipient }) as never;
}

Deno.test("events that are applied again change nothing, and erased ones leave nothing", () =>
  told([
    [
      "outgoing-m1@alfa.example",
      [
        ...submitted("m1@alfa.example"),
        { type: "outgoing.overdue", at: AT, recipient: BRUNO, hours: 12 },
        FAILED,
      ],
    ],
    ["scheduled-p1", [planned("p1@alfa.example")]],
  ], async (storage, folder) => {
    const database = openForWriting(folder, "NORMAL");
    const before = dump(database);
    const recorded = [
      ...await storage.events.readStream("outgoing-m1@alfa.example", 0, 100),
      ...await storage.events.readStream("scheduled-p1", 0, 100),
    ];
    for (const one of recorded) {
      apply(new Statements(database), projection, one);
      expect(dump(database)).toEqual(before);
    }
    database.close();
    await appendAll(storage, [["custody-messages", [{
      type: "custody.erased",
      at: AT,
      before: AT + 1,
      streams: ["outgoing-m1@alfa.example"],
      events: 4,
      days: [],
    }]]]);
    expect(found(storage)).toEqual(["p1"]);
    expect(found(storage, { recipientState: "failed" })).toEqual([]);
  }));
