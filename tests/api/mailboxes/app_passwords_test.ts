/**
 * App passwords over the API.
 *
 * @module
 */
import { expect } from "expect";
import { account } from "../../../actors/account.ts";
import { looksLikeAppPassword } from "../../../adapters/accounts/app_passwords.ts";
import { mountMailboxes } from "../../../adapters/api/mailboxes/mailboxes.ts";
import { type TestApi, withApi } from "../support/application.ts";
import { ANNA, MAILBOX } from "./support.ts";

const operations = [mountMailboxes];
const PASSWORDS = `${MAILBOX}/app-passwords`;

async function secondFactor({ provider: { runtime } }: TestApi): Promise<void> {
  await runtime.send(account, ANNA, { type: "set-second-factor", required: true });
}

Deno.test("app passwords: are shown once, and kept nowhere", () =>
  withApi(async (api) => {
    await secondFactor(api);
    const wish = { name: "Ufficio", scope: "read", networks: ["192.0.2.0/24"] };
    const { status, json, headers } = await api.ask("POST", PASSWORDS, { json: wish });
    expect(status).toBe(201);
    expect(headers.get("cache-control")).toBe("no-store");
    const { password, ...shown } = json;
    expect(looksLikeAppPassword(password)).toBe(true);
    expect(shown).toMatchObject({ id: 1, ...wish, expires_at: null });
    const list = await api.ask("GET", PASSWORDS);
    expect(list.json).toEqual({ data: [shown] });
    const events = JSON.stringify(await api.world.storage.events.readAll(0, 1000));
    expect(events + api.log.join("")).not.toContain(password);
    expect((await api.ask("DELETE", `${PASSWORDS}/1`)).status).toBe(204);
    expect((await api.ask("DELETE", `${PASSWORDS}/1`)).status).toBe(404);
    expect((await api.ask("GET", PASSWORDS)).json).toEqual({ data: [] });
  }, { operations }));

Deno.test("app passwords: of two who revoke one at once, one is told that there is none", () =>
  withApi(async (api) => {
    await secondFactor(api);
    await api.ask("POST", PASSWORDS, { json: { name: "Ufficio", scope: "read" } });
    const { runtime } = api.provider;
    const queries = api.provider.queries.appPasswordsOf.bind(api.provider.queries);
    // The other one comes between the look and the deed.
    api.provider.queries.appPasswordsOf = async (address) => {
      const found = await queries(address);
      await runtime.send(account, ANNA, { type: "revoke-app-password", name: "Ufficio" });
      return found;
    };
    expect((await api.ask("DELETE", `${PASSWORDS}/1`)).status).toBe(404);
  }, { operations }));

Deno.test("app passwords: refusals say what to do", () =>
  withApi(async (api) => {
    const ask = async (wish: object, key = "live_all") => {
      const json = { name: "a", scope: "both", ...wish };
      return (await api.ask("POST", PASSWORDS, { json, key })).json;
    };
    expect(await ask({})).toMatchObject({ status: 409 });
    await secondFactor(api);
    const past = new Date(api.clock.now()).toISOString();
    expect(await ask({ expires_at: past })).toMatchObject({
      status: 422,
      errors: [{ pointer: "/expires_at" }],
    });
    expect(await ask({ networks: ["192.0.2.1"] })).toMatchObject({
      errors: [{ pointer: "/networks/0" }],
    });
    expect(await ask({ name: "a\ud800" })).toMatchObject({ errors: [{ pointer: "/name" }] });
    expect(await ask({ name: " a" })).toMatchObject({ errors: [{ pointer: "/name" }] });
    expect(await ask({})).toMatchObject({ id: 1 });
    expect(await ask({})).toMatchObject({ status: 409 });
    expect(await ask({}, "live_read")).toMatchObject({ status: 403 });
    expect(await ask({}, "live_carla")).toMatchObject({ status: 404 });
  }, { operations }));
