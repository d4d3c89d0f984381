/** @module */
import { expect } from "expect";
import { download } from "../../adapters/net/download.ts";
import { MINUTE } from "../../events/instant.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";
import { Site } from "../trust/support.ts";

const MANNERS = { time: 2 * MINUTE, redirect: "follow" } as const;
const BODY = new Uint8Array(1000).fill(0x61);

function get(site: Site, path: string, limit: number, signal = new AbortController().signal) {
  return download({ url: site.url(path), limit, ...MANNERS }, new SimulatedClock(), signal);
}

Deno.test("download: the body, up to the limit and not a byte more", async () => {
  await using site = await Site.open();
  site.answers.set("/body", BODY);
  expect(await get(site, "/body", 1000)).toEqual(BODY);
  await expect(get(site, "/body", 999)).rejects.toThrow("it has more than 999 bytes");
});

Deno.test("download: what is posted arrives with its type", async () => {
  await using site = await Site.open();
  site.answers.set("/echo", (body) => Promise.resolve(body));
  const request = {
    url: site.url("/echo"),
    body: { type: "text/plain", bytes: BODY },
    limit: 1000,
    ...MANNERS,
  };
  expect(await download(request, new SimulatedClock(), new AbortController().signal))
    .toEqual(BODY);
  expect(site.requests).toEqual(["POST /echo"]);
});

Deno.test("download: any status but 200 is a fault", async () => {
  await using site = await Site.open();
  for (const status of [204, 404, 500]) {
    site.answers.set("/", status);
    await expect(get(site, "/", 1000)).rejects.toThrow(`the server answers ${status}`);
  }
});

Deno.test("download: a stop ends it with its reason", async () => {
  await using site = await Site.open();
  const asked = Promise.withResolvers<void>();
  site.answers.set("/", () => {
    asked.resolve();
    return new Promise(() => {});
  });
  const stop = new AbortController();
  const going = get(site, "/", 1000, stop.signal);
  await asked.promise;
  stop.abort(new Error("enough"));
  await expect(going).rejects.toThrow("enough");
});
