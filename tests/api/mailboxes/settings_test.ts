/**
 * Mailboxes, their settings and their folders.
 *
 * @module
 */
import { expect } from "expect";
import { mountMailboxes } from "../../../adapters/api/mailboxes/mailboxes.ts";
import { withApi } from "../support/application.ts";
import { ANNA, append, CARLA, mail, MAILBOX } from "./support.ts";

const operations = [mountMailboxes];

Deno.test("mailboxes: a caller sees those to which it is bound, the service mailbox never", () =>
  withApi(async (api) => {
    const addresses = async (key: string, query = "") => {
      const { json } = await api.ask("GET", `/v1/mailboxes${query}`, { key });
      return { addresses: json.data.map(({ address }: { address: string }) => address), ...json };
    };
    expect(await addresses("live_all")).toMatchObject({ addresses: [ANNA, CARLA], next: null });
    expect(await addresses("live_carla")).toMatchObject({ addresses: [CARLA], next: null });
    const first = await addresses("live_all", "?limit=1");
    expect(first.addresses).toEqual([ANNA]);
    const second = await addresses("live_all", `?limit=1&after=${first.next}`);
    expect(second).toMatchObject({ addresses: [CARLA], next: null });
  }, { operations }));

Deno.test("mailboxes: usage and settings; a tag that mail does not change", () =>
  withApi(async (api) => {
    const before = await api.ask("GET", MAILBOX);
    const content = mail("uno", "", "x");
    await append(api, content);
    const { json, headers } = await api.ask("GET", MAILBOX);
    expect(json).toEqual({
      address: ANNA,
      status: "open",
      usage: { used: content.length, quota: api.provider.quota },
      folders: 6,
      ordinary_mail: { policy: "refuse", folder: null },
      receipts_folder: "Ricevute",
      second_factor: false,
    });
    expect(headers.get("etag")).toBe(before.headers.get("etag"));
    expect((await api.ask("GET", `${MAILBOX}/usage`)).json).toEqual(json.usage);
    expect((await api.ask("GET", "/v1/mailboxes/ANNA@alfa.example")).json.address).toBe(ANNA);
  }, { operations }));

Deno.test("settings: what becomes of ordinary mail and of receipts", () =>
  withApi(async (api) => {
    const etag = (await api.ask("GET", MAILBOX)).headers.get("etag")!;
    const patch = (json: unknown, tag: string) =>
      api.ask("PATCH", MAILBOX, { json, headers: { "if-match": tag } });
    const wanted = {
      ordinary_mail: { policy: "folder", folder: "Non certificata" },
      receipts_folder: "Ricevute/2026",
    };
    const changed = await patch(wanted, etag);
    expect(changed.json).toMatchObject(wanted);
    expect((await patch({ ordinary_mail: { policy: "refuse" } }, etag)).status).toBe(412);
    const tag = changed.headers.get("etag")!;
    const events = () => api.world.storage.events.readStream(`account-${ANNA}`, 0, 100);
    const before = (await events()).length;
    // What is as it should be already is no event.
    expect((await patch(wanted, tag)).headers.get("etag")).toBe(tag);
    expect(await events()).toHaveLength(before);
    const faulty = async (json: unknown) => {
      const { json: { errors } } = await patch(json, tag);
      return errors[0].pointer;
    };
    expect(await faulty({ ordinary_mail: { policy: "folder" } })).toBe("/ordinary_mail/folder");
    expect(await faulty({ ordinary_mail: { policy: "accept", folder: "x" } }))
      .toBe("/ordinary_mail/folder");
    expect(await faulty({ quota: 1 })).toBe("/quota");
    // All of it or nothing.
    const half = { ordinary_mail: { policy: "refuse" }, receipts_folder: "a//b" };
    expect(await faulty(half)).toBe("/receipts_folder");
    expect((await api.ask("GET", MAILBOX)).json).toMatchObject(wanted);
    expect((await api.ask("PATCH", MAILBOX, { json: {}, key: "live_read" })).status).toBe(403);
  }, { operations }));

Deno.test("folders: are listed with what lies in them, made and removed", () =>
  withApi(async (api) => {
    const content = mail("uno", "", "x");
    await append(api, content);
    const made = await api.ask("POST", `${MAILBOX}/folders`, { json: { name: "Clienti/Rossi" } });
    expect(made.status).toBe(201);
    expect(made.json).toEqual({ id: 8, name: "Clienti/Rossi", messages: 0, unseen: 0, size: 0 });
    const { json } = await api.ask("GET", `${MAILBOX}/folders?limit=7`);
    expect(json.data[0]).toEqual({
      id: 1,
      name: "INBOX",
      messages: 1,
      unseen: 1,
      size: content.length,
    });
    const rest = await api.ask("GET", `${MAILBOX}/folders?after=${json.next}`);
    expect(rest.json).toMatchObject({ data: [{ name: "Clienti/Rossi" }], next: null });
    const again = await api.ask("POST", `${MAILBOX}/folders`, { json: { name: "Clienti" } });
    expect(again.status).toBe(409);
    const bad = await api.ask("POST", `${MAILBOX}/folders`, { json: { name: "INBOX/a" } });
    expect(bad.json).toMatchObject({ status: 422, errors: [{ pointer: "/name" }] });
    // A lone surrogate is no character: it could not be read back from the log.
    const lone = await api.ask("POST", `${MAILBOX}/folders`, { json: { name: "a\ud800" } });
    expect(lone.json).toMatchObject({ status: 422, errors: [{ pointer: "/name" }] });
    expect((await api.ask("DELETE", `${MAILBOX}/folders/8`)).status).toBe(200);
    expect((await api.ask("DELETE", `${MAILBOX}/folders/8`)).status).toBe(404);
    expect((await api.ask("DELETE", `${MAILBOX}/folders/1`)).status).toBe(409);
  }, { operations }));
