/**
 * Sending by drafts: what is taken, what is refused, and what repeats.
 *
 * @module
 */
import { expect } from "expect";
import { account } from "../../../actors/account.ts";
import { HOUR } from "../../../events/instant.ts";
import { withApi } from "../support/application.ts";
import {
  ANNA,
  BRUNO,
  CARLA,
  draft,
  limitedTo,
  OPERATIONS,
  send,
  submissions,
  submittedAs,
} from "./support.ts";

const DAY = 24 * HOUR;

Deno.test("send: a draft becomes a message that is accepted, with the caller's own words", async () => {
  await withApi(async (api) => {
    const { ask, world, clock } = api;
    const said = draft({
      from: { address: ANNA, name: "Anna Verdi" },
      to: [{ address: CARLA, name: "Càrla" }, BRUNO],
      cc: [CARLA.toUpperCase()],
      reply_to: "risposte@alfa.example",
      receipt_type: "brief",
      reference: "fattura-42",
      metadata: { cliente: "7" },
      html: "<p>Buongiorno.</p>",
      attachments: [{ filename: "a.txt", content_type: "text/plain", content: "Y2lhbw==" }],
    });
    const { status, headers, json } = await send(api, "fattura-42", said);
    expect(status).toBe(202);
    expect(headers.get("location")).toBe(`/v1/messages/${json.id}`);
    expect(headers.get("idempotency-replayed")).toBe(null);
    expect(json).toMatchObject({
      mailbox: ANNA,
      state: "accepted",
      subject: "Prova",
      reference: "fattura-42",
      metadata: { cliente: "7" },
      receipt_type: "brief",
      send_at: null,
      submitted_at: new Date(clock.now()).toISOString(),
    });
    expect(json.id).toMatch(/^K[0-9A-Z]{25}$/);
    const addresses = json.recipients.map(({ address }: { address: string }) => address);
    expect(addresses.map((one: string) => one.toLowerCase())).toEqual([CARLA, BRUNO]);
    const text = await submittedAs(world, json.id);
    expect(text).toContain(`\r\nReply-To: risposte@alfa.example\r\n`);
    expect(text).toContain("\r\nX-TipoRicevuta: breve\r\n");
    expect(text.length).toBe(json.size);
    expect((await ask("POST", "/v1/messages", { json: said })).status).toBe(400);
  }, { operations: OPERATIONS });
});

Deno.test("send: the same request again is answered by the same message", async () => {
  await withApi(async (api) => {
    const first = await send(api, "chiave");
    api.clock.advance(30 * DAY);
    // The order of members and of header fields says nothing.
    const { text, subject, to, from } = draft();
    const again = await send(api, "chiave", { text, subject, to, from });
    expect(again.status).toBe(202);
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    expect(again.headers.get("location")).toBe(first.headers.get("location"));
    expect(again.json.pec_id).toBe(first.json.pec_id);
    expect(await submissions(api.world)).toBe(1);
  }, { operations: OPERATIONS });
});

Deno.test("send: another request under the key is refused, and names the header", async () => {
  await withApi(async (api) => {
    await send(api, "chiave");
    for (
      const other of [
        draft({ subject: "Altro" }),
        draft({ reference: "x" }),
        draft({ to: [BRUNO] }),
        draft({ send_at: "2030-01-01T00:00:00Z" }),
      ]
    ) {
      const { status, json } = await send(api, "chiave", other);
      expect([status, json.type]).toEqual([422, "/v1/problems/idempotency-key-reused"]);
      expect(json.errors[0].header).toBe("Idempotency-Key");
    }
    expect(await submissions(api.world)).toBe(1);
    // Keys belong to a mailbox.
    const { status } = await send(api, "chiave", draft({ from: CARLA }));
    expect([status, await submissions(api.world)]).toEqual([202, 2]);
  }, { operations: OPERATIONS });
});

Deno.test("send: without a key, or with what is none, nothing is sent", async () => {
  await withApi(async (api) => {
    const { status, json } = await api.ask("POST", "/v1/messages", { json: draft() });
    expect([status, json.errors[0].header]).toEqual([400, "Idempotency-Key"]);
    for (const key of ["x".repeat(256), "a\tb", "è"]) {
      expect((await send(api, key)).status).toBe(400);
    }
    expect(await submissions(api.world)).toBe(0);
    expect((await send(api, "x".repeat(255))).status).toBe(202);
  }, { operations: OPERATIONS });
});

Deno.test("send: only from mailboxes of the credentials that are open", async () => {
  await withApi(async (api) => {
    expect((await send(api, "1", draft(), { key: "live_carla" })).status).toBe(404);
    expect((await send(api, "1", draft({ from: "x@beta.example" }))).status).toBe(404);
    expect((await send(api, "1", draft({ from: "nessuno@alfa.example" }))).status).toBe(404);
    expect((await send(api, "1", draft(), { key: "live_read" })).status).toBe(403);
    const disable = { type: "disable", reason: "a test" } as const;
    await api.provider.runtime.send(account, ANNA, disable);
    expect((await send(api, "1")).status).toBe(403);
    expect(await submissions(api.world)).toBe(0);
  }, { operations: OPERATIONS });
});

Deno.test("send: every fault of a draft is named by its place, and nothing is sent", async () => {
  const faults: readonly [pointer: string, more: Record<string, unknown>][] = [
    ["/to", { to: [] }],
    ["/to/0", { to: ["carla"] }],
    ["/to/0", { to: [`${"x".repeat(65)}@alfa.example`] }],
    ["/to/1/address", { to: [CARLA, { address: "a@b\r\nBcc: x@y" }] }],
    ["/subject", { subject: "x".repeat(1001) }],
    ["/subject", { subject: 7 }],
    ["/bcc", { bcc: [CARLA] }],
    ["/send_at", { send_at: "domani" }],
    ["/receipt_type", { receipt_type: "breve" }],
    ["/metadata", { metadata: Object.fromEntries(Array.from({ length: 21 }, (_, i) => [i, ""])) }],
    ["/attachments/0/filename", {
      attachments: [{ filename: "a/b", content_type: "a/b", content: "" }],
    }],
    ["/attachments/0/content", {
      attachments: [{ filename: "a", content_type: "text/plain", content: "???" }],
    }],
    ["/attachments/0/upload", { attachments: [{ upload: "0".repeat(32) }] }],
    ["/to", {
      to: Array.from({ length: 900 }, (_, index) => ({
        address: `utente${index}@beta.example`,
        name: "x".repeat(60),
      })),
    }],
  ];
  await withApi(async (api) => {
    for (const [pointer, more] of faults) {
      const { status, json } = await send(api, "chiave", draft(more));
      const named = json.errors?.map((one: { pointer?: string }) => one.pointer);
      expect([more, status, named]).toEqual([more, 422, expect.arrayContaining([pointer])]);
    }
    expect(await submissions(api.world)).toBe(0);
    // The key is not used up by what was refused.
    expect((await send(api, "chiave")).status).toBe(202);
  }, { operations: OPERATIONS });
});

Deno.test("send: more recipients than a message may have are refused", async () => {
  await withApi(async (api) => {
    const to = Array.from({ length: 4 }, (_, index) => `u${index}@beta.example`);
    const { status, json } = await send(api, "chiave", draft({ to }));
    expect([status, json.errors[0].pointer]).toEqual([422, "/to"]);
    expect(json.errors[0].detail).toContain("has 4 recipients, and may have 3");
    expect(await submissions(api.world)).toBe(0);
  }, { operations: OPERATIONS, gateway: limitedTo({ maxRecipients: 3 }) });
});

Deno.test("send: size times recipients is known before anything is composed", async () => {
  await withApi(async (api) => {
    const to = [CARLA, BRUNO];
    const { status, json } = await send(api, "chiave", draft({ to, text: "x".repeat(900) }));
    expect([status, json.errors[0].detail.includes("2000 octets")]).toEqual([422, true]);
    const large = await send(api, "chiave", draft({ text: "x".repeat(1600) }));
    expect([large.status, large.json.errors[0].pointer]).toEqual([422, "/attachments"]);
    expect(await submissions(api.world)).toBe(0);
  }, {
    operations: OPERATIONS,
    gateway: limitedTo({ maxTotalBytes: 2000, maxMessageBytes: 1700 }),
  });
});

Deno.test("send: problems are told in Italian, too", async () => {
  await withApi(async (api) => {
    const headers = { "accept-language": "it" };
    const { json } = await api.ask("POST", "/v1/messages", { json: draft(), headers });
    expect(json.detail).toContain("Per inviare serve");
  }, { operations: OPERATIONS });
});

Deno.test("send: what is planned is not sent before its time, and what has passed is now", async () => {
  await withApi(async (api) => {
    const { world, clock } = api;
    const at = new Date(clock.now() + DAY).toISOString();
    const planned = await send(api, "domani", draft({ send_at: at, reference: "r" }));
    expect(planned.status).toBe(202);
    expect(planned.json).toMatchObject({ state: "scheduled", send_at: at, reference: "r" });
    expect(await submissions(world)).toBe(0);
    const again = await send(api, "domani", draft({ send_at: at, reference: "r" }));
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    expect((await send(api, "domani", draft())).status).toBe(422);
    const past = new Date(clock.now() - 1).toISOString();
    const now = await send(api, "ieri", draft({ send_at: past }));
    expect([now.json.state, await submissions(world)]).toEqual(["accepted", 1]);
  }, { operations: OPERATIONS });
});

Deno.test("send: who called off a message does not send it by asking again", async () => {
  await withApi(async (api) => {
    const said = draft({ send_at: new Date(api.clock.now() + DAY).toISOString() });
    const { json: { id } } = await send(api, "domani", said);
    expect((await api.ask("POST", `/v1/messages/${id}/cancel`)).status).toBe(200);
    api.clock.advance(2 * DAY);
    const { status, json } = await send(api, "domani", said);
    expect([status, json.state, await submissions(api.world)]).toEqual([202, "cancelled", 0]);
  }, { operations: OPERATIONS });
});

Deno.test("send: addresses beyond ASCII and odd ones arrive as they were written", async () => {
  const to = ["città@alfa.example", '"a,b;c"@alfa.example', "o'neil+x@ALFA.example"];
  await withApi(async (api) => {
    const { status, json } = await send(api, "chiave", draft({ to }));
    expect([status, json.state]).toEqual([202, "accepted"]);
    expect(json.recipients.map(({ address }: { address: string }) => address)).toEqual(to);
  }, { operations: OPERATIONS });
});
