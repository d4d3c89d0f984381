/**
 * What the projections tell of a history.
 *
 * @module
 */
import { expect } from "expect";
import { messageTable } from "../../adapters/console/messages.ts";
import type { AnyEvent } from "../../events/definition.ts";
import { blobReferences } from "../../events/projections/blob_references.ts";
import { mailbox } from "../../events/projections/mailbox.ts";
import { timeline } from "../../events/projections/timeline.ts";
import type { Storage } from "../../adapters/storage/storage.ts";
import { withFolder, withStorage } from "../storage/temporary.ts";
import { appends, history, log, pecId } from "./history.ts";

function told(test: (storage: Storage) => Promise<void>): () => Promise<void> {
  return () =>
    withFolder((folder) =>
      withStorage(folder, async (storage) => {
        for (const append of appends()) await storage.events.append(append);
        await storage.projected();
        await test(storage);
      })
    );
}

Deno.test(
  "a mailbox holds what its holder has made of it",
  told(async ({ queries }) => {
    const entries = await queries.mailboxEntries("ANNA@alfa.example");
    expect(entries.map(({ uid, folder, flags }) => [uid, folder, flags])).toEqual([
      [1, "INBOX", ["\\Flagged"]],
      [2, "Posta non certificata", []],
      [4, "Bozze", ["\\Flagged"]],
      [5, "Bozze", ["$PecReceipt", "\\Flagged"]],
      [7, "INBOX", ["$PecReceipt", "\\Flagged"]],
    ]);
    const { type: _, at, ...stored } = history().get("mailbox-anna@alfa.example")![0]!;
    const first = {
      ...stored,
      at,
      received: at,
      folder: "INBOX",
      flags: ["\\Flagged"],
      mailbox: "anna@alfa.example",
      position: expect.any(Number),
    };
    expect(entries[0]).toEqual(first);
    expect(await queries.mailboxEntry("anna@alfa.example", 1)).toEqual(first);
    expect(await queries.mailboxEntry("anna@alfa.example", 3)).toBe(null);
    expect(await queries.mailboxEntries("bruno@alfa.example")).toEqual([]);
  }),
);

Deno.test(
  "accounts are as their last events left them",
  told(async ({ queries }) => {
    const last = history().get("account-anna@alfa.example")!.at(-1)! as unknown as {
      verifier: string;
    };
    const anna = {
      address: "Anna@alfa.example",
      role: "holder",
      status: "open",
      verifier: last.verifier,
      ordinary: "folder",
      folder: "Non certificata",
      quota: 1_000_000_000,
      receipts: "Archivio/Ricevute",
      secondFactor: true,
    };
    expect(await queries.accountByAddress("anna@ALFA.example")).toEqual(anna);
    expect(await queries.accountByAddress("bruno@alfa.example")).toBe(null);
    expect((await queries.listAccounts()).map(({ status }) => status)).toEqual([
      "open",
      "disabled",
    ]);
  }),
);

Deno.test(
  "a message's life is told in the order of the log",
  told(async ({ queries }) => {
    const steps = await queries.timelineOf(pecId);
    // What a holder makes of a message is no part of its life.
    const concerning = log().filter(({ stream, event }) =>
      event.type === "mailbox.stored" || /^(?:outgoing|incoming)-/.test(stream)
    );
    expect(steps.map(({ position, event }) => ({ position, event })))
      .toEqual(concerning.map(({ position, event }) => ({ position, event: event.type })));
    expect(steps.find(({ event }) => event === "outgoing.failed")).toMatchObject({
      pecId,
      who: "bruno@beta.example",
      detail: "Beta Certificata S.p.A. no-dest <errore.1@beta.example>",
    });
    expect(steps[0]?.who).toBe("bruno@beta.example, carla@gamma.example");
    expect(await queries.timelineOf("unknown@alfa.example")).toEqual([]);
  }),
);

Deno.test(
  "a message that came from here and arrived here is one message, told by its sender's side",
  told(async ({ queries }) => {
    expect(await queries.listMessages(10)).toEqual([{
      pecId,
      at: log()[0]!.event.at,
      sender: "anna@alfa.example",
      subject: "Disdetta del contratto n. 7",
      recipients: 2,
      standings: [{ status: "delivered", count: 1 }, { status: "refused", count: 1 }],
    }]);
  }),
);

Deno.test("each recipient stands where its furthest event has brought it", () =>
  withFolder((folder) =>
    withStorage(folder, async ({ events, projected, queries }) => {
      const [submitted, accepted] = history().get(`outgoing-${pecId}`)!;
      const recipients = ["a", "b", "c", "d"].map((name) => `${name}@beta.example`);
      const certified = recipients.map((address) => ({ address, kind: "certificato" }));
      const from = { at: 1, provider: "Beta", messageId: "<r@beta.example>" };
      const life = [
        { ...submitted, recipients },
        { ...accepted, recipients: certified },
        { type: "outgoing.dispatched", at: 1, recipients, hop: "mx", reply: "250 ok" },
        { type: "outgoing.overdue", at: 1, recipient: recipients[1], hours: 12 },
        { ...from, type: "outgoing.failed", recipient: recipients[3], error: "no-dest" },
        { ...from, type: "outgoing.delivered", recipient: recipients[0] },
        { ...from, type: "outgoing.delivered", recipient: recipients[1]!.toUpperCase() },
        { ...from, type: "outgoing.taken-in-charge", recipients },
      ] as unknown as AnyEvent[];
      await events.append({ ...appends()[0]!, events: life });
      await projected();
      expect((await queries.listMessages(1))[0]!.standings).toEqual([
        { status: "delivered", count: 2 },
        { status: "failed", count: 1 },
        { status: "taken-in-charge", count: 1 },
      ]);
      expect(await messageTable(queries, 1)).toContain("delivered 2, failed 1, taken-in-charge 1");
    })
  ));

Deno.test("a message of another provider is told by what arrived", () =>
  withFolder((folder) =>
    withStorage(folder, async ({ events, projected, queries }) => {
      const arrived = appends().find(({ stream }) => stream === "incoming-0a")!;
      const names = ["incoming.envelope-received", "incoming.envelope-delivered"];
      const life = arrived.events.filter(({ type }) => names.includes(type));
      await events.append({ ...arrived, events: life });
      await projected();
      expect(await queries.listMessages(10)).toMatchObject([
        {
          pecId,
          sender: "anna@alfa.example",
          recipients: 2,
          standings: [{ status: "delivered", count: 1 }],
        },
      ]);
      expect((await queries.timelineOf(pecId)).length).toBe(2);
    })
  ));

Deno.test("the latest messages come first", () =>
  withFolder((folder) =>
    withStorage(folder, async ({ events, projected, queries }) => {
      const [submitted] = history().get(`outgoing-${pecId}`)!;
      for (
        const [id, at] of [["1@alfa.example", 10], ["2@alfa.example", 30], [
          "3@alfa.example",
          20,
        ]] as const
      ) {
        await events.append({
          ...appends()[0]!,
          stream: `outgoing-${id}`,
          events: [{ ...submitted!, pecId: id, at } as typeof submitted & object],
        });
      }
      await projected();
      const ids = async (limit: number) =>
        (await queries.listMessages(limit)).map(({ pecId }) => pecId);
      expect(await ids(10)).toEqual(["2@alfa.example", "3@alfa.example", "1@alfa.example"]);
      expect(await ids(1)).toEqual(["2@alfa.example"]);
    })
  ));

Deno.test("projections leave alone what does not concern them", () => {
  const recorded = (stream: string, type: string) => ({
    position: 1,
    stream,
    version: 1,
    event: { type, at: 0 },
  });
  expect(timeline.apply(recorded("account-anna@alfa.example", "account.enabled"))).toEqual([]);
  expect(mailbox.apply(recorded("outgoing-1@alfa.example", "outgoing.answered"))).toEqual([]);
  expect(blobReferences.apply(recorded("outgoing-1@alfa.example", "outgoing.answered")))
    .toEqual([]);
});
