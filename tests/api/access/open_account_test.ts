import { expect } from "expect";
import { account } from "../../../actors/account.ts";
import { requireOpenAccount } from "../../../adapters/api/access/open_account.ts";
import { withApi } from "../support/application.ts";

Deno.test("a mailbox can be used while it is there and enabled; the service mailbox never", () =>
  withApi(async ({ world, provider }) => {
    const anna = "anna@alfa.example";
    await requireOpenAccount(world, "Anna@alfa.example");
    for (const address of ["nessuno@alfa.example", provider.serviceMailbox]) {
      await expect(requireOpenAccount(world, address)).rejects.toMatchObject({ type: "not-found" });
    }
    await provider.runtime.send(account, anna, { type: "disable", reason: "richiesta" });
    await expect(requireOpenAccount(world, anna)).rejects.toMatchObject({ type: "forbidden" });
    await provider.runtime.send(account, anna, { type: "enable", reason: "chiarito" });
    await requireOpenAccount(world, anna);
  }, { operations: [] }));
