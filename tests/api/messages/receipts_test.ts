/**
 * Receipts and notices as partners read them, beside what lies in the mailbox.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { expect } from "expect";
import { contentsOf, receiptFacts } from "../../../adapters/api/messages/receipt_documents.ts";
import { readReceipt } from "../../../adapters/api/messages/receipts.ts";
import { senderFacts } from "../../../adapters/api/messages/sender_facts.ts";
import { smallBlob } from "../../../adapters/storage/small_blob.ts";
import { readWhole } from "../../../adapters/storage/whole.ts";
import type { World } from "../../../adapters/api/world.ts";
import { HOUR } from "../../../events/instant.ts";
import type { Sha256 } from "../../../events/rope.ts";
import { type Answered, withApi } from "../support/application.ts";
import { ANNA, CARLA, deliver, DINO, REFUSING, send, TAKING, waitFor } from "./support.ts";

type Json = Answered["json"];

/** What lies in anna's mailbox, by Message-ID. */
async function mailboxOf({ storage }: World): Promise<ReadonlyMap<string, Uint8Array>> {
  const entries = await storage.queries.mailboxEntries(ANNA);
  return new Map(
    await Promise.all(
      entries.map(async ({ messageId, content }) =>
        [messageId, await readWhole(storage.blobs, content)] as const
      ),
    ),
  );
}

function sha256(bytes: Uint8Array): Sha256 {
  return createHash("sha256").update(bytes).digest("hex");
}

Deno.test("receipts say what daticert.xml says, and are those of the mailbox byte for byte", () =>
  withApi(async ({ ask, world }) => {
    const { id, pec_id } = await deliver({ ask, world }, "a");
    const { json: { data, next } } = await ask("GET", `/v1/messages/${id}/receipts`);
    expect(next).toBe(null);
    const kinds = data.map(({ kind, ricevuta, recipients }: Json) => [kind, ricevuta, recipients]);
    expect(kinds.sort()).toEqual([
      ["acceptance", "accettazione", []],
      ["delivery", "avvenuta-consegna", [CARLA]],
      ["taken_in_charge", "presa-in-carico", [CARLA]],
    ]);
    const kept = await mailboxOf(world);
    for (const receipt of data) {
      const path = `/v1/messages/${id}/receipts/${receipt.id}`;
      expect(receipt).toMatchObject({
        provider: "Alfa PEC S.p.A.",
        error: null,
        signature: { signer: "posta-certificata@alfa.example", valid: true },
        links: { raw: `${path}/raw`, daticert: `${path}/daticert` },
      });
      const one = await ask("GET", path);
      expect(one.json).toEqual(receipt);
      expect(one.headers.get("etag")).toMatch(/^".{22}"$/);
      const raw = await ask("GET", receipt.links.raw);
      expect(raw.headers.get("content-length")).toBe(String(receipt.size));
      expect(sha256(raw.bytes)).toBe(receipt.sha256);
      // A presa in carico is for the provider's own mailbox (RFC 6109 §2.2.5).
      if (receipt.kind !== "taken_in_charge") {
        expect(raw.bytes).toEqual(kept.get(receipt.message_id));
      }
      const daticert = await ask("GET", receipt.links.daticert);
      expect(daticert.headers.get("content-type")).toBe("application/xml");
      expect(daticert.text).toMatch(/^<\?xml[^>]*>\s*<postacert /);
      expect(daticert.text).toContain(pec_id);
      const query = new URLSearchParams({ message_id: receipt.message_id });
      const found = await ask("GET", `/v1/messages/${id}/receipts?${query}`);
      expect(found.json.data).toEqual([receipt]);
    }
  }));

Deno.test("a receipt whose bytes are not those that were signed is told to be so", () =>
  withApi(async ({ ask, world }) => {
    const { id, ...rest } = await deliver({ ask, world }, "a");
    const facts = await senderFacts(world, { id, ...rest });
    const [fact] = receiptFacts(facts);
    const contents = await contentsOf(world, facts, [fact!]);
    const content = contents.get(fact!.entry.position)!;
    const bytes = await readWhole(
      { read: (rope) => world.storage.blobs.read(rope, content.pending), sizeOf: () => null! },
      content.rope,
    );
    const validOf = async (altered: Uint8Array<ArrayBuffer>) => {
      const blob = smallBlob(altered);
      const rope = [{ blob: blob.sha256, offset: 0, length: altered.length }];
      const read = await readReceipt(world, id, fact!, { rope, pending: [blob] });
      return read.signature!.valid;
    };
    expect(await validOf(bytes)).toBe(true);
    const at = new TextDecoder("latin1").decode(bytes).indexOf("text/plain");
    bytes[at] = "T".charCodeAt(0);
    expect(await validOf(bytes)).toBe(false);
  }));

Deno.test("receipts are there after the holder has deleted them for good", () =>
  withApi(async ({ ask, world, clock }) => {
    const { id } = await deliver({ ask, world }, "a");
    const path = `/v1/messages/${id}/receipts`;
    const before = (await ask("GET", path)).json.data;
    const entries = await world.storage.queries.mailboxEntries(ANNA);
    await world.mailboxOf(ANNA).remove(entries.map(({ uid }) => uid));
    clock.advance(400 * 24 * HOUR);
    await waitFor(world, ({ event }) => event.type === "mailbox.purged");
    await world.storage.blobs.collect(clock.now());
    expect(await world.storage.queries.mailboxEntries(ANNA)).toEqual([]);
    const after = (await ask("GET", path)).json.data;
    expect(after).toEqual(before);
    for (const { links, sha256: digest } of after) {
      expect(sha256((await ask("GET", links.raw)).bytes)).toBe(digest);
    }
  }));

Deno.test("receipts come page by page", () =>
  withApi(async ({ ask, world }) => {
    const { id } = await deliver({ ask, world }, "a");
    const path = `/v1/messages/${id}/receipts`;
    const whole = (await ask("GET", path)).json.data;
    const pages: Json[] = [];
    for (let query = "limit=1"; query !== "";) {
      const { json, headers } = await ask("GET", `${path}?${query}`);
      pages.push(...json.data);
      expect(json.data).toHaveLength(1);
      query = /\?(.*)>/.exec(headers.get("link") ?? "")?.[1] ?? "";
    }
    expect(pages).toEqual(whole);
    expect((await ask("GET", `${path}/r999999`)).status).toBe(404);
    expect((await ask("GET", `${path}/r999999/raw`)).status).toBe(404);
    expect((await ask("GET", `${path}/nonsense`)).status).toBe(400);
    const other = await send({ ask, world }, "b");
    const foreign = await ask("GET", `/v1/messages/${other.id}/receipts/${whole[0].id}`);
    expect(foreign.status).toBe(404);
  }));

Deno.test("a notice about who is not certified is an ordinary one", () =>
  withApi(async ({ ask, world }) => {
    const { id, pec_id } = await send({ ask, world }, "a", { to: [DINO] });
    await waitFor(world, ({ stream, event }) => {
      return stream === `outgoing-${pec_id}` && event.type === "outgoing.failure-notified";
    });
    const { json: { data } } = await ask("GET", `/v1/messages/${id}/receipts`);
    const notice = data.find(({ kind }: Json) => kind === "delivery_status");
    expect(notice).toMatchObject({
      ricevuta: null,
      recipients: [DINO],
      signature: null,
      links: { daticert: null },
    });
    const raw = await ask("GET", notice.links.raw);
    expect(raw.text).toContain("multipart/report");
    const daticert = await ask("GET", `/v1/messages/${id}/receipts/${notice.id}/daticert`);
    expect(daticert.status).toBe(404);
    expect((await ask("GET", `/v1/messages/${id}`)).json.recipients).toMatchObject([{
      state: "failed",
      certified: false,
      reason: { code: "no-dest", detail: expect.stringContaining("5.1.1") },
    }]);
  }, { relay: REFUSING }));

Deno.test("a delay is told by two notices, which say which one they are", () =>
  withApi(async ({ ask, world, clock }) => {
    const { id, pec_id } = await send({ ask, world }, "a", { to: ["bruno@beta.example"] });
    await waitFor(world, ({ event }) => event.type === "outgoing.dispatched");
    for (const hours of [12, 24]) {
      clock.advance(12 * HOUR);
      await waitFor(
        world,
        ({ stream, event }) =>
          stream === `outgoing-${pec_id}` && event.type === "outgoing.overdue-notified" &&
          (event as Json).hours === hours,
      );
    }
    const { json: { data } } = await ask("GET", `/v1/messages/${id}/receipts`);
    expect(data.map(({ kind, ricevuta }: Json) => [kind, ricevuta])).toEqual([
      ["acceptance", "accettazione"],
      ["overdue_12h", "preavviso-errore-consegna"],
      ["overdue_24h", "preavviso-errore-consegna"],
    ]);
    expect(data[1].error_detail).not.toBe(null);
    expect(data.map(({ signature }: Json) => signature.valid)).toEqual([true, true, true]);
  }, { relay: TAKING }));
