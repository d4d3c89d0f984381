/**
 * Messages of a mailbox: listed, opened, and their bytes.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { expect } from "expect";
import { account } from "../../../actors/account.ts";
import { mountMailboxes } from "../../../adapters/api/mailboxes/mailboxes.ts";
import { withApi } from "../support/application.ts";
import { ANNA, append, certified, lines, mail, MAILBOX, ordinary, RICH } from "./support.ts";

const operations = [mountMailboxes];

Deno.test("messages: a certified message is opened: facts, texts, attachments", () =>
  withApi(async (api) => {
    const { uid, pecId } = await certified(api, RICH);
    const { status, json, headers } = await api.ask("GET", `${MAILBOX}/messages/${uid}`);
    expect(status).toBe(200);
    expect(headers.get("etag")).toBe(json.etag);
    expect(json).toMatchObject({
      uid,
      folder: "INBOX",
      kind: "certified",
      pec_id: pecId,
      subject: "POSTA CERTIFICATA: Offerta",
      sender: "carla@alfa.example",
      seen: false,
      certified: {
        verified: true,
        pec_id: pecId,
        kind: "certified",
        sender: "carla@alfa.example",
        recipients: [{ address: ANNA, certified: true }],
        subject: "Offerta",
        message_id: "<offerta@client.alfa.example>",
        receipt_type: "complete",
        error: null,
      },
      content: {
        // RFC 6109 §4.3.2: the original bears the identificativo.
        message_id: `<${pecId}>`,
        date: "2026-11-21T09:00:00.000Z",
        from: [{ address: "carla@alfa.example", name: "Carla" }],
        to: [{ address: ANNA, name: "Anna" }],
        cc: [],
        subject: "Offerta",
        text: "Perché no?",
        html: "<p>Perché <b>no</b>?" +
          `<img src="/v1/mailboxes/anna%40alfa.example/messages/${uid}/attachments/1">` +
          '<img data-removed="remote_content"></p>',
        html_removed: ["active_content", "remote_content"],
        truncated: false,
      },
    });
    expect(json.content.attachments).toEqual([
      {
        index: 1,
        filename: "logo.png",
        content_type: "image/png",
        size: 4,
        sha256: createHash("sha256").update(Buffer.from("iVBORw==", "base64")).digest("hex"),
        inline: true,
        content_id: "logo@alfa.example",
        url: `/v1/mailboxes/anna%40alfa.example/messages/${uid}/attachments/1`,
      },
      expect.objectContaining({
        index: 2,
        filename: 'perizia è".html',
        content_type: "text/html",
        inline: false,
        content_id: null,
      }),
    ]);
  }, { operations }));

Deno.test("messages: bytes are exact, and no browser opens them", () =>
  withApi(async (api) => {
    const { uid, size } = await certified(api, RICH);
    const path = `${MAILBOX}/messages/${uid}`;
    const raw = await api.ask("GET", `${path}/raw`);
    expect(raw.bytes.length).toBe(size);
    expect(raw.text).toContain("X-Trasporto: posta-certificata");
    expect(raw.headers.get("content-length")).toBe(String(size));
    const original = await api.ask("GET", `${path}/original`);
    // RFC 6109 §4.3.2: the provider has put its Message-ID into the header; the rest is untouched.
    const body = RICH.slice(RICH.indexOf("\r\n\r\n"));
    expect(original.text.endsWith(body)).toBe(true);
    expect(raw.text).toContain(original.text);
    const image = await api.ask("GET", `${path}/attachments/1`);
    expect(Buffer.from(image.bytes).toString("base64")).toBe("iVBORw==");
    const page = await api.ask("GET", `${path}/attachments/2`);
    expect(page.text).toBe("<script>alert(2)</script>");
    expect(page.headers.get("content-type")).toBe("application/octet-stream");
    expect(page.headers.get("content-disposition")).toBe(
      "attachment; filename=\"perizia __.html\"; filename*=UTF-8''perizia%20%C3%A8_.html",
    );
    expect(page.headers.get("x-content-type-options")).toBe("nosniff");
    expect(page.headers.get("content-security-policy")).toContain("sandbox");
    expect((await api.ask("GET", `${path}/attachments/3`)).status).toBe(404);
  }, { operations }));

Deno.test("messages: what is not certified is not shown as certified", () =>
  withApi(async (api) => {
    const accept = { type: "set-ordinary-mail", policy: "accept" } as const;
    await api.provider.runtime.send(account, ANNA, accept);
    const { uid } = await ordinary(
      api,
      lines("From: Bruno <bruno@ordinary.example>", "Subject: Ciao", "", "Testo"),
    );
    const { json } = await api.ask("GET", `${MAILBOX}/messages/${uid}`);
    expect(json).toMatchObject({
      kind: "anomaly",
      sender: "bruno@ordinary.example",
      certified: null,
      content: { subject: "Ciao", text: "Testo\r\n", attachments: [] },
    });
  }, { operations }));

Deno.test("messages: what a program has put there is not verified, whatever it looks like", () =>
  withApi(async (api) => {
    const { uid } = await certified(api, mail("Vero", "", "x"));
    const { text } = await api.ask("GET", `${MAILBOX}/messages/${uid}/raw`);
    const copy = await append(api, text);
    const { json } = await api.ask("GET", `${MAILBOX}/messages/${copy}`);
    expect(json).toMatchObject({
      kind: "appended",
      certified: { verified: false, subject: "Vero" },
      content: { subject: "Vero" },
    });
  }, { operations }));

Deno.test("messages: an original in base64 is read through", () =>
  withApi(async (api) => {
    const original = Buffer.from(RICH).toString("base64").replace(/.{76}/g, "$&\r\n");
    const uid = await append(
      api,
      lines(
        "X-Trasporto: posta-certificata",
        "Content-Type: multipart/signed; boundary=s",
        "",
        "--s",
        'Content-Type: message/rfc822; name="postacert.eml"',
        "Content-Transfer-Encoding: base64",
        "",
        original,
        "--s--",
      ),
    );
    const path = `${MAILBOX}/messages/${uid}`;
    const { json } = await api.ask("GET", path);
    expect(json.content).toMatchObject({ subject: "Offerta", text: "Perché no?" });
    expect(json.content.attachments.map(({ size }: { size: number }) => size)).toEqual([4, 25]);
    expect((await api.ask("GET", `${path}/original`)).text).toBe(RICH);
    expect((await api.ask("GET", `${path}/attachments/2`)).text).toBe("<script>alert(2)</script>");
  }, { operations }));

Deno.test("messages: the list has the newest first, and goes on where a page ends", () =>
  withApi(async (api) => {
    for (const subject of ["uno", "due", "tre"]) await append(api, mail(subject, "", "x"));
    const first = await api.ask("GET", `${MAILBOX}/messages?limit=2`);
    expect(first.json.data.map(({ subject }: { subject: string }) => subject)).toEqual([
      "tre",
      "due",
    ]);
    expect(first.json.data[0].preview).toBe("x");
    expect(first.headers.get("link")).toContain(`after=${first.json.next}`);
    const second = await api.ask("GET", `${MAILBOX}/messages?limit=2&after=${first.json.next}`);
    expect(second.json).toMatchObject({ data: [{ subject: "uno" }], next: null });
    expect((await api.ask("GET", `${MAILBOX}/messages?after=abc`)).status).toBe(400);
  }, { operations }));

Deno.test("messages: filters", () =>
  withApi(async (api) => {
    const { uid } = await certified(api, mail("Preventivo", "", "per il tetto"));
    const other = await append(api, mail("Bozza", "", "senza importanza"), "Bozze");
    await api.world.mailboxOf(ANNA).send({
      type: "flag",
      folder: 3,
      uids: [other],
      change: { add: ["\\Seen"], remove: [] },
      unchangedSince: null,
    });
    const uids = async (query: string) => {
      const { json } = await api.ask("GET", `${MAILBOX}/messages?${query}`);
      return json.data.map(({ uid }: { uid: number }) => uid);
    };
    expect(await uids("")).toEqual([other, uid]);
    expect(await uids("folder=Bozze")).toEqual([other]);
    expect(await uids("folder=inbox")).toEqual([uid]);
    expect(await uids("unread=true")).toEqual([uid]);
    expect(await uids("unread=false")).toEqual([other]);
    expect(await uids("kind=certified")).toEqual([uid]);
    expect(await uids("kind=virus_detection")).toEqual([]);
    expect(await uids("q=TETTO")).toEqual([uid]);
    const now = new Date(api.clock.now() + 1000).toISOString();
    expect(await uids(`from=${now}`)).toEqual([]);
    expect(await uids(`until=${now}`)).toEqual([other, uid]);
    const missing = await api.ask("GET", `${MAILBOX}/messages?folder=Altra`);
    expect(missing.json).toMatchObject({ status: 400, errors: [{ parameter: "folder" }] });
  }, { operations }));

Deno.test("messages: whoever is not bound to the mailbox learns nothing", () =>
  withApi(async (api) => {
    const uid = await append(api, mail("Segreto", "", "x"));
    for (const path of ["", "/messages", `/messages/${uid}`, `/messages/${uid}/raw`]) {
      const { status, text } = await api.ask("GET", `${MAILBOX}${path}`, { key: "live_carla" });
      expect(status).toBe(404);
      expect(text).not.toContain("Segreto");
    }
    const none = await api.ask("GET", "/v1/mailboxes/nobody@alfa.example/messages");
    expect(none.status).toBe(404);
    const service = `/v1/mailboxes/${encodeURIComponent(api.provider.serviceMailbox)}`;
    expect((await api.ask("GET", service)).status).toBe(404);
  }, { operations }));

Deno.test("messages: those of a disabled account stay closed", () =>
  withApi(async (api) => {
    await api.provider.runtime.send(account, ANNA, { type: "disable", reason: "x" });
    expect((await api.ask("GET", `${MAILBOX}/messages`)).status).toBe(403);
    expect((await api.ask("GET", MAILBOX)).json).toMatchObject({ status: "disabled" });
  }, { operations }));
