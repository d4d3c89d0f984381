/** @module */
import { expect } from "expect";
import { derInteger } from "../../adapters/documents/smime/der_writer.ts";
import {
  LONGEST_EXCHANGE,
  NoTimeStampError,
  obtainTimeStamp,
} from "../../adapters/timestamp/client.ts";
import { LARGEST_ANSWER } from "../../adapters/timestamp/response.ts";
import { MINUTE } from "../../events/instant.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";
import {
  DIGEST,
  type InfoRequest,
  NONCE,
  POLICY,
  serve,
  status,
  timeStampInfo,
  timeStampResponse,
  timeStampToken,
  TRUST,
} from "./support.ts";

const MADE = Date.UTC(2026, 10, 21, 9, 30, 0, 125);
const live = new AbortController().signal;

async function answerOf(request: InfoRequest = {}): Promise<Response> {
  const token = await timeStampToken({ info: timeStampInfo(request) });
  return new Response(timeStampResponse([status(0)], token));
}

function obtain(urls: readonly string[], clock = new SimulatedClock(MADE), signal = live) {
  const authorities = urls.map((url) => ({ url, trust: TRUST, policy: null }));
  return obtainTimeStamp(DIGEST, authorities, { clock, random: () => NONCE }, signal);
}

/** Why the one authority that answers so gives no time stamp. */
async function failureOf(
  handler: (request: Request) => Response | Promise<Response>,
  clock?: SimulatedClock,
): Promise<Error> {
  await using server = serve(handler);
  const error = await obtain([server.url], clock).then(() => null, (error) => error);
  expect(error).toBeInstanceOf(NoTimeStampError);
  expect(error.failures).toMatchObject([{ url: server.url }]);
  return error.failures[0].error;
}

Deno.test("time-stamp client: asks for the digest, and keeps the token", async () => {
  const asked: string[] = [];
  await using server = serve(async (request) => {
    asked.push(`${request.method} ${request.headers.get("content-type")}`);
    const bytes = await request.bytes();
    asked.push(bytes.toHex());
    return answerOf();
  });
  const { url, token, stamp, failures } = await obtain([server.url]);
  expect(asked[0]).toBe("POST application/timestamp-query");
  expect(asked[1]).toContain(DIGEST.toHex() + derInteger(NONCE).toHex());
  expect({ url, failures }).toEqual({ url: server.url, failures: [] });
  expect(stamp).toMatchObject({ instant: MADE, policy: POLICY });
  expect(token).toEqual(await timeStampToken());
});

Deno.test("time-stamp client: where one fails the next is asked, and the failure told", async () => {
  await using broken = serve(() => new Response("out of order", { status: 503 }));
  await using replayed = serve(() => answerOf({ nonce: Uint8Array.of(1) }));
  await using good = serve(() => answerOf());
  let asked = 0;
  await using spare = serve(() => {
    asked++;
    return answerOf();
  });
  const urls = [broken.url, replayed.url, good.url, spare.url];
  const { url, failures } = await obtain(urls);
  expect(url).toBe(good.url);
  expect(asked).toBe(0);
  expect(failures).toMatchObject([
    { url: broken.url, error: { message: `Cannot fetch ${broken.url}: the server answers 503` } },
    { url: replayed.url, error: { code: "other-nonce" } },
  ]);
});

Deno.test("time-stamp client: where all fail each is told", async () => {
  await using broken = serve(() => new Response(null, { status: 500 }));
  await using refusing = serve(() => new Response(timeStampResponse([status(2)])));
  const error = await obtain([broken.url, refusing.url]).catch((error) => error);
  expect(error).toBeInstanceOf(NoTimeStampError);
  expect(error.message).toContain("the server answers 500");
  expect(error.message).toContain("the authority answers rejection");
  await expect(obtain([])).rejects.toThrow("no authority is set");
});

Deno.test("time-stamp client: an authority that cannot be reached is a failure", async () => {
  const server = serve(() => answerOf());
  await server[Symbol.asyncDispose]();
  await expect(obtain([server.url])).rejects.toBeInstanceOf(NoTimeStampError);
});

Deno.test("time-stamp client: a policy that was asked for must be given", async () => {
  await using server = serve(() => answerOf());
  const authority = { url: server.url, trust: TRUST, policy: "1.2.3.4.2" };
  const ports = { clock: new SimulatedClock(MADE), random: () => NONCE };
  await expect(obtainTimeStamp(DIGEST, [authority], ports, live)).rejects.toMatchObject({
    failures: [{ error: { code: "other-policy" } }],
  });
});

Deno.test("time-stamp client: a stamp is of now, five minutes more or less", async () => {
  for (const apart of [-5 * MINUTE, 5 * MINUTE]) {
    await using server = serve(() => answerOf());
    const clock = new SimulatedClock(MADE + apart);
    expect((await obtain([server.url], clock)).stamp.instant).toBe(MADE);
    const further = new SimulatedClock(MADE + apart + Math.sign(apart));
    expect(await failureOf(() => answerOf(), further)).toMatchObject({ code: "implausible-time" });
  }
});

Deno.test("time-stamp client: an answer is taken up to the limit", async () => {
  const error = await failureOf(() => new Response(new Uint8Array(LARGEST_ANSWER + 1)));
  expect(error.message).toContain(`more than ${LARGEST_ANSWER} bytes`);
  expect(await failureOf(() => new Response(new Uint8Array(LARGEST_ANSWER)))).toMatchObject({
    code: "malformed",
  });
});

Deno.test("time-stamp client: a redirection is not followed", async () => {
  await using good = serve(() => answerOf());
  await failureOf(() => Response.redirect(good.url, 307));
});

Deno.test("time-stamp client: an authority that says nothing is given up", async () => {
  const clock = new SimulatedClock(MADE);
  const gone = Promise.withResolvers<Response>();
  const error = await failureOf((request) => {
    request.signal.addEventListener("abort", () => gone.resolve(new Response()));
    clock.advance(LONGEST_EXCHANGE);
    return gone.promise;
  }, clock);
  expect(error.message).toContain("no answer in time");
});

Deno.test("time-stamp client: a stop ends it with its reason, and nobody else is asked", async () => {
  const stop = new AbortController();
  const reason = new Error("enough");
  const gone = Promise.withResolvers<Response>();
  await using silent = serve((request) => {
    request.signal.addEventListener("abort", () => gone.resolve(new Response()));
    stop.abort(reason);
    return gone.promise;
  });
  let asked = 0;
  await using spare = serve(() => {
    asked++;
    return answerOf();
  });
  const going = obtain([silent.url, spare.url], new SimulatedClock(MADE), stop.signal);
  await expect(going).rejects.toBe(reason);
  expect(asked).toBe(0);
});
