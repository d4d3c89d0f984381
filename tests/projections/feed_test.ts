/**
 * The feed of facts for partners: what it tells of a history, and how it is read.
 *
 * @module
 */
import { expect } from "expect";
import { apply } from "../../adapters/storage/sqlite/projector.ts";
import { openForWriting } from "../../adapters/storage/sqlite/schema.ts";
import { Statements } from "../../adapters/storage/sqlite/statements.ts";
import type { Storage } from "../../adapters/storage/storage.ts";
import type { AnyEvent } from "../../events/definition.ts";
import { feed as projection } from "../../events/projections/feed.ts";
import type { EventStore } from "../../events/store.ts";
import { withFolder, withStorage } from "../storage/temporary.ts";
import { dump } from "./tables.ts";

const AT = Date.UTC(2026, 10, 22, 8);

/** A message of anna to a certified and an ordinary recipient, as the log tells it. */
const message: readonly (readonly [type: string, data: Record<string, unknown>])[] = [
  ["outgoing.submitted", {
    pecId: "m1@alfa.example",
    account: "Anna@alfa.example",
    sender: "anna@alfa.example",
    recipients: ["bruno@beta.example", "carla@gamma.example"],
    content: [],
    size: 1,
    subject: "Disdetta",
    replyTo: "",
    receipt: "completa",
  }],
  ["outgoing.requested", {
    by: "k7f3q9w2e5r8",
    fingerprint: "a".repeat(64),
    reference: "ordine-42",
    metadata: { pratica: "7" },
  }],
  ["outgoing.accepted", {
    recipients: [
      { address: "bruno@beta.example", kind: "certificato" },
      { address: "carla@gamma.example", kind: "esterno" },
    ],
    relayUntil: AT,
  }],
  ["outgoing.answered", { messageId: "<r1@alfa.example>" }],
  ["outgoing.dispatched", {
    recipients: ["bruno@beta.example", "carla@gamma.example"],
    hop: "mx.example",
    reply: "250",
  }],
  ["outgoing.taken-in-charge", {
    recipients: ["bruno@beta.example"],
    provider: "beta.example",
    messageId: "<p1@beta.example>",
  }],
  ["outgoing.delivered", {
    recipient: "bruno@beta.example",
    provider: "beta.example",
    messageId: "<c1@beta.example>",
  }],
];

function eventsOf(parts: typeof message): AnyEvent[] {
  return parts.map(([type, data]) => ({ type, at: AT, ...data }) as AnyEvent);
}

async function append(
  events: EventStore,
  stream: string,
  parts: typeof message,
  expectedVersion = 0,
): Promise<void> {
  await events.append({ stream, expectedVersion, events: eventsOf(parts), wake: null });
}

const received = (uid: number, kind: string) =>
  ["mailbox.stored", {
    entry: `e${uid}`,
    uid,
    folder: 1,
    content: [],
    size: 9,
    kind,
    pecId: kind === "errore" ? "" : "x@beta.example",
    messageId: "<x@beta.example>",
    subject: "Avviso",
    flags: [],
  }] as const;

function withFeed(test: (storage: Storage, folder: string) => Promise<void>): () => Promise<void> {
  return () => withFolder((folder) => withStorage(folder, (storage) => test(storage, folder)));
}

Deno.test(
  "feed: a fact about several recipients is an entry for each; sequences have no gap",
  withFeed(async ({ events, projected, feed }) => {
    const planned = {
      ...message[0]![1],
      ...message[1]![1],
      recipients: [{ address: "bruno@beta.example", kind: "certificato" }],
      sendAt: AT,
    };
    const { sender: _s, replyTo: _r, ...data } = planned as Record<string, unknown>;
    await append(events, "scheduled-m1", [["scheduled.planned", data]]);
    await append(events, "outgoing-m1@alfa.example", message);
    await append(events, "outgoing-m1@alfa.example", [
      ["outgoing.taken-in-charge", {
        recipients: ["dario@beta.example", "elena@beta.example"],
        provider: "beta.example",
        messageId: "<p2@beta.example>",
      }],
    ], message.length);
    await projected();
    const { entries } = feed.feedAfter(0, 100, {});
    expect(entries.map(({ type, sequence, data }) => [sequence, type, JSON.parse(data).recipient]))
      .toEqual([
        [1, "message.scheduled", undefined],
        [2, "message.accepted", undefined],
        [3, "message.receipt_issued", null],
        [4, "message.external_handed_over", "carla@gamma.example"],
        [5, "message.taken_in_charge", "bruno@beta.example"],
        [6, "message.delivered", "bruno@beta.example"],
        [7, "message.taken_in_charge", "dario@beta.example"],
        [8, "message.taken_in_charge", "elena@beta.example"],
      ]);
    expect(
      new Set(
        entries.map(({ mailbox, reference, metadata }) =>
          JSON.stringify([mailbox, reference, metadata])
        ),
      ),
    ).toEqual(
      new Set([
        JSON.stringify(["anna@alfa.example", "ordine-42", '{"pratica":"7"}']),
      ]),
    );
  }),
);

Deno.test(
  "feed: what arrives is told, receipts and what the holder files are not",
  withFeed(async ({ events, projected, feed }) => {
    const kinds = ["posta-certificata", "accettazione", "original", "errore", "imported"];
    const parts = kinds.map((kind, index) => received(index + 1, kind));
    await append(events, "mailbox-anna@alfa.example", parts);
    await projected();
    const { entries } = feed.feedAfter(0, 100, {});
    expect(entries.map(({ sequence, data }) => [sequence, JSON.parse(data)])).toEqual([
      [1, expect.objectContaining({ uid: 1, kind: "certified", pec_id: "x@beta.example" })],
      [2, expect.objectContaining({ uid: 4, kind: "anomaly", pec_id: null })],
    ]);
  }),
);

Deno.test(
  "feed: pages by mailbox, domain, type and stream lead on from where they end",
  withFeed(async ({ events, projected, feed }) => {
    const pages = 30;
    for (let index = 0; index < pages; index++) {
      const mailbox = index % 3 === 0 ? "mailbox-a@alfa.example" : "mailbox-b@beta.example";
      const version = (await events.readStream(mailbox, 0, 100)).length;
      await append(events, mailbox, [received(version + 1, "posta-certificata")], version);
    }
    await append(events, "outgoing-m1@alfa.example", message);
    await projected();
    const all = (filter: Parameters<typeof feed.feedAfter>[2], limit: number) => {
      const found: string[] = [];
      for (let after = 0;;) {
        const { entries, next, more } = feed.feedAfter(after, limit, filter);
        found.push(...entries.map(({ mailbox, type }) => `${mailbox} ${type}`));
        expect(next).toBeGreaterThanOrEqual(after);
        after = next;
        if (!more) return found;
      }
    };
    expect(all({}, 7)).toHaveLength(pages + 5);
    expect(all({ mailboxes: ["a@alfa.example"] }, 3)).toHaveLength(10);
    expect(all({ mailboxes: ["a@alfa.example", "b@beta.example"] }, 4)).toHaveLength(30);
    expect(all({ mailboxes: ["*@alfa.example"] }, 4)).toHaveLength(15);
    expect(all({ types: ["message.delivered"] }, 4)).toEqual([
      "anna@alfa.example message.delivered",
    ]);
    const streams = ["scheduled-m1", "outgoing-m1@alfa.example"];
    expect(all({ streams }, 2)).toHaveLength(5);
    expect(all({ mailboxes: [] }, 2)).toEqual([]);
    expect(feed.lastFeedEntryBefore(AT)).toBe(0);
    expect(feed.lastFeedEntryBefore(AT + 1)).toBe(feed.lastFeedEntry());
  }),
);

Deno.test(
  "feed: taken in twice, or built anew, it is the same; erased streams leave nothing",
  withFeed(async ({ events, projected, rebuild }, folder) => {
    await append(events, "outgoing-m1@alfa.example", message);
    await append(events, "mailbox-anna@alfa.example", [received(1, "errore")]);
    await projected();
    using database = openForWriting(folder, "NORMAL");
    const live = dump(database);
    const statements = new Statements(database);
    const log = await events.readAll(0, 100);
    for (const recorded of log) apply(statements, projection, recorded);
    expect(dump(database)).toEqual(live);
    await rebuild("feed");
    expect(dump(database)).toEqual(live);
    const event = {
      type: "custody.erased",
      at: AT,
      streams: ["outgoing-m1@alfa.example"],
    } as unknown as AnyEvent;
    const recorded = { position: 99, stream: "custody-messages", version: 1, event };
    apply(statements, projection, recorded);
    expect(dump(database)).toMatchObject({
      feed: [{ mailbox: "anna@alfa.example" }],
      feed_messages: [],
    });
    expect((dump(database)["feed"] as unknown[]).length).toBe(1);
  }),
);
