/**
 * A partner's whole story between two real providers: what the program of docs/examples does, and
 * whether all that it is told is true.
 *
 * @module
 */
import { expect } from "expect";
import { account } from "../../actors/account.ts";
import type { FeedEvent } from "../../adapters/client/events.ts";
import { systemClock } from "../../adapters/clock.ts";
import { startReceiver } from "../../docs/examples/receiver.ts";
import { fetchEvidence, learn, sendAndFollow, verifyEvidence } from "../../docs/examples/story.ts";
import { keyFor, partnerApi } from "./partner.ts";
import { Providers, type TestProvider } from "./providers.ts";
import { ticking } from "./ticking.ts";

const ANNA = "anna@alfa.example";
const HERE = Array.from({ length: 46 }, (_, index) => `socio-${index + 1}@beta.example`);
const UNKNOWN = ["ignoto@beta.example", "ignota@beta.example"];
const NEIGHBOURS = ["carla@alfa.example", "bruno@beta.example"];
const MAILING = { from: ANNA, to: [...HERE, ...NEIGHBOURS, ...UNKNOWN], reference: "assemblea-1" };

/** Opens mailboxes to which nobody logs in. */
async function openAll({ serving: { runtime } }: TestProvider, addresses: readonly string[]) {
  for (const address of addresses) {
    await runtime.send(account, address, { type: "open", address, role: "holder" });
  }
}

Deno.test("partner: a delivery stands, whatever is heard of its message later", () => {
  const states = new Map([["a", "in_transit"], ["b", "in_transit"]]);
  const tell = (type: string, recipient: string) =>
    learn(states, { type, data: { recipient } } as FeedEvent);
  tell("message.delivered", "a");
  tell("message.taken_in_charge", "a");
  tell("message.timed_out", "b");
  expect([...states.values()]).toEqual(["delivered", "timed_out"]);
  tell("message.delivered", "b");
  expect([...states.values()]).toEqual(["delivered", "delivered"]);
});

Deno.test("partner: 50 recipients at two providers, followed to the end and proved", async () => {
  await using providers = await Providers.start();
  const { alfa, beta } = providers;
  await openAll(beta, HERE);
  using _time = ticking(providers.clock);
  using partner = partnerApi(providers, alfa, await keyFor(alfa, "live"));
  const { api } = partner;
  await using receiver = startReceiver(() => systemClock.now());
  const lines: string[] = [];
  const tools = { api, receiver, say: (line: string) => lines.push(line) };
  const { message, events, states } = await sendAndFollow(MAILING, tools);

  expect(MAILING.to).toHaveLength(50);
  const expected = MAILING.to.map((address) =>
    [address, UNKNOWN.includes(address) ? "failed" : "delivered"] as const
  );
  expect(new Map(states)).toEqual(new Map(expected));
  expect(new Map(message.recipients.map(({ address, state }) => [address, state]))).toEqual(
    new Map(expected),
  );
  expect(message.recipients.find(({ address }) => address === UNKNOWN[0])?.reason?.code)
    .toBe("no-dest");
  // Nothing is missing, and everything bears the partner's own names.
  expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1));
  const named = { reference: "assemblea-1", metadata: { pratica: "2026/7" } };
  expect(events.every(({ reference }) => reference === named.reference)).toBe(true);
  for (const event of events) expect(receiver.events.get(event.id)).toEqual(event);

  // It lies there, once.
  for (const address of [HERE[0]!, HERE[45]!, "bruno@beta.example"]) {
    expect(await beta.kinds(address, message.pec_id)).toEqual(["posta-certificata"]);
  }
  const bundle = await fetchEvidence(api, message.id);
  const claims = await verifyEvidence(bundle, providers.authority, systemClock.now());
  expect(claims.filter(({ verdict }) => verdict === "fails")).toEqual([]);
  expect(claims.filter(({ verdict }) => verdict === "holds").length).toBeGreaterThan(200);

  // Another message under the key that was used is refused.
  const again = await api.POST("/v1/messages", {
    params: { header: { "Idempotency-Key": MAILING.reference } },
    body: { from: ANNA, to: HERE.slice(0, 1), subject: "Un altro messaggio", text: "" },
  }).catch((error) => error);
  expect(again).toMatchObject({ status: 422, type: "idempotency-key-reused" });

  // A bundle that somebody has altered proves nothing.
  const altered = bundle.slice();
  altered[Math.floor(altered.length / 2)]! ^= 1;
  const judged = await verifyEvidence(altered, providers.authority, systemClock.now());
  expect(judged.some(({ verdict }) => verdict === "fails")).toBe(true);
});
