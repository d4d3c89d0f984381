/**
 * Several consumers of one mailbox, each with its own cursor.
 *
 * @module
 */
import { expect } from "expect";
import { mountMailboxes } from "../../../adapters/api/mailboxes/mailboxes.ts";
import { SECOND } from "../../../events/instant.ts";
import { advanceUntil } from "../../support/advance_until.ts";
import { type TestApi, withApi } from "../support/application.ts";
import { ANNA, append, certified, mail, MAILBOX } from "./support.ts";

const operations = [mountMailboxes];
const CONSUMERS = `${MAILBOX}/consumers`;

interface Taken {
  readonly subjects: readonly string[];
  readonly cursors: readonly string[];
  readonly more: boolean;
}

async function take(api: TestApi, name: string, query = ""): Promise<Taken> {
  const { json } = await api.ask("GET", `${CONSUMERS}/${name}/messages${query}`);
  return {
    subjects: json.data.map(({ message }: { message: { subject: string } }) => message.subject),
    cursors: json.data.map(({ cursor }: { cursor: string }) => cursor),
    more: json.more,
  };
}

async function put(api: TestApi, name: string, wish: unknown, key = "live_all") {
  return await api.ask("PUT", `${CONSUMERS}/${name}`, { json: wish, key });
}

async function go(api: TestApi, name: string, after: string | null) {
  return await api.ask("POST", `${CONSUMERS}/${name}/cursor`, { json: { after } });
}

/** A consumer takes these as well, so that messages need not be certified one by one. */
const ALL = { kinds: ["certified", "appended"], from: "beginning" };

Deno.test("consumers: each goes its own way, and changes nothing for others", () =>
  withApi(async (api) => {
    for (const subject of ["uno", "due", "tre"]) await append(api, mail(subject, "", "x"));
    expect((await put(api, "a", ALL)).status).toBe(201);
    await put(api, "b", ALL);
    const first = await take(api, "a", "?limit=2");
    expect(first).toMatchObject({ subjects: ["uno", "due"], more: true });
    // The same again until the cursor moves.
    expect((await take(api, "a")).subjects).toEqual(["uno", "due", "tre"]);
    const moved = await go(api, "a", first.cursors[1]!);
    expect(moved.json).toMatchObject({ name: "a", lag: 1, cursor: first.cursors[1] });
    expect((await take(api, "a")).subjects).toEqual(["tre"]);
    expect((await take(api, "b")).subjects).toEqual(["uno", "due", "tre"]);
    await go(api, "a", first.cursors[0]!);
    expect((await take(api, "a")).subjects).toEqual(["due", "tre"]);
    await go(api, "a", null);
    expect((await take(api, "a")).subjects).toEqual(["uno", "due", "tre"]);
    const { json } = await api.ask("GET", `${MAILBOX}/messages`);
    expect(json.data.every(({ seen }: { seen: boolean }) => !seen)).toBe(true);
  }, { operations }));

Deno.test("consumers: correspondence and nothing else, from now on, unless asked for", () =>
  withApi(async (api) => {
    await certified(api, mail("prima", "", "x"));
    const { json } = await put(api, "a", {});
    expect(json).toMatchObject({
      folder: null,
      folder_gone: false,
      kinds: ["certified", "anomaly"],
      lag: 0,
      moved_at: null,
    });
    await append(api, mail("bozza", "", "x"), "Bozze");
    await certified(api, mail("dopo", "", "x"));
    expect((await take(api, "a")).subjects).toEqual(["POSTA CERTIFICATA: dopo"]);
  }, { operations }));

Deno.test("consumers: a message counts once, wherever it is moved or copied", () =>
  withApi(async (api) => {
    const uid = await append(api, mail("uno", "", "x"));
    await append(api, mail("due", "", "x"));
    await put(api, "a", ALL);
    const { cursors } = await take(api, "a");
    await go(api, "a", cursors[0]!);
    const mailbox = api.world.mailboxOf(ANNA);
    await mailbox.send({ type: "move", from: 1, to: 4, uids: [uid] });
    await mailbox.send({ type: "copy", from: 1, to: 4, uids: [2], quota: 1e9 });
    expect((await take(api, "a")).subjects).toEqual(["due"]);
    // What is deleted before it was fetched is left out.
    await mailbox.remove([2, 4]);
    expect((await take(api, "a")).subjects).toEqual([]);
  }, { operations }));

Deno.test("consumers: of a folder takes what comes into it, also by moving", () =>
  withApi(async (api) => {
    await api.ask("POST", `${MAILBOX}/folders`, { json: { name: "Fatture" } });
    const uid = await append(api, mail("uno", "", "x"));
    expect((await put(api, "f", { ...ALL, folder: "Fatture" })).json.folder).toBe("Fatture");
    await append(api, mail("due", "", "x"), "Fatture");
    const { cursors } = await take(api, "f");
    await go(api, "f", cursors[0]!);
    await api.world.mailboxOf(ANNA).send({ type: "move", from: 1, to: 7, uids: [uid] });
    expect((await take(api, "f")).subjects).toEqual(["uno"]);
    await api.ask("DELETE", `${MAILBOX}/folders/7`);
    const gone = await api.ask("GET", `${CONSUMERS}/f`);
    expect(gone.json).toMatchObject({ folder: null, folder_gone: true, lag: 0 });
    expect((await put(api, "g", { folder: "Fatture" })).json.errors[0].pointer).toBe("/folder");
  }, { operations }));

Deno.test("consumers: what one takes can be changed, and it stays where it is", () =>
  withApi(async (api) => {
    await append(api, mail("uno", "", "x"));
    await put(api, "a", ALL);
    const { cursors } = await take(api, "a");
    await go(api, "a", cursors[0]!);
    const again = await put(api, "a", { ...ALL, kinds: ["appended"] });
    expect(again.status).toBe(200);
    expect(again.json).toMatchObject({ kinds: ["appended"], cursor: cursors[0], lag: 0 });
  }, { operations }));

Deno.test("consumers: belong to their client", () =>
  withApi(async (api) => {
    await put(api, "a", ALL);
    expect((await put(api, "a", ALL, "live_read")).status).toBe(201);
    const { json } = await api.ask("GET", CONSUMERS, { key: "live_read" });
    expect(json.data).toHaveLength(1);
    expect((await api.ask("DELETE", `${CONSUMERS}/a`, { key: "live_read" })).status).toBe(204);
    expect((await api.ask("GET", `${CONSUMERS}/a`, { key: "live_read" })).status).toBe(404);
    expect((await api.ask("GET", `${CONSUMERS}/a`)).status).toBe(200);
    expect((await api.ask("GET", `${CONSUMERS}/a`, { key: "live_carla" })).status).toBe(404);
  }, { operations }));

Deno.test("consumers: an answer waits until something comes, and no longer than it was told", () =>
  withApi(async (api) => {
    const following = new AbortController();
    const running = api.world.feed.run(following.signal).catch(() => {});
    await put(api, "a", {});
    const waiting = take(api, "a", "?wait=30");
    await certified(api, mail("ecco", "", "x"));
    // The feed waits for its projection, whose thread has a clock of its own.
    await api.world.storage.projected();
    const taken = await advanceUntil(waiting, () => api.clock.advance(100));
    expect(taken.subjects).toEqual(["POSTA CERTIFICATA: ecco"]);
    await put(api, "b", {});
    const before = api.clock.now();
    const none = await advanceUntil(take(api, "b", "?wait=30"), () => api.clock.advance(SECOND));
    expect(none.subjects).toEqual([]);
    expect(api.clock.now()).toBeGreaterThanOrEqual(before + 30 * SECOND);
    const hopeful = api.ask("GET", `${CONSUMERS}/b/messages?wait=30`);
    await certified(api, mail("segreto", "", "x"));
    api.keys.set("live_all", { ...api.keys.get("live_all")!, mailboxes: ["carla@alfa.example"] });
    await api.world.storage.projected();
    expect((await advanceUntil(hopeful, () => api.clock.advance(100))).status).toBe(404);
    following.abort();
    await running;
  }, { operations }));

Deno.test("consumers: after a restore one begins anew, and old cursors are refused", () =>
  withApi(async (api) => {
    await append(api, mail("uno", "", "x"));
    await put(api, "a", ALL);
    const { cursors } = await take(api, "a");
    await go(api, "a", cursors[0]!);
    api.world.operational.statements.of("UPDATE consumers SET era = 7").run();
    expect((await take(api, "a")).subjects).toEqual(["uno"]);
    const other = JSON.parse(atob(cursors[0]!))[1];
    const old = btoa(JSON.stringify([7, other])).replace(/=+$/, "");
    expect((await go(api, "a", old)).status).toBe(409);
    expect((await go(api, "a", "abc")).status).toBe(400);
  }, { operations }));
