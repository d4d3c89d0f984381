/** @module */
import { expect } from "expect";
import { account } from "../../actors/account.ts";
import { LOG_KEY, logDays } from "../../actors/log.ts";
import { eventsOfStream } from "../../adapters/storage/whole.ts";
import { HOUR } from "../../events/instant.ts";
import { legalDayOf } from "../../events/legal_day.ts";
import { EICAR } from "../scanner/eicar.ts";
import { SENDER, withSandbox } from "./support.ts";

Deno.test("sandbox: receipts with a broken signature come as anomalies, and prove nothing", async () => {
  await withSandbox(async ({ world, send, events }) => {
    // What nobody can prove to come from a provider is ordinary mail.
    const wanting = { type: "set-ordinary-mail", policy: "accept" } as const;
    await world.provider.runtime.send(account, SENDER, wanting);
    const id = await send(["broken-signature@altro.test", "delivered@altro.test"]);
    const entries = await world.storage.queries.mailboxEntries(SENDER);
    const kinds = Map.groupBy(entries, ({ kind }) => kind);
    expect(kinds.get("avvenuta-consegna")).toHaveLength(1);
    expect(kinds.get("errore")).toHaveLength(1);
    const told = (await events(id)).flatMap((event) =>
      event.type === "outgoing.taken-in-charge" ? event.recipients : []
    );
    expect(told).toEqual(["delivered@altro.test"]);
  });
});

Deno.test("sandbox: the test file of scanners is a virus, bare and attached", async () => {
  await withSandbox(async ({ send, message }) => {
    const attached = btoa(EICAR).replace(/(.{76})/g, "$1\r\n");
    for (const text of [EICAR, attached]) {
      expect((await message(await send(["delivered@altro.test"], text))).state).toBe("virus");
    }
    const harmless = await send(["delivered@altro.test"], EICAR.slice(1));
    expect((await message(harmless)).state).toBe("accepted");
  });
});

Deno.test("sandbox: what is on its way, and the time, outlast the process", async () => {
  await withSandbox(async (sandbox) => {
    const id = await sandbox.send(["overdue@altro.test"]);
    await sandbox.control.clock.advance(12.5 * HOUR);
    expect(await sandbox.states(id)).toEqual({ overdue: "overdue_12h" });
    const before = sandbox.control.clock.now();
    await sandbox.reopen();
    expect(sandbox.control.clock.now()).toBeGreaterThanOrEqual(before);
    await sandbox.control.clock.advance(HOUR);
    expect(await sandbox.states(id)).toEqual({ overdue: "delivered" });
  });
});

Deno.test("sandbox: days are closed one by one, and two who let time pass do so in turn", async () => {
  await withSandbox(async ({ world, control, send, states }) => {
    const id = await send(["timeout@altro.test"]);
    const start = control.clock.now();
    await Promise.all([control.clock.advance(36 * HOUR), control.clock.advance(36 * HOUR)]);
    expect(Math.floor((control.clock.now() - start) / HOUR)).toBe(72);
    expect(await states(id)).toEqual({ timeout: "timed_out" });
    const events = eventsOfStream(world.storage.events, `${logDays.kind}-${LOG_KEY}`);
    const days = (await Array.fromAsync(events)).flatMap(({ event }) =>
      event.type === "log.day-closed"
        ? [[(event as unknown as { day: string }).day, legalDayOf(event.at - 24 * HOUR)]]
        : []
    );
    expect(days).toHaveLength(3);
    // Each on the day after, not all of them when the jump was over.
    for (const [day, before] of days) expect(day).toBe(before);
  });
});
