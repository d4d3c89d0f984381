/** @module */
import { expect } from "expect";
import { verifyWebhook } from "../../adapters/client/webhook.ts";
import { nextTry } from "../../adapters/webhooks/schedule.ts";
import { HOUR, MINUTE, SECOND } from "../../events/instant.ts";
import { received } from "../api/feed/told.ts";
import { ID, type Setting, withWebhooks } from "./setting.ts";

const ANNA = "anna@alfa.example";

/** The sequence numbers that the endpoint was sent, in order. */
function sequences({ server }: Setting): number[] {
  return server.received.map(({ body }) => JSON.parse(body).sequence);
}

Deno.test("webhooks: what happens from now on is delivered, signed, in order of the filter", () =>
  withWebhooks(async (setting) => {
    const { server, create, storage, clock, passing, webhooks } = setting;
    await received(setting, ANNA, 2);
    await create({ types: ["mailbox.message_received"] });
    await received(setting, ANNA, 3);
    await received(setting, "bruno@beta.example");
    await passing(() => webhooks().deliveriesOf(ID, Infinity, 10).length >= 3);
    expect(sequences(setting).sort()).toEqual([3, 4, 5]);
    const [{ headers, body }] = server.received as [typeof server.received[0]];
    const { secret, publicKey } = webhooks().secretOf(ID, 1);
    const bytes = new TextEncoder().encode(body);
    const names = Object.entries(headers).map(([name, value]): [string, string] => [
      name,
      String(value),
    ]);
    for (const one of [secret, publicKey]) {
      expect(await verifyWebhook(bytes, new Headers(names), [one], clock.now()))
        .toBe(JSON.parse(body).id);
    }
    expect(headers["content-type"]).toBe("application/json");
    expect(storage.feed.lastFeedEntry()).toBeGreaterThan(0);
    const attempts = webhooks().deliveriesOf(ID, Infinity, 10);
    expect(attempts).toHaveLength(3);
    expect(attempts[0]).toMatchObject({ attempt: 1, status: 204, error: null });
    expect(webhooks().deliveriesOf(ID, attempts[1]!.number, 10)).toEqual([attempts[2]]);
  }));

Deno.test("webhooks: what fails is tried again after 5 seconds, 5 minutes, 30 minutes, hours", () =>
  withWebhooks(async (setting) => {
    const { server, create, clock, passing, storage, operational, webhooks, log } = setting;
    server.answer = (response) => void response.writeHead(500).end();
    await create();
    await received(setting, ANNA);
    const start = clock.now();
    const pauses: number[] = [];
    for (let attempt = 1; attempt <= 9; attempt++) {
      await passing(() => webhooks().deliveriesOf(ID, Infinity, 100).length >= attempt, 10);
      const [row] = operational.statements.of("SELECT * FROM webhook_retries").all();
      expect(row!["attempts"]).toBe(attempt);
      pauses.push(Math.round((Number(row!["next"]) - clock.now()) / SECOND) * SECOND);
      clock.advance(Number(row!["next"]) - clock.now());
    }
    expect(pauses).toEqual([
      5 * SECOND,
      5 * MINUTE,
      30 * MINUTE,
      2 * HOUR,
      5 * HOUR,
      10 * HOUR,
      14 * HOUR,
      20 * HOUR,
      24 * HOUR,
    ]);
    await passing(() => storage.webhooks.webhook(ID)!.status === "disabled", 10);
    expect(clock.now() - start).toBeGreaterThanOrEqual(72 * HOUR);
    expect(storage.webhooks.webhook(ID)!.reason).toBe("failing");
    expect(log.some((line) => line.startsWith("webhook.endpoint-failed"))).toBe(true);
    expect(webhooks().deliveriesOf(ID, Infinity, 100)).toHaveLength(10);
  }));

Deno.test("webhooks: what failed together does not come together", () => {
  const after = (chance: number, retryAfter: number | null) =>
    nextTry(1, 0, retryAfter, () => new Uint8Array([chance]));
  expect(after(0, null)).toBe(5 * SECOND);
  expect(after(255, null)).toBeGreaterThan(5.4 * SECOND);
  expect(after(255, 60 * SECOND)).toBe(60 * SECOND);
  expect(nextTry(10, 0, null, () => new Uint8Array(1))).toBe(null);
});

Deno.test("webhooks: an endpoint that asks for a pause has it", () =>
  withWebhooks(async (setting) => {
    const { server, create, clock, passing, webhooks } = setting;
    server.answer = (response) => void response.writeHead(503, { "retry-after": "600" }).end();
    await create();
    await received(setting, ANNA);
    await passing(() => webhooks().deliveriesOf(ID, Infinity, 10).length === 1);
    server.answer = (response) => void response.writeHead(204).end();
    await received(setting, ANNA);
    const start = clock.now();
    await passing(() => clock.now() - start >= 9 * MINUTE, SECOND);
    expect(server.received).toHaveLength(1);
    clock.advance(MINUTE);
    await passing(() => server.received.length >= 3);
    expect(new Set(sequences(setting).slice(1))).toEqual(new Set([1, 2]));
  }));

Deno.test("webhooks: 410 disables at once; enabled again, it goes on where it was", () =>
  withWebhooks(async (setting) => {
    const { server, create, send, storage, passing } = setting;
    server.answer = (response) => void response.writeHead(410).end();
    await create();
    await received(setting, ANNA);
    await passing(() => storage.webhooks.webhook(ID)!.status === "disabled");
    expect(storage.webhooks.webhook(ID)!.reason).toBe("gone");
    await received(setting, ANNA, 2);
    server.answer = (response) => void response.writeHead(204).end();
    await send({ type: "enable" });
    await passing(() => server.received.length >= 4);
    expect(sequences(setting).slice(1).sort()).toEqual([1, 2, 3]);
  }));

Deno.test("webhooks: a start goes on where the end was, and retries what had failed", () =>
  withWebhooks(async (setting) => {
    const { server, create, passing, restart, webhooks } = setting;
    await create();
    await received(setting, ANNA, 2);
    await passing(() => server.received.length >= 2);
    server.answer = (response) => void response.writeHead(500).end();
    await received(setting, ANNA);
    await passing(() => webhooks().deliveriesOf(ID, Infinity, 10).length >= 3);
    server.answer = (response) => void response.writeHead(204).end();
    await restart();
    await received(setting, ANNA);
    await passing(() => server.received.length >= 5);
    expect(sequences(setting).slice(3).sort()).toEqual([3, 4]);
  }));

Deno.test("webhooks: who is down gets nothing new, is looked at each minute, and then gets all", () =>
  withWebhooks(async (setting) => {
    const { server, create, passing, clock } = setting;
    server.answer = (response) => void response.writeHead(500).end();
    await create();
    await received(setting, ANNA, 300);
    await passing(() => server.received.length >= 100);
    const tried = server.received.length;
    // Sixteen are under way when there are too many failures.
    expect(tried).toBeLessThanOrEqual(100 + 16);
    const start = clock.now();
    await passing(() => clock.now() - start >= 10 * MINUTE, SECOND);
    expect(server.received.length - tried).toBeLessThanOrEqual(11 * 17);
    const before = server.received.length;
    server.answer = (response) => void response.writeHead(204).end();
    await passing(() => new Set(sequences(setting).slice(before)).size >= 300, 50);
    expect(clock.now() - start).toBeLessThanOrEqual(15 * MINUTE);
  }));

Deno.test("webhooks: one that is slow has 16 under way, and does not hold up another", () =>
  withWebhooks(async (setting) => {
    const { server, create, passing, clock } = setting;
    const held: (() => void)[] = [];
    server.answer = (response, { path }) => {
      const end = () => void response.writeHead(204).end();
      if (path.endsWith("&quick")) end();
      else held.push(end);
    };
    const quick = () => server.received.filter(({ path }) => path.endsWith("&quick")).length;
    await create();
    await create({ url: `${server.url}&quick` }, "wh0000000000000002");
    const start = clock.now();
    await received(setting, ANNA, 40);
    await passing(() => quick() === 40 && held.length === 16, 10);
    expect(clock.now() - start).toBeLessThan(15 * SECOND);
    expect(server.received).toHaveLength(56);
    for (let answered = 0; answered < 40; answered++) {
      await passing(() => held.length > 0, 10);
      held.shift()!();
    }
    await passing(() => server.received.length === 80, 10);
  }));

Deno.test("webhooks: a replay delivers what was, once more, up to where it was asked for", () =>
  withWebhooks(async (setting) => {
    const { server, create, passing, feed, webhooks } = setting;
    await create();
    await received(setting, ANNA, 5);
    await passing(() => server.received.length >= 5);
    const ids = (await feed.page(0, 10, {})).entries.map(({ id }) => id);
    expect(webhooks().replay(ID, ids[1]!, ids[3]!)).toBe(true);
    await received(setting, ANNA);
    await passing(() => server.received.length >= 8);
    expect(sequences(setting).slice(5).sort()).toEqual([3, 4, 6]);
    expect(webhooks().replay("wh0000000000000009", 0, 1)).toBe(false);
  }));

Deno.test("webhooks: a suspended client is told when it is resumed; a deleted one is forgotten", () =>
  withWebhooks(async (setting) => {
    const { server, create, send, passing, suspended, operational, clock, restart } = setting;
    suspended.add("gestionale");
    await create();
    await received(setting, ANNA);
    const start = clock.now();
    await passing(() => clock.now() - start >= 2 * MINUTE, SECOND);
    expect(server.received).toHaveLength(0);
    suspended.clear();
    await passing(() => server.received.length === 1, SECOND);
    await send({ type: "delete" });
    const rows = (table: string) =>
      operational.statements.of(`SELECT count(*) AS rows FROM ${table}`).get()!["rows"];
    await passing(() => rows("webhook_progress") === 0);
    // A test that was under way then has its attempt written down, which nobody asks for any more.
    const late = "INSERT INTO webhook_deliveries VALUES (1, ?, 'evt_test_1', 1, 0, 200, NULL, 0)";
    operational.statements.of(late).run(ID);
    await restart();
    await passing(() => rows("webhook_deliveries") === 0);
  }));

Deno.test("webhooks: other settings and other secrets are taken over at once", () =>
  withWebhooks(async (setting) => {
    const { server, create, send, passing, storage } = setting;
    const { version } = await create();
    const settings = { url: `${server.url}&new`, description: "", mailboxes: [ANNA] };
    await send({ type: "rotate", overlap: HOUR });
    await send({ type: "change", settings, seen: version + 1 });
    await passing(() => storage.webhooks.webhook(ID)!.url.endsWith("&new"));
    await passing(() => Promise.resolve());
    await received(setting, "carla@alfa.example");
    await received(setting, ANNA);
    await passing(() => server.received.length >= 1);
    expect(JSON.parse(server.received[0]!.body).mailbox).toBe(ANNA);
    const signature = String(server.received[0]!.headers["webhook-signature"]);
    expect(signature.split(" ")).toHaveLength(4);
  }));

Deno.test("webhooks: a test says what the endpoint has answered", () =>
  withWebhooks(async (setting) => {
    const { server, create, webhooks } = setting;
    const webhook = await create();
    expect(await webhooks().test(webhook)).toMatchObject({ status: 204, error: null });
    expect(JSON.parse(server.received[0]!.body)).toMatchObject({
      type: "webhook.test",
      data: { webhook: ID },
    });
    await server.close();
    expect((await webhooks().test(webhook)).status).toBe(null);
  }));
