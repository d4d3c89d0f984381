/** @module */
import { expect } from "expect";
import { account } from "../../actors/account.ts";
import { apiApplication } from "../../adapters/api/application.ts";
import type { Caller } from "../../adapters/api/caller.ts";
import type { Gateway, World } from "../../adapters/api/world.ts";
import { systemClock } from "../../adapters/clock.ts";
import { random } from "../../adapters/opening/random.ts";
import { scopeSchema } from "../../events/client.ts";
import { asking, type TestApi, withApi } from "../api/support/application.ts";
import { SENDER, withSandbox } from "./support.ts";

const PATHS = {
  sandbox: "/v1/sandbox",
  clock: "/v1/sandbox/clock",
  mailboxes: "/v1/sandbox/mailboxes",
  inbound: "/v1/sandbox/inbound",
};

/** Asks the API over a sandbox, by a key that is bound to Anna's mailbox and to `more`. */
function over(world: World, ...more: readonly string[]): TestApi["ask"] {
  const caller: Caller = {
    client: "prova",
    credential: "credenziale",
    mode: "test",
    scopes: new Set(scopeSchema.options),
    mailboxes: ["anna@ceralacca.test", ...more],
  };
  const gateway: Gateway = {
    world: (mode) => mode === "test" ? world : null,
    authenticate: () => Promise.resolve(caller),
    oauth: { issuer: "", issue: () => Promise.reject(new Error("Cannot issue tokens")) },
    clock: systemClock,
    random,
    log: () => {},
  };
  return asking(apiApplication(gateway)).ask;
}

Deno.test("sandbox: its operations show it, and let time pass", async () => {
  await withSandbox(async ({ world }) => {
    const ask = over(world);
    const before = await ask("GET", PATHS.sandbox, { headers: { "accept-language": "it" } });
    expect(before.json).toMatchObject({ domain: "ceralacca.test", other_domain: "altro.test" });
    expect(before.json.recipients.map(({ address }: { address: string }) => address)).toEqual([
      ...["delivered", "unknown", "full", "overdue", "timeout", "virus", "refused"],
      "broken-signature",
    ].map((local) => `${local}@altro.test`));
    expect(before.json.authority).toMatch(/^-----BEGIN CERTIFICATE-----\n[^-]+-----END/);
    expect(before.json.recipients[1].outcome).toContain("la casella non esiste");
    const after = await ask("POST", PATHS.clock, { json: { advance: "P1DT2H30M" } });
    // Less by as long as the request has taken.
    expect(Math.abs(after.json.ahead_seconds - 95_370)).toBeLessThanOrEqual(30);
    const passed = Date.parse(after.json.now) - Date.parse(before.json.now);
    expect(Math.floor(passed / 60_000)).toBe(1590);
    expect(passed).toBeGreaterThanOrEqual(95_400_000);
    for (const advance of ["PT", "P", "PT1.5H", "-PT1H", "1h", "PT1HX", "P1Y"]) {
      expect((await ask("POST", PATHS.clock, { json: { advance } })).status).toBe(422);
    }
    const far = await ask("POST", PATHS.clock, { json: { advance: "P400D" } });
    expect([far.status, far.json.errors[0].pointer]).toEqual([422, "/advance"]);
  });
});

Deno.test("sandbox: what has happened while time passed can be asked for at once", async () => {
  await withSandbox(async ({ world, send }) => {
    const ask = over(world, SENDER);
    const id = await send(["timeout@altro.test"]);
    await ask("POST", PATHS.clock, { json: { advance: "P1D" } });
    const { json: { data } } = await ask("GET", "/v1/events?limit=100");
    const types = data.map(({ type }: { type: string }) => type);
    expect(types).toEqual(expect.arrayContaining(["message.overdue_12h", "message.timed_out"]));
    const { json: message } = await ask("GET", `/v1/messages/${id}`);
    expect(message.recipients[0].state).toBe("timed_out");
  });
});

Deno.test("sandbox: messages come in from outside, to mailboxes that were opened", async () => {
  await withSandbox(async ({ world, control }) => {
    const ask = over(world);
    const address = "anna@ceralacca.test";
    expect((await ask("POST", PATHS.mailboxes, { json: { address } })).status).toBe(201);
    expect((await ask("POST", PATHS.mailboxes, { json: { address } })).status).toBe(201);
    const message = { to: address, subject: "Prova", text: "Buongiorno, perché no?" };
    const certified = await ask("POST", PATHS.inbound, { json: { kind: "certified", ...message } });
    expect(certified.json.pec_id).toMatch(/@altro\.test$/);
    // Mailboxes of PEC refuse ordinary mail until their holder wants it.
    const refused = await ask("POST", PATHS.inbound, { json: { kind: "ordinary", ...message } });
    expect([refused.status, refused.json.detail]).toEqual([409, expect.stringContaining("5.7.1")]);
    const wanting = { type: "set-ordinary-mail", policy: "accept" } as const;
    await world.provider.runtime.send(account, address, wanting);
    const ordinary = await ask("POST", PATHS.inbound, { json: { kind: "ordinary", ...message } });
    expect(ordinary.json).toEqual({ pec_id: null });
    await control.clock.advance(0);
    const entries = await world.storage.queries.mailboxEntries(address);
    expect(entries.map(({ kind }) => kind).sort()).toEqual(["errore", "posta-certificata"]);
    const envelope = entries.find(({ kind }) => kind === "posta-certificata");
    expect(envelope?.pecId).toBe(certified.json.pec_id);
  });
});

Deno.test("sandbox: what it does not take is named with its field", async () => {
  await withSandbox(async ({ world }) => {
    const ask = over(world);
    const message = { kind: "certified", to: "anna@ceralacca.test", subject: "", text: "" };
    const faults = [
      [PATHS.mailboxes, { address: "anna@alfa.example" }, 422, "/address"],
      [PATHS.mailboxes, { address: "ricevute@ceralacca.test" }, 422, "/address"],
      [PATHS.mailboxes, { address: "a(b@ceralacca.test" }, 422, "/address"],
      [PATHS.inbound, { ...message, to: "delivered@altro.test" }, 422, "/to"],
      [PATHS.inbound, { ...message, from: "mario@esterno.example" }, 422, "/from"],
      [PATHS.inbound, { ...message, kind: "ordinary", from: "a@altro.test" }, 422, "/from"],
      [PATHS.inbound, { ...message, from: "a(b@altro.test" }, 422, "/from"],
    ] as const;
    for (const [path, json, status, pointer] of faults) {
      const answer = await ask("POST", path, { json });
      expect([json, answer.status, answer.json.errors[0].pointer]).toEqual([json, status, pointer]);
    }
    // Whose mailbox it is, is nobody else's business.
    const other = await ask("POST", PATHS.inbound, {
      json: { ...message, to: "mittente@ceralacca.test" },
    });
    expect(other.status).toBe(404);
  });
});

Deno.test("sandbox: keys of the live world find nothing there", async () => {
  await withApi(async ({ ask }) => {
    expect((await ask("GET", PATHS.sandbox)).status).toBe(404);
    expect((await ask("POST", PATHS.clock, { json: { advance: "PT1H" } })).status).toBe(404);
  });
});
