/**
 * Marking, moving and deleting messages.
 *
 * @module
 */
import { expect } from "expect";
import { mountMailboxes } from "../../../adapters/api/mailboxes/mailboxes.ts";
import { type TestApi, withApi } from "../support/application.ts";
import { ANNA, append, certified, mail, MAILBOX } from "./support.ts";

const operations = [mountMailboxes];

async function change(api: TestApi, uid: number, json: unknown, ifMatch?: string) {
  const path = `${MAILBOX}/messages/${uid}`;
  const etag = ifMatch ?? (await api.ask("GET", path)).headers.get("etag")!;
  return await api.ask("PATCH", path, { json, headers: { "if-match": etag } });
}

Deno.test("changes: flags and keywords, under the tag of the state that was seen", () =>
  withApi(async (api) => {
    const { uid } = await certified(api, mail("uno", "", "x"));
    const path = `${MAILBOX}/messages/${uid}`;
    const first = await change(api, uid, { seen: true, keywords: ["Protocollato"] });
    expect(first.json).toMatchObject({
      seen: true,
      flagged: false,
      keywords: ["$PecEnvelope", "Protocollato"],
    });
    const stale = await change(api, uid, { flagged: true }, '"other"');
    expect(stale.status).toBe(412);
    expect((await api.ask("PATCH", path, { json: { flagged: true } })).status).toBe(428);
    const second = await change(api, uid, { seen: false, flagged: true, keywords: [] });
    expect(second.json).toMatchObject({ seen: false, flagged: true, keywords: ["$PecEnvelope"] });
    expect(second.headers.get("etag")).not.toBe(first.headers.get("etag"));
    // What says the kind of a message is the provider's word.
    const forged = await change(api, uid, { keywords: ["$PecReceipt", "$pecanomaly"] });
    expect(forged.json.keywords).toEqual(["$PecEnvelope"]);
    const empty = await change(api, uid, {});
    expect(empty.headers.get("etag")).toBe(second.headers.get("etag"));
    const bad = await change(api, uid, { keywords: ["due parole"], colour: "red" });
    expect(bad.status).toBe(422);
    expect(bad.json.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
      "/keywords/0",
      "/colour",
    ]);
  }, { operations }));

Deno.test("changes: a message that is moved gets another UID, and keeps its email_id", () =>
  withApi(async (api) => {
    const uid = await append(api, mail("uno", "", "x"));
    const before = (await api.ask("GET", `${MAILBOX}/messages/${uid}`)).json;
    const { json } = await change(api, uid, { folder: "Cestino", seen: true });
    expect(json).toMatchObject({ folder: "Cestino", seen: true, email_id: before.email_id });
    expect(json.uid).toBeGreaterThan(uid);
    expect((await api.ask("GET", `${MAILBOX}/messages/${uid}`)).status).toBe(404);
    const nowhere = await change(api, json.uid, { folder: "Altrove" });
    expect(nowhere.json).toMatchObject({ status: 422, errors: [{ pointer: "/folder" }] });
  }, { operations }));

Deno.test("changes: what is deleted can be brought back for some days", () =>
  withApi(async (api) => {
    const uid = await append(api, mail("uno", "", "x"));
    const path = `${MAILBOX}/messages/${uid}`;
    const headers = { "if-match": '"other"' };
    expect((await api.ask("DELETE", path, { headers })).status).toBe(412);
    const { status, json } = await api.ask("DELETE", path);
    expect(status).toBe(200);
    const [deleted] = api.world.storage.mailboxes.deleted(ANNA);
    expect(json).toEqual({ uid, restorable_until: new Date(deleted!.until).toISOString() });
    expect((await api.ask("DELETE", path)).status).toBe(404);
  }, { operations }));

Deno.test("changes: many messages at once, each with its outcome", () =>
  withApi(async (api) => {
    const one = await append(api, mail("uno", "", "x"));
    const two = await append(api, mail("due", "", "x"), "Bozze");
    const act = async (json: unknown) => {
      const answer = await api.ask("POST", `${MAILBOX}/messages/actions`, { json });
      return answer.json;
    };
    expect(await act({ action: "mark", uids: [two, 99, one, one], seen: true })).toEqual({
      results: [
        { uid: two, outcome: "done", uid_now: two },
        { uid: 99, outcome: "missing", uid_now: null },
        { uid: one, outcome: "done", uid_now: one },
      ],
    });
    const list = await api.ask("GET", `${MAILBOX}/messages?unread=false`);
    expect(list.json.data).toHaveLength(2);
    const moved = await act({ action: "move", uids: [one, two], folder: "Bozze" });
    const now = moved.results[0].uid_now;
    expect(now).toBeGreaterThan(two);
    // It lay there already.
    expect(moved.results[1]).toEqual({ uid: two, outcome: "done", uid_now: two });
    expect(await act({ action: "delete", uids: [now] })).toEqual({
      results: [{ uid: now, outcome: "done", uid_now: null }],
    });
    const many = Array.from({ length: 1001 }, (_, at) => at + 1);
    expect(await act({ action: "delete", uids: many })).toMatchObject({ status: 422 });
  }, { operations }));

Deno.test("changes: who may only read changes nothing, and who changes is recorded", () =>
  withApi(async (api) => {
    const uid = await append(api, mail("uno", "", "x"));
    const path = `${MAILBOX}/messages/${uid}`;
    expect((await api.ask("DELETE", path, { key: "live_read" })).status).toBe(403);
    await api.ask("DELETE", path);
    const calls = (await api.world.storage.events.readAll(0, 1000))
      .filter(({ event }) => event.type === "call.made");
    expect(calls).toHaveLength(1);
    expect(calls[0]!.event).toMatchObject({
      client: "clientall0",
      operation: "deleteMailboxMessage",
    });
  }, { operations }));
