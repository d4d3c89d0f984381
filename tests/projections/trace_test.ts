/**
 * The log of operations: what it tells of a history.
 *
 * @module
 */
import { expect } from "expect";
import type { Storage } from "../../adapters/storage/storage.ts";
import type { AnyEvent } from "../../events/definition.ts";
import { withFolder, withStorage } from "../storage/temporary.ts";
import { appends, history, log, pecId } from "./history.ts";

function told(test: (storage: Storage) => Promise<void> | void): () => Promise<void> {
  return () =>
    withFolder((folder) =>
      withStorage(folder, async (storage) => {
        for (const append of appends()) await storage.events.append(append);
        await storage.projected();
        await test(storage);
      })
    );
}

const everything = { first: 1, last: Number.MAX_SAFE_INTEGER };
const operations = () => log().filter(({ stream }) => /^(?:outgoing|incoming)-/.test(stream));

Deno.test(
  "each operation has one line, in the order of the log",
  told(({ trace }) => {
    const lines = [...trace.traceOf(everything)];
    expect(lines.map(({ position, event, at }) => ({ position, event, at }))).toEqual(
      operations().map(({ position, event: { type, at } }) => ({ position, event: type, at })),
    );
  }),
);

Deno.test(
  "a line has every field of RFC 6109 §2.3",
  told(({ trace }) => {
    const lines = trace.linesOf(pecId);
    expect(lines.find(({ event }) => event === "outgoing.accepted")).toEqual({
      position: 2,
      at: history().get(`outgoing-${pecId}`)![1]!.at,
      event: "outgoing.accepted",
      pecId,
      msgid: "<20261121.1@client.alfa.example>",
      sender: "anna@alfa.example",
      recipients: [
        { address: "bruno@beta.example", kind: "certificato" },
        { address: "carla@gamma.example", kind: "esterno" },
      ],
      subject: "Disdetta del contratto n. 7",
      concerns: ["bruno@beta.example", "carla@gamma.example"],
      generated: [`<${pecId}>`],
      provider: "alfa.example",
    });
    expect(lines.find(({ event }) => event === "outgoing.failed")).toMatchObject({
      concerns: ["bruno@beta.example"],
      generated: ["<errore.1@beta.example>"],
    });
    expect(lines.find(({ event }) => event === "incoming.envelope-delivered")).toMatchObject({
      pecId,
      provider: "alfa.example",
    });
  }),
);

Deno.test("a presa in carico concerns the recipients of its transaction", () =>
  withFolder((folder) =>
    withStorage(folder, async ({ events, projected, trace }) => {
      const arrived = appends().find(({ stream }) => stream === "incoming-0a")!;
      const envelope = arrived.events[0]!;
      const charge = { type: "incoming.charge-notified", at: 1, messageId: "<p@beta.example>" };
      await events.append({
        ...arrived,
        events: [
          { ...envelope, recipients: ["a@beta.example"] },
          { ...envelope, recipients: ["b@beta.example", "c@beta.example"] },
          { ...charge, transaction: 2 },
          { ...charge, transaction: 1 },
        ] as unknown as AnyEvent[],
      });
      await projected();
      const charges = [...trace.traceOf({ first: 3, last: 4 })];
      expect(charges.map(({ concerns }) => concerns)).toEqual([
        ["b@beta.example", "c@beta.example"],
        ["a@beta.example"],
      ]);
    })
  ));

Deno.test("ranges: by position, and by instant across many pages", () =>
  withFolder((folder) =>
    withStorage(folder, async ({ events, projected, trace }) => {
      const [submitted] = history().get(`outgoing-${pecId}`)!;
      const count = 1203;
      const streams = Array.from({ length: count }, (_, index) => `${index}@alfa.example`);
      await Promise.all(streams.map((id, at) =>
        events.append({
          ...appends()[0]!,
          stream: `outgoing-${id}`,
          events: [{ ...submitted!, pecId: id, at } as AnyEvent],
        })
      ));
      await projected();
      const instants = (from: number, until: number) =>
        [...trace.traceOf({ from, until })].map(({ at }) => at).sort((a, b) => a - b);
      const all = streams.map((_, index) => index);
      expect(instants(0, count)).toEqual(all);
      expect(instants(1, count - 1)).toEqual(all.slice(1, -1));
      expect(instants(count, count + 1)).toEqual([]);
      const positions = [...trace.traceOf({ first: 3, last: 1003 })].map((line) => line.position);
      expect(positions).toEqual(all.map((index) => index + 1).slice(2, 1003));
      expect([...trace.messages()]).toEqual(streams.toSorted());
      expect([...trace.messagesOf(0, count)]).toEqual(streams);
      expect([...trace.messagesOf(7, 8)]).toEqual(["7@alfa.example"]);
    })
  ));

Deno.test("a period has each message of its lines once, whatever came before or beside it", () =>
  withFolder((folder) =>
    withStorage(folder, async ({ events, projected, trace }) => {
      const [submitted] = appends()[0]!.events;
      const lines = [["a", "a", 5], ["a", "b", 6], ["b", "c", 7], ["a", "d", 9], ["c", "e", 10]];
      for (const [id, stream, at] of lines) {
        const event = { ...submitted!, pecId: `${id}@alfa.example`, at } as AnyEvent;
        await events.append({ ...appends()[0]!, stream: `outgoing-${stream}`, events: [event] });
      }
      await projected();
      const of = (from: number, until: number) =>
        [...trace.messagesOf(from, until)].map((pecId) => pecId[0]).join("");
      expect([of(0, 99), of(6, 10), of(7, 10), of(8, 11), of(10, 10)])
        .toEqual(["abc", "ab", "ba", "ac", ""]);
    })
  ));

Deno.test(
  "what is no PEC has a line without an identificativo",
  told(async ({ events, projected, trace }) => {
    const anomalies = history().get("incoming-0a")!
      .filter(({ type }) => type.startsWith("incoming.anomaly-"));
    await events.append({ ...appends()[0]!, stream: "incoming-0c", events: anomalies });
    await projected();
    const lines = [...trace.traceOf(everything)].filter((line) => line.pecId === "");
    expect(lines.map(({ event }) => event)).toEqual(anomalies.map(({ type }) => type));
    expect(lines[0]!.recipients).toEqual(lines[0]!.concerns.map((address) => ({
      address,
      kind: null,
    })));
    expect([...trace.messagesOf(0, Number.MAX_SAFE_INTEGER)]).toEqual([pecId]);
    expect([...trace.messages()]).toEqual([pecId]);
  }),
);
