/** @module */
import { expect } from "expect";
import { account } from "../../../actors/account.ts";
import { outgoing } from "../../../actors/outgoing.ts";
import { Runtime } from "../../../actors/runtime.ts";
import { LONGEST_WAIT, scheduled } from "../../../actors/scheduled.ts";
import { scheduledEffects } from "../../../adapters/api/scheduling/effects.ts";
import { scheduledStream } from "../../../adapters/api/scheduling/stream.ts";
import { acceptContent } from "../../../adapters/points/submission.ts";
import { HOUR, MINUTE } from "../../../events/instant.ts";
import { type TestApi, withApi } from "../support/application.ts";
import { contentOf, eventOf, pecIdOf, plan, typesOf } from "./planning.ts";

const ANNA = "anna@alfa.example";
const stream = (key: string) => scheduledStream(pecIdOf(key));
const message = (key: string) => `outgoing-${pecIdOf(key)}`;
const disable = ({ provider }: TestApi) =>
  provider.runtime.send(account, ANNA, { type: "disable", reason: "scaduta" });
/** What its effects are made of. */
const partsOf = ({ provider, world: { storage: { events }, limits } }: TestApi) => ({
  provider,
  events,
  limits,
});

/** Another run of the engine over the same log: the first one has come to its end. */
async function runAgain(
  { provider: first, world: { storage, limits }, clock }: TestApi,
  work: () => Promise<void>,
): Promise<void> {
  const runtime = new Runtime({ store: storage.events, clock, log() {} });
  const provider = { ...first, runtime };
  const perform = scheduledEffects({ provider, events: storage.events, limits });
  runtime.register({ actor: scheduled, perform });
  runtime.register({ actor: outgoing });
  await runtime.start();
  try {
    await work();
  } finally {
    await runtime.stop();
  }
}

Deno.test("scheduling: a message is sent when its time has come, not before", async () => {
  await withApi(async ({ world, clock }) => {
    const sendAt = clock.now() + HOUR;
    expect(await plan(world, "a", sendAt)).toEqual({ outcome: "scheduled", repeated: false });
    clock.advance(HOUR - 1);
    await world.storage.projected();
    expect(await typesOf(world, message("a"))).toEqual([]);
    clock.advance(1);
    await eventOf(world, stream("a"), "scheduled.sent");
    expect(await typesOf(world, stream("a")))
      .toEqual(["scheduled.planned", "scheduled.released", "scheduled.sent"]);
    const [submitted, requested] = await world.storage.events.readStream(message("a"), 0, 2);
    expect(submitted!.event).toMatchObject({ at: sendAt, account: ANNA, subject: "Disdetta" });
    expect(requested!.event).toMatchObject({ by: "all00000", reference: "a" });
    await eventOf(world, message("a"), "outgoing.delivered");
  });
});

Deno.test("scheduling: the same plan again changes nothing, another one is refused", async () => {
  await withApi(async ({ world, clock }) => {
    const sendAt = clock.now() + HOUR;
    await plan(world, "a", sendAt);
    const again = await Promise.all(Array.from({ length: 5 }, () => plan(world, "a", sendAt)));
    expect(new Set(again.map((one) => JSON.stringify(one))).size).toBe(1);
    expect(again[0]).toEqual({ outcome: "scheduled", repeated: true });
    expect(await plan(world, "a", sendAt, { text: "other" })).toEqual({ outcome: "key-reused" });
    expect(await typesOf(world, stream("a"))).toEqual(["scheduled.planned"]);
    await expect(plan(world, "b", clock.now() + LONGEST_WAIT + 1)).rejects
      .toMatchObject({ type: "invalid-content", details: { faults: [{ pointer: "/send_at" }] } });
  });
});

Deno.test("scheduling: a key that has served to send at once plans nothing", async () => {
  await withApi(async ({ world, provider, clock }) => {
    const envelope = { account: ANNA, sender: ANNA, recipients: ["carla@alfa.example"] };
    const request = { by: ANNA, fingerprint: "f".repeat(64) };
    const content = await contentOf(world, "a");
    await acceptContent(provider, envelope, content, world.limits, request, pecIdOf("a"));
    expect(await plan(world, "a", clock.now() + HOUR)).toEqual({ outcome: "key-reused" });
    // Both at once: the one that is planned finds the other when its time has come.
    await plan(world, "b", clock.now() + HOUR);
    await acceptContent(provider, envelope, content, world.limits, request, pecIdOf("b"));
    clock.advance(HOUR);
    expect(await eventOf(world, stream("b"), "scheduled.failed"))
      .toMatchObject({ reason: "key-reused" });
  });
});

Deno.test("scheduling: a mailbox that is closed meanwhile sends nothing", async () => {
  await withApi(async (api) => {
    const { world, clock } = api;
    await plan(world, "a", clock.now() + HOUR);
    await disable(api);
    clock.advance(HOUR);
    expect(await eventOf(world, stream("a"), "scheduled.failed"))
      .toMatchObject({ reason: "mailbox-closed" });
    expect(await typesOf(world, message("a"))).toEqual([]);
  });
});

Deno.test("scheduling: limits that have become stricter keep it from being sent", async () => {
  await withApi(async (api) => {
    const { world, clock, provider } = api;
    const limits = { ...world.limits, maxMessageBytes: 10 };
    const perform = scheduledEffects({ ...partsOf(api), limits });
    provider.runtime.register({ actor: scheduled, perform });
    await plan(world, "a", clock.now() + HOUR);
    clock.advance(HOUR);
    expect(await eventOf(world, stream("a"), "scheduled.failed"))
      .toMatchObject({ reason: "content-refused" });
  });
});

Deno.test("scheduling: a crash behind the submission, and one message all the same", async () => {
  await withApi(async (api) => {
    const { world, clock, provider } = api;
    const { promise: crashed, resolve: crash } = Promise.withResolvers<void>();
    const real = scheduledEffects(partsOf(api));
    provider.runtime.register({
      actor: scheduled,
      perform: async (effect, at) => {
        await real(effect, at);
        crash();
        // What the process would have gone on to record is lost with it.
        return {};
      },
    });
    await plan(world, "a", clock.now() + HOUR);
    clock.advance(HOUR);
    await crashed;
    await disable(api);
    await provider.runtime.stop();
    expect(await typesOf(world, stream("a"))).not.toContain("scheduled.sent");
    await runAgain(api, async () => {
      await eventOf(world, stream("a"), "scheduled.sent");
    });
    const submitted = (await typesOf(world, message("a")))
      .filter((type) => type === "outgoing.submitted");
    expect(submitted).toHaveLength(1);
  });
});

Deno.test("scheduling: what fell due while nothing ran is sent at the start", async () => {
  await withApi(async (api) => {
    const { world, clock, provider } = api;
    await plan(world, "a", clock.now() + HOUR);
    await provider.runtime.stop();
    clock.advance(24 * HOUR);
    await runAgain(api, async () => {
      await eventOf(world, stream("a"), "scheduled.sent");
    });
    expect(await typesOf(world, message("a"))).toContain("outgoing.submitted");
  });
});

Deno.test("scheduling: while the clock is being set nothing is sent, then it is", async () => {
  await withApi(async (api) => {
    const { world, clock, provider, log } = api;
    let ok = false;
    const clockTrust = () => ok ? { ok } as const : { ok: false, reason: "adrift" } as const;
    const parts = partsOf(api);
    const perform = scheduledEffects({ ...parts, provider: { ...provider, clockTrust } });
    provider.runtime.register({ actor: scheduled, perform });
    await plan(world, "a", clock.now() + HOUR);
    clock.advance(HOUR);
    await eventOf(world, stream("a"), "scheduled.released");
    while (!log.some((line) => line.startsWith("effect.postponed"))) {
      await new Promise((resolve) => setTimeout(resolve));
    }
    expect(await typesOf(world, message("a"))).toEqual([]);
    ok = true;
    clock.advance(MINUTE);
    await eventOf(world, stream("a"), "scheduled.sent");
  });
});

Deno.test("scheduling: many at one instant", async () => {
  await withApi(async ({ world, clock }) => {
    const sendAt = clock.now() + HOUR;
    const keys = Array.from({ length: 150 }, (_, index) => `lotto/${index}`);
    for (const key of keys) await plan(world, key, sendAt);
    clock.advance(24 * HOUR);
    await Promise.all(keys.map((key) => eventOf(world, stream(key), "scheduled.sent")));
  });
});
