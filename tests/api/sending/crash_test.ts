/**
 * One message for one key: under many requests at once, and after crashes at the worst moment.
 *
 * @module
 */
import { expect } from "expect";
import { outgoing } from "../../../actors/outgoing.ts";
import { Overloaded, Runtime } from "../../../actors/runtime.ts";
import type { World } from "../../../adapters/api/world.ts";
import type { EventStore } from "../../../events/store.ts";
import { withApi } from "../support/application.ts";
import {
  draft,
  GONE,
  INFECTING,
  OPERATIONS,
  provided,
  send,
  sendRaw,
  submissions,
} from "./support.ts";

Deno.test("crash: the same request twenty times at once is one message", async () => {
  await withApi(async (api) => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => send(api, "chiave")));
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(202));
    expect(new Set(answers.map(({ json }) => json.id)).size).toBe(1);
    const replayed = answers.filter(({ headers }) => headers.has("idempotency-replayed"));
    expect(replayed).toHaveLength(19);
    expect(await submissions(api.world)).toBe(1);
  }, { operations: OPERATIONS });
});

Deno.test("crash: twenty different requests at once under one key are one message", async () => {
  await withApi(async (api) => {
    const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => {
      return send(api, "chiave", draft({ subject: String(index) }));
    }));
    expect(answers.map(({ status }) => status).sort()).toEqual([202, ...Array(19).fill(422)]);
    expect(await submissions(api.world)).toBe(1);
  }, { operations: OPERATIONS });
});

Deno.test("crash: what was durable before the answer is found when the request comes again", async () => {
  for (const once of [(api: Parameters<typeof send>[0]) => send(api, "chiave"), raw]) {
    let crashes = 1;
    await withApi(async (api) => {
      const lost = await once(api);
      expect(lost.status).toBe(500);
      expect(await submissions(api.world)).toBe(1);
      const again = await once(api);
      expect([again.status, again.headers.get("idempotency-replayed")]).toEqual([202, "true"]);
      expect(again.json.state).toBe("accepted");
      expect(await submissions(api.world)).toBe(1);
    }, {
      operations: OPERATIONS,
      gateway: provided((world) => ({
        runtime: runtimeOver(world, (events) => failingAfter(events, () => crashes-- > 0)),
      })),
    });
  }
});

Deno.test("crash: what was not durable is sent when the request comes again", async () => {
  let crashes = 1;
  await withApi(async (api) => {
    expect((await send(api, "chiave")).status).toBe(500);
    expect(await submissions(api.world)).toBe(0);
    const again = await send(api, "chiave");
    expect([again.status, again.headers.get("idempotency-replayed")]).toEqual([202, null]);
    expect(await submissions(api.world)).toBe(1);
  }, {
    operations: OPERATIONS,
    gateway: provided((world) => ({
      runtime: runtimeOver(world, (events) => failingBefore(events, () => crashes-- > 0)),
    })),
  });
});

Deno.test("not now: busy, adrift or unscanned, nothing is sent and the caller may come again", async () => {
  const troubles: readonly [string, Partial<World["provider"]>][] = [
    ["clock", { clockTrust: () => ({ ok: false, reason: "a test" }) }],
    ["scanned", { scanner: GONE }],
    ["busy", { runtime: { overloaded: true } as Runtime }],
    ["busy", {
      runtime: { send: () => Promise.reject(new Overloaded("full")) } as unknown as Runtime,
    }],
  ];
  for (const [word, change] of troubles) {
    await withApi(async (api) => {
      for (const { status, headers, json } of [await send(api, "chiave"), await raw(api)]) {
        expect([status, headers.get("retry-after")]).toEqual([503, "60"]);
        expect(json.detail).toContain(word);
      }
      expect(await submissions(api.world)).toBe(0);
    }, { operations: OPERATIONS, gateway: provided(() => change) });
  }
});

Deno.test("virus: the message is submitted and refused, and that is no error", async () => {
  await withApi(async (api) => {
    const { status, json } = await send(api, "chiave");
    expect(status).toBe(202);
    expect(json).toMatchObject({ state: "virus", refusal: { code: "virus", detail: "Eicar" } });
    const again = await send(api, "chiave");
    expect([again.json.state, again.headers.get("idempotency-replayed")]).toEqual([
      "virus",
      "true",
    ]);
    expect(await submissions(api.world)).toBe(1);
    // What is to be sent later is refused at once.
    const later = draft({ send_at: new Date(api.clock.now() + 1000).toISOString() });
    const planned = await send(api, "poi", later);
    expect([planned.status, planned.json.errors[0].detail.includes("Eicar")]).toEqual([422, true]);
  }, { operations: OPERATIONS, gateway: provided(() => ({ scanner: INFECTING })) });
});

function raw(api: Parameters<typeof send>[0]) {
  const message = "From: anna@alfa.example\r\nTo: carla@alfa.example\r\n\r\nBuongiorno.\r\n";
  return sendRaw(api, "chiave", message);
}

/** A runtime of its own over the same log, as that of a process that starts again. */
function runtimeOver(
  { storage, provider }: World,
  wrap: (events: EventStore) => EventStore,
): Runtime {
  const runtime = new Runtime({
    store: wrap(storage.events as EventStore),
    clock: provider.clock,
    log() {},
  });
  runtime.register({ actor: outgoing });
  return runtime;
}

/** The machine dies when the events are durable, before anybody is told. */
function failingAfter(events: EventStore, dies: () => boolean): EventStore {
  return appending(events, async (append) => {
    const position = await events.append(append);
    if (dies()) throw new Error("Cannot go on: the machine is gone");
    return position;
  });
}

/** The machine dies before the events are durable. */
function failingBefore(events: EventStore, dies: () => boolean): EventStore {
  return appending(events, async (append) => {
    if (dies()) throw new Error("Cannot append: the machine is gone");
    return await events.append(append);
  });
}

function appending(events: EventStore, append: EventStore["append"]): EventStore {
  return new Proxy(events, {
    get(target, name) {
      if (name === "append") return append;
      const member = Reflect.get(target, name);
      return typeof member === "function" ? member.bind(target) : member;
    },
  });
}
