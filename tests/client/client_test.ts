/**
 * What the client does where the network, the server or the request is not as it should be.
 *
 * @module
 */
import { expect } from "expect";
import { createClient, type PartnerApi } from "../../adapters/client/client.ts";
import { followEvents } from "../../adapters/client/events.ts";
import { itemsOf } from "../../adapters/client/pages.ts";
import { uploadFile } from "../../adapters/client/uploads.ts";

/** An answer, or an error of the network. */
type Answer = Response | Error;

/** A client of a server that gives these answers, one after the other. */
function clientOf(answers: Answer[]) {
  const asked: Request[] = [];
  const waited: number[] = [];
  const wait = (milliseconds: number) => {
    waited.push(milliseconds);
    return Promise.resolve();
  };
  const api = createClient({
    url: "https://pec.example",
    key: "test_key",
    language: "it",
    wait,
    fetch(request) {
      asked.push(request);
      const answer = answers.shift() ?? new Error("nothing more is answered");
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
  });
  return { api, asked, waited, wait, left: answers };
}

const json = (value: unknown, status = 200, headers = {}) =>
  Response.json(value, { status, headers });
const busy = (seconds?: number) =>
  json({ type: "/v1/problems/unavailable", detail: "Busy" }, 503, {
    ...(seconds === undefined ? {} : { "retry-after": String(seconds) }),
  });
const LOST = new TypeError("connection reset by https://certificate.example/certificate");

Deno.test("client: it says who it is, and in which language", async () => {
  const { api, asked } = clientOf([json({})]);
  await api.GET("/v1/me");
  expect(asked[0]!.headers.get("authorization")).toBe("Bearer test_key");
  expect(asked[0]!.headers.get("accept-language")).toBe("it");
});

Deno.test("client: whom it does not trust it does not ask again", async () => {
  const untrusted = new TypeError("error sending request", {
    cause: new Error("invalid peer certificate: UnknownIssuer"),
  });
  const { api, asked, waited } = clientOf([untrusted, json({})]);
  await expect(api.GET("/v1/me")).rejects.toBe(untrusted);
  expect([asked.length, waited]).toEqual([1, []]);
});

Deno.test("client: problems are thrown, with what they say", async () => {
  const { api, asked, waited } = clientOf([
    json({ type: "/v1/problems/not-found", detail: "Non c'è" }, 404),
  ]);
  const problem = await api.GET("/v1/me").catch((error) => error);
  expect(problem).toMatchObject({ status: 404, type: "not-found", message: "Non c'è" });
  expect([asked.length, waited]).toEqual([1, []]);
});

const SENDING = { from: "a@alfa.example", to: ["b@beta.example"], subject: "x", text: "" };
const keyed = { params: { header: { "Idempotency-Key": "a" } }, body: SENDING };
const HARMLESS: Readonly<Record<string, (api: PartnerApi) => Promise<unknown>>> = {
  "what reads": (api) => api.GET("/v1/me"),
  "what bears an idempotency key": (api) => api.POST("/v1/messages", keyed),
};

for (const [what, ask] of Object.entries(HARMLESS)) {
  Deno.test(`client: ${what} is asked again, after the time that the server names`, async () => {
    const { api, asked, waited } = clientOf([busy(7), LOST, busy(), busy(3600), json({}, 200)]);
    await ask(api);
    expect(waited).toEqual([7000, 2000, 4000, 60_000]);
    const bodies = await Promise.all(asked.map((request) => request.text()));
    // The very same each time: another body under the key would be refused.
    expect(new Set(bodies).size).toBe(1);
  });

  Deno.test(`client: ${what} is asked five times, and no more`, async () => {
    const { api, asked } = clientOf([LOST, LOST, LOST, LOST, busy(), json({})]);
    await expect(ask(api)).rejects.toMatchObject({ status: 503 });
    expect(asked).toHaveLength(5);
  });
}

Deno.test("client: what may not be done twice is asked once", async () => {
  for (const answer of [LOST, busy(1)]) {
    const { api, asked } = clientOf([answer, json({})]);
    const body = { url: "https://gestionale.example/pec" };
    await expect(api.POST("/v1/webhooks", { body })).rejects.toThrow();
    expect(asked).toHaveLength(1);
  }
});

Deno.test("client: a list is fetched page by page, and no further than it is read", async () => {
  const pages = [json({ data: [1, 2], next: "b" }), json({ data: [3], next: null })];
  const { api, asked, left } = clientOf(pages);
  const all = () =>
    itemsOf(async (after) => {
      const { data } = await api.GET("/v1/messages", { params: { query: after } });
      return data as unknown as { data: number[]; next: string | null };
    });
  expect(await Array.fromAsync(all())).toEqual([1, 2, 3]);
  expect(asked.map(({ url }) => new URL(url).search)).toEqual(["", "?after=b"]);
  left.push(json({ data: [1, 2], next: "b" }));
  for await (const one of all()) if (one === 1) break;
  expect(left).toEqual([]);
});

/** A stream that ends, or breaks. */
function stream(text: string, end: "ends" | "breaks"): Response {
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new TextEncoder().encode(text)),
    pull: (controller) => end === "ends" ? controller.close() : controller.error(LOST),
  }, { highWaterMark: 0 });
  return new Response(body, { headers: { "content-type": "text/event-stream" } });
}

const event = (id: number) => `id: evt_${id}\nevent: message.delivered\ndata: {"id":${id}}\n\n`;

Deno.test("client: a lost connection goes on behind the last event, without doubles", async () => {
  const { api, asked, wait, waited } = clientOf([
    json({ data: [], next: "evt_5", has_more: false }),
    stream(`${event(6)}${event(7)}id: evt_8\nda`, "breaks"),
    stream(`:\nid: evt_9\n\n`, "ends"),
    stream(event(10), "ends"),
    json({ type: "/v1/problems/unauthenticated", detail: "No" }, 401),
  ]);
  const lost: unknown[] = [];
  const events: unknown[] = [];
  const follow = async () => {
    for await (const { id } of followEvents(api, { wait, lost: (error) => lost.push(error) })) {
      events.push(id);
    }
  };
  await expect(follow()).rejects.toMatchObject({ status: 401 });
  expect(events).toEqual([6, 7, 10]);
  expect(asked.map(({ url }) => new URL(url).searchParams.get("after")))
    .toEqual(["latest", "evt_5", "evt_7", "evt_9", "evt_10"]);
  expect([lost, waited]).toEqual([[LOST], [1000, 1000, 1000]]);
});

Deno.test("client: following ends when it is told to, also in a pause", async () => {
  const ending = new AbortController();
  const { api } = clientOf([stream(event(1), "ends")]);
  const events = followEvents(api, { after: "evt_0", signal: ending.signal });
  expect((await events.next()).value).toMatchObject({ id: 1 });
  const next = events.next();
  ending.abort();
  expect(await next).toMatchObject({ done: true });
});

/** A server of one upload, which takes so many octets of each part and then breaks off. */
function uploadServer(parts: readonly number[], size: number) {
  const there = { id: "u1", offset: 0, state: "open" };
  const offsets: number[] = [];
  const left = [...parts];
  const waited: number[] = [];
  const wait = (milliseconds: number) => {
    waited.push(milliseconds);
    return Promise.resolve();
  };
  const api = createClient({
    url: "https://pec.example",
    key: "test_key",
    wait,
    async fetch(request) {
      if (request.method !== "PATCH") return json(there);
      const offset = Number(request.headers.get("upload-offset"));
      offsets.push(offset);
      const { length } = await request.bytes();
      const taken = Math.min(left.shift() ?? length, length);
      there.offset = offset + taken;
      if (taken < length || left.length > 0) throw LOST;
      if (there.offset === size) there.state = "complete";
      return new Response(null, { status: 204 });
    },
  });
  const bytes = new Uint8Array(size);
  const file = {
    ...{ filename: "a.pdf", contentType: "application/pdf", size, sha256: "0".repeat(64) },
    read: (offset: number) => ReadableStream.from([bytes.subarray(offset)]),
  };
  return { api, file, wait, waited, offsets };
}

Deno.test("client: an upload is taken up where the connection broke", async () => {
  const { api, file, wait, waited, offsets } = uploadServer([30, 0, 50], 100);
  const reached: number[] = [];
  const progress = (octets: number) => reached.push(octets);
  expect(await uploadFile(api, file, { wait, progress })).toBe("u1");
  expect(offsets).toEqual([0, 30, 30, 80]);
  expect(reached).toEqual([30, 30, 80, 100]);
  expect(waited).toEqual([1000, 2000, 1000]);
});

Deno.test("client: an upload that broke off behind its last octet is completed", async () => {
  const { api, file, wait, offsets } = uploadServer([100, 0], 100);
  expect(await uploadFile(api, file, { wait })).toBe("u1");
  expect(offsets).toEqual([0, 100]);
});

Deno.test("client: an upload that gets nowhere is given up", async () => {
  const { api, file, wait, offsets } = uploadServer([0, 0, 0, 0, 0, 0, 0], 100);
  await expect(uploadFile(api, file, { wait })).rejects.toThrow("connection reset");
  expect(offsets).toHaveLength(6);
});
