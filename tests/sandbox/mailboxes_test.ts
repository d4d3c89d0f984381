/** @module */
import { expect } from "expect";
import { SandboxMailboxes } from "../../adapters/sandbox/mailboxes.ts";
import { withSandbox } from "./support.ts";

Deno.test("sandbox: whoever wants a mailbox has it, up to a limit", async () => {
  await withSandbox(async ({ world: { provider } }) => {
    const { length } = await provider.queries.listAccounts();
    const mailboxes = await SandboxMailboxes.of(provider, length + 1);
    expect(await mailboxes.open("uno@ceralacca.test")).toBe(true);
    expect(await mailboxes.open("due@ceralacca.test")).toBe(false);
    expect(await mailboxes.open("UNO@ceralacca.test")).toBe(true);
    const accounts = await provider.queries.listAccounts();
    expect(accounts).toHaveLength(length + 1);
  });
});
