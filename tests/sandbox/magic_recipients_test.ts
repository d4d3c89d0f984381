/** @module */
import { expect } from "expect";
import { HOUR } from "../../events/instant.ts";
import { withSandbox } from "./support.ts";

Deno.test("sandbox: what happens at once to each magic recipient", async () => {
  await withSandbox(async ({ send, states, message }) => {
    const locals = [
      ...["virus", "delivered", "anybody", "unknown", "full", "overdue", "timeout", "refused"],
      "broken-signature",
    ];
    const id = await send([
      ...locals.map((local) => `${local}@altro.test`),
      "mario@esterno.example",
      "nessuno@ceralacca.test",
    ]);
    expect(await states(id)).toEqual({
      delivered: "delivered",
      anybody: "delivered",
      unknown: "failed",
      full: "failed",
      overdue: "in_transit",
      timeout: "in_transit",
      refused: "failed",
      virus: "virus",
      "broken-signature": "in_transit",
      mario: "external",
      nessuno: "failed",
    });
    const { recipients } = await message(id);
    const reasons = recipients.flatMap(({ address, reason }) =>
      reason ? [[address.split("@")[0], reason.code]] : []
    );
    expect(Object.fromEntries(reasons)).toMatchObject({
      unknown: "no-dest",
      full: "altro",
      nessuno: "no-dest",
    });
  });
});

Deno.test("sandbox: 24 hours pass at once, and each notice bears its hour", async () => {
  await withSandbox(async ({ send, states, events, control }) => {
    const id = await send(
      ["overdue", "timeout", "broken-signature", "delivered"].map((one) => `${one}@altro.test`),
    );
    await control.clock.advance(24 * HOUR);
    expect(await states(id)).toEqual({
      overdue: "delivered",
      timeout: "timed_out",
      "broken-signature": "timed_out",
      delivered: "delivered",
    });
    const log = await events(id);
    const accepted = log.find(({ type }) => type === "outgoing.accepted")!.at;
    const after = (type: string, recipient: string) =>
      log.flatMap((event) => {
        const about = "recipient" in event && event.recipient.startsWith(`${recipient}@`);
        return event.type === type && about
          ? [Math.round((event.at - accepted) / HOUR * 2) / 2]
          : [];
      });
    expect(after("outgoing.overdue", "overdue")).toEqual([12]);
    expect(after("outgoing.delivered", "overdue")).toEqual([13]);
    expect(after("outgoing.overdue", "timeout")).toEqual([12, 23.5]);
    expect(after("outgoing.overdue-notified", "timeout")).toEqual([12, 23.5]);
    expect(after("outgoing.delivered", "delivered")).toEqual([0]);
  });
});
