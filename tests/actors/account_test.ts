import { expect } from "expect";
import { account } from "../../actors/account.ts";
import type { AccountEvent } from "../../events/account.ts";
import { fold, given } from "../support/given.ts";

const t0 = Date.UTC(2026, 10, 21, 9, 30);
const address = "anna@alfa.example";
const verifier = "a".repeat(64);
const opened: AccountEvent = { type: "account.opened", at: t0, address, role: "holder" };
const service: AccountEvent = { ...opened, role: "service" };
const disabled: AccountEvent = { type: "account.disabled", at: t0, reason: "expired" };
const enabled: AccountEvent = { type: "account.enabled", at: t0, reason: "renewed" };
const passwordSet: AccountEvent = { type: "account.password-set", at: t0, verifier };
const setPassword = { type: "set-password", verifier } as const;
const disable = { type: "disable", reason: "expired" } as const;
const enable = { type: "enable", reason: "renewed" } as const;

Deno.test("account: it is opened once", () => {
  const open = { type: "open", address, role: "holder" } as const;
  given(account, []).when(open, t0).then([opened]);
  given(account, [opened]).when(open, t0).thenRefused("exists");
  given(account, [opened, disabled]).when(open, t0).thenRefused("exists");
});

Deno.test("account: nothing can be asked of one that does not exist", () => {
  for (const command of [setPassword, disable, enable]) {
    given(account, []).when(command, t0).thenRefused("unknown-account");
  }
});

Deno.test("account: every new password is a fact, also of a disabled account", () => {
  given(account, [opened]).when(setPassword, t0).then([passwordSet]);
  given(account, [opened, passwordSet]).when(setPassword, t0).then([passwordSet]);
  given(account, [opened, disabled]).when(setPassword, t0).then([passwordSet]);
});

Deno.test("account: a service mailbox gets no password", () => {
  given(account, [service]).when(setPassword, t0).thenRefused("service-account");
});

Deno.test("account: it is disabled and enabled again, each once", () => {
  given(account, [opened]).when(disable, t0).then([disabled]);
  given(account, [opened, disabled]).when(disable, t0).then([]);
  given(account, [opened, disabled]).when(enable, t0).then([enabled]);
  given(account, [opened]).when(enable, t0).then([]);
  given(account, [opened, disabled, enabled]).when(enable, t0).then([]);
});

Deno.test("account: its state is that after the last event", () => {
  expect(fold(account, [])).toMatchObject({ status: "none", role: "holder" });
  expect(fold(account, [service, disabled])).toMatchObject({ status: "disabled", role: "service" });
  expect(fold(account, [opened, passwordSet, disabled, enabled]))
    .toMatchObject({ status: "open", role: "holder" });
});

Deno.test("account: the folder for receipts is a line of 1 to 200 characters", () => {
  const set = (folder: string) => ({ type: "set-receipts-folder", folder }) as const;
  given(account, [opened]).when(set("Archivio/Ricevute"), t0).then([
    { type: "account.receipts-folder-set", at: t0, folder: "Archivio/Ricevute" },
  ]);
  given(account, []).when(set("Ricevute"), t0).thenRefused("unknown-account");
  for (const folder of ["", "a\r\nb", "x".repeat(201)]) {
    given(account, [opened]).when(set(folder), t0).thenRefused("bad-name");
  }
});

Deno.test("account: what arrives goes to no folder that cannot be", () => {
  for (const folder of ["a//b", "/a", "a/", "50%", "*", "inbox/a", "a/".repeat(20) + "b"]) {
    given(account, [opened]).when({ type: "set-receipts-folder", folder }, t0)
      .thenRefused("bad-name");
    given(account, [opened]).when({ type: "set-ordinary-mail", policy: "folder", folder }, t0)
      .thenRefused("bad-name");
  }
  for (const folder of ["INBOX", "inbox", "Clienti/Rossi & C."]) {
    given(account, [opened]).when({ type: "set-ordinary-mail", policy: "folder", folder }, t0)
      .then([{ type: "account.ordinary-mail-set", at: t0, policy: "folder", folder }]);
  }
});

Deno.test("account: it owes nothing, and time changes nothing", () => {
  given(account, [opened, disabled]).thenOwes(t0, [], null);
  given(account, [opened]).when({ type: "elapse" }, t0).then([]);
});
