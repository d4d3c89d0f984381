/**
 * Messages as partners list and read them.
 *
 * @module
 */
import { expect } from "expect";
import { withApi } from "../support/application.ts";
import { ANNA, CARLA, deliver, DINO, happened, send, TAKING, waitFor } from "./support.ts";

Deno.test("a message is shown to those who may use its mailbox, and to nobody else", () =>
  withApi(async ({ ask, world }) => {
    const message = await deliver({ ask, world }, "a", { reference: "ordine-1" });
    const path = `/v1/messages/${message.id}`;
    const shown = await ask("GET", path);
    expect(shown.status).toBe(200);
    expect(shown.json).toMatchObject({
      id: message.id,
      pec_id: `${message.id}@alfa.example`,
      mailbox: ANNA,
      state: "accepted",
      reference: "ordine-1",
      recipients: [{ address: CARLA, state: "delivered", certified: true }],
    });
    for (const below of ["", "/raw", "/recipients", "/timeline", "/receipts"]) {
      expect((await ask("GET", path + below)).status).toBe(200);
      const stranger = await ask("GET", path + below, { key: "live_carla" });
      const nobody = await ask("GET", `/v1/messages/K123${below}`, { key: "live_carla" });
      expect([stranger.status, nobody.status]).toEqual([404, 404]);
      expect({ ...stranger.json, instance: "" }).toEqual({ ...nobody.json, instance: "" });
      expect((await ask("GET", path + below, { key: "live_none" })).status).toBe(403);
    }
    expect((await ask("GET", "/v1/messages/not-an-id")).status).toBe(400);
  }));

Deno.test("the tag of a message changes when the message does, and only then", () =>
  withApi(async ({ ask, world }) => {
    const { id, pec_id } = await deliver({ ask, world }, "a");
    await waitFor(world, ({ event }) => event.type === "outgoing.answered");
    const { headers } = await ask("GET", `/v1/messages/${id}`);
    const etag = headers.get("etag")!;
    const known = { headers: { "if-none-match": etag } };
    expect((await ask("GET", `/v1/messages/${id}`, known)).status).toBe(304);
    const overdue = { type: "outgoing.overdue", at: 1, recipient: CARLA, hours: 12 };
    await happened(world, `outgoing-${pec_id}`, overdue);
    expect((await ask("GET", `/v1/messages/${id}`, known)).status).toBe(200);
  }));

Deno.test("what was submitted comes back byte for byte, unless it holds a virus", () =>
  withApi(async ({ ask, world }) => {
    const lines = [`From: ${ANNA}`, `To: ${CARLA}`, "Subject: Prova", "", "Perché?", ""];
    const bytes = new TextEncoder().encode(lines.join("\r\n"));
    const { json: { id } } = await ask("POST", `/v1/messages?mailbox=${ANNA}`, {
      body: bytes,
      headers: { "idempotency-key": "raw", "content-type": "message/rfc822" },
    });
    const raw = await ask("GET", `/v1/messages/${id}/raw`);
    expect(raw.bytes).toEqual(bytes);
    expect(raw.headers.get("content-length")).toBe(String(bytes.length));
    expect(raw.headers.get("content-type")).toBe("message/rfc822");
    expect(raw.headers.get("content-disposition")).toContain(`filename="${id}.eml"`);
    expect(raw.headers.get("etag")).toMatch(/^".{22}"$/);

    const recipients = [{ address: CARLA, kind: "certificato" }];
    await happened(world, "outgoing-V1@alfa.example", {
      ...{ type: "outgoing.submitted", at: 1, pecId: "V1@alfa.example", account: ANNA },
      ...{ sender: ANNA, recipients: [CARLA], content: [], size: 0, subject: "", replyTo: "" },
      ...{ receipt: "completa" },
    } as never, { type: "outgoing.infected", at: 1, recipients, signature: "Eicar" } as never);
    expect((await ask("GET", "/v1/messages/V1")).json).toMatchObject({ state: "virus" });
    expect((await ask("GET", "/v1/messages/V1/raw")).status).toBe(410);
  }));

Deno.test("messages are listed page by page, and searched", () =>
  withApi(async ({ ask, world }) => {
    const ids: string[] = [];
    for (const key of ["a", "b", "c"]) {
      const more = { subject: `Lotto ${key}`, reference: `rif-${key}` };
      ids.unshift((await send({ ask, world }, key, more)).id);
    }
    const of = async (query: string, key = "live_all") => {
      const { status, json } = await ask("GET", `/v1/messages?${query}`, { key });
      return status === 200 ? json.data.map(({ id }: { readonly id: string }) => id) : status;
    };
    const first = await ask("GET", "/v1/messages?limit=2");
    expect(first.json.data.map(({ id }: { readonly id: string }) => id)).toEqual(ids.slice(0, 2));
    const [, next] = /^<(.*)>; rel="next"$/.exec(first.headers.get("link")!)!;
    expect(await of(next!.split("?")[1]!)).toEqual(ids.slice(2));
    expect(await of(`mailbox=${ANNA}`)).toEqual(ids);
    expect(await of(`mailbox=${ANNA}`, "live_carla")).toBe(404);
    expect(await of("", "live_carla")).toEqual([]);
    expect(await of("reference=rif-b")).toEqual([ids[1]]);
    expect(await of("subject=LOTTO%20c")).toEqual([ids[0]]);
    expect(await of(`recipient=${CARLA}&state=accepted`)).toEqual(ids);
    expect(await of("recipient_state=failed")).toEqual([]);
    expect(await of("until=2026-11-21T09:30:00Z")).toEqual([]);
    expect(await of("from=2026-11-21T09:30:00Z")).toEqual(ids);
    expect(await of("state=unheard-of")).toBe(400);
    expect(await of("after=nonsense")).toBe(400);
  }));

Deno.test("an erased message is not there any more", () =>
  withApi(async ({ ask, world }) => {
    const { id, pec_id } = await deliver({ ask, world }, "a");
    await happened(world, "custody-messages", {
      ...{ type: "custody.erased", at: 1, before: Number.MAX_SAFE_INTEGER },
      ...{ streams: [`outgoing-${pec_id}`], events: 1, days: [] },
    } as never);
    expect((await ask("GET", `/v1/messages/${id}`)).status).toBe(404);
    expect((await ask("GET", `/v1/messages/${id}/raw`)).status).toBe(404);
    expect((await ask("GET", "/v1/messages")).json.data).toEqual([]);
  }));

Deno.test("a scheduled message is listed and read before it is sent", () =>
  withApi(async ({ ask, world }) => {
    const send_at = "2026-11-22T08:00:00.000Z";
    const { id } = await send({ ask, world }, "later", { send_at });
    const path = `/v1/messages/${id}`;
    expect((await ask("GET", path)).json).toMatchObject({ state: "scheduled", send_at });
    expect((await ask("GET", "/v1/messages?state=scheduled")).json.data).toHaveLength(1);
    expect((await ask("GET", `${path}/raw`)).text).toContain("Buongiorno.");
    const timeline = await ask("GET", `${path}/timeline`);
    expect(timeline.json.data.map(({ event }: { readonly event: string }) => event)).toEqual([
      "scheduled.planned",
    ]);
    expect((await ask("GET", `${path}/receipts`)).json).toEqual({ data: [], next: null });
    expect((await ask("GET", `${path}/evidence`)).status).toBe(409);
  }));

Deno.test("recipients come page by page, and by their state", () =>
  withApi(async ({ ask, world }) => {
    const { id } = await deliver({ ask, world }, "a", { to: [CARLA, ANNA, DINO] });
    const path = `/v1/messages/${id}/recipients`;
    const of = async (query: string) => {
      const { json } = await ask("GET", `${path}?${query}`);
      return {
        ...json,
        data: json.data.map(({ address }: { readonly address: string }) => address),
      };
    };
    const first = await of("limit=1");
    expect(first.data).toEqual([CARLA]);
    expect((await of(`after=${first.next}`)).data).toEqual([ANNA, DINO]);
    expect(await of("state=external&limit=1")).toEqual({ data: [DINO], next: null });
    expect(await of("state=virus")).toEqual({ data: [], next: null });
  }, { relay: TAKING }));

interface Step {
  readonly event: string;
  readonly text: string;
}

Deno.test("the life of a message is told in the caller's language, without the recipient's side", () =>
  withApi(async ({ ask, world }) => {
    const { id } = await deliver({ ask, world }, "a");
    const path = `/v1/messages/${id}/timeline`;
    const { json } = await ask("GET", path, { headers: { "accept-language": "it" } });
    const events = json.data.map(({ event }: { readonly event: string }) => event);
    expect(events.slice(0, 3)).toEqual([
      "outgoing.submitted",
      "outgoing.requested",
      "outgoing.accepted",
    ]);
    expect(events).toContain("outgoing.delivered");
    expect(events.filter((one: string) => one.startsWith("incoming.envelope"))).toEqual([]);
    const wordless = json.data.filter(({ event, text }: Step) => text === event);
    expect(wordless).toEqual([]);
    expect(json.data[2]).toMatchObject({
      text: "Messaggio accettato",
      recipients: [CARLA],
      rule: "RFC 6109 §3.1.1",
    });
    const page = await ask("GET", `${path}?limit=2`);
    expect(page.json.data[0].text).toBe("Message received by the access point");
    const rest = await ask("GET", `${path}?after=${page.json.next}`);
    expect([...page.json.data, ...rest.json.data]).toHaveLength(events.length);
  }));
