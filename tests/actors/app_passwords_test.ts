import { account } from "../../actors/account.ts";
import type { AccountEvent } from "../../events/account.ts";
import { HOUR } from "../../events/instant.ts";
import { given } from "../support/given.ts";

const t0 = Date.UTC(2026, 10, 21, 9, 30);
const verifier = "a".repeat(64);
const opened: AccountEvent = {
  type: "account.opened",
  at: t0,
  address: "anna@alfa.example",
  role: "holder",
};
const service: AccountEvent = { ...opened, role: "service" };
const on: AccountEvent = { type: "account.second-factor-set", at: t0, required: true };
const off: AccountEvent = { ...on, required: false };
const wish = { name: "Telefono", scope: "read", verifier } as const;
const add = { type: "add-app-password", ...wish } as const;
const revoke = { type: "revoke-app-password", name: "Telefono" } as const;

function added(id: number, name = "Telefono"): AccountEvent {
  return { type: "account.app-password-added", at: t0, id, ...wish, name };
}

function revoked(id: number): AccountEvent {
  return { type: "account.app-password-revoked", at: t0, id };
}

Deno.test("app passwords: only accounts with a second factor have them", () => {
  given(account, [opened, on]).when(add, t0).then([added(1)]);
  given(account, [opened]).when(add, t0).thenRefused("no-second-factor");
  given(account, [opened, on, off]).when(add, t0).thenRefused("no-second-factor");
  given(account, []).when(add, t0).thenRefused("unknown-account");
  given(account, [service]).when(add, t0).thenRefused("service-account");
});

Deno.test("app passwords: conditions are kept with them", () => {
  const conditions = { networks: ["192.0.2.0/24"], expires: t0 + HOUR };
  given(account, [opened, on]).when({ ...add, ...conditions }, t0)
    .then([{ ...added(1), ...conditions } as AccountEvent]);
});

Deno.test("app passwords: the ones that stand have different names, numbers never come back", () => {
  const first = [opened, on, added(1)];
  given(account, first).when(add, t0).thenRefused("exists");
  given(account, first).when({ ...add, name: "telefono" }, t0).then([added(2, "telefono")]);
  given(account, [...first, revoked(1)]).when(add, t0).then([added(2)]);
});

Deno.test("app passwords: a name is a line without blanks around it", () => {
  for (const name of ["", " ", " a", "a ", "a\nb", "a\u2028b", "x".repeat(101)]) {
    given(account, [opened, on]).when({ ...add, name }, t0).thenRefused("bad-name");
  }
  for (const name of ["a", "Posta di casa, 2º telefono", "x".repeat(100)]) {
    given(account, [opened, on]).when({ ...add, name }, t0).then([added(1, name)]);
  }
});

Deno.test("app passwords: an account has at most 50, each with at most 20 networks", () => {
  const many = Array.from({ length: 49 }, (_, index) => added(index + 1, `n. ${index}`));
  given(account, [opened, on, ...many]).when(add, t0).then([added(50)]);
  given(account, [opened, on, ...many, added(50)]).when({ ...add, name: "Altro" }, t0)
    .thenRefused("too-many");
  for (const count of [0, 21]) {
    const networks = Array(count).fill("192.0.2.0/24");
    given(account, [opened, on]).when({ ...add, networks }, t0).thenRefused("networks");
  }
});

Deno.test("app passwords: they work from now on, for ten years at most", () => {
  for (const expires of [t0, t0 + 11 * 366 * 24 * HOUR]) {
    given(account, [opened, on]).when({ ...add, expires }, t0).thenRefused("expires");
  }
});

Deno.test("app passwords: they are revoked by name, once", () => {
  const two = [opened, on, added(1, "Portatile"), added(2)];
  given(account, two).when(revoke, t0).then([revoked(2)]);
  given(account, [...two, revoked(2)]).when(revoke, t0).thenRefused("no-app-password");
});

Deno.test("second factor: on and off, each once; off revokes all app passwords", () => {
  const set = (required: boolean) => ({ type: "set-second-factor", required }) as const;
  given(account, [opened]).when(set(true), t0).then([on]);
  given(account, [opened, on]).when(set(true), t0).then([]);
  given(account, [opened]).when(set(false), t0).then([]);
  given(account, [opened, on, added(1), added(2, "Altro"), revoked(1)]).when(set(false), t0)
    .then([revoked(2), off]);
  given(account, [service]).when(set(true), t0).thenRefused("service-account");
});
