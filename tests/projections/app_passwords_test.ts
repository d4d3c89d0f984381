/**
 * What the store knows of app passwords, the second factor and the folder for receipts.
 *
 * @module
 */
import { expect } from "expect";
import type { Storage } from "../../adapters/storage/storage.ts";
import type { AccountEvent } from "../../events/account.ts";
import { withFolder, withStorage } from "../storage/temporary.ts";
import { noise, write } from "../contracts/samples.ts";

const ANNA = "Anna@alfa.example";
const networks = ["192.0.2.0/24", "2001:db8::/32"];

/** An account with three app passwords, one of them revoked; resolves with their verifiers. */
async function fill({ events, blobs }: Storage): Promise<readonly string[]> {
  const written = await Promise.all([1, 2, 3].map((seed) => write(blobs, noise(90, seed))));
  const verifiers = written.map(({ rope }) => rope[0]!.blob);
  const common = { type: "account.app-password-added", scope: "read" } as const;
  const facts: AccountEvent[] = [
    { type: "account.opened", at: 1, address: ANNA, role: "holder" },
    { type: "account.second-factor-set", at: 2, required: true },
    { ...common, at: 3, id: 1, name: "one", verifier: verifiers[0]! },
    { ...common, at: 4, id: 2, name: "two", verifier: verifiers[1]! },
    { ...common, at: 5, id: 3, name: "three", verifier: verifiers[2]!, networks, expires: 99 },
    { type: "account.app-password-revoked", at: 6, id: 2 },
    { type: "account.receipts-folder-set", at: 7, folder: "Archivio" },
  ];
  await events.append({
    stream: "account-anna@alfa.example",
    expectedVersion: 0,
    events: facts,
    blobs: written.flatMap(({ small }) => small),
    wake: null,
  });
  return verifiers;
}

Deno.test("app passwords that stand are listed, also after a rebuild", () =>
  withFolder((folder) =>
    withStorage(folder, async (storage) => {
      const [one, , three] = await fill(storage);
      const { queries } = storage;
      const expected = [
        { id: 1, name: "one", scope: "read", networks: null, added: 3, expires: null },
        { id: 3, name: "three", scope: "read", networks, added: 5, expires: 99 },
      ];
      const check = async () => {
        expect(await queries.appPasswordsOf("ANNA@alfa.example")).toEqual([
          { ...expected[0], verifier: one },
          { ...expected[1], verifier: three },
        ]);
        expect(await queries.appPasswordsOf("bruno@alfa.example")).toEqual([]);
        expect(await queries.accountByAddress(ANNA))
          .toMatchObject({ secondFactor: true, receipts: "Archivio" });
      };
      await check();
      await storage.rebuild();
      await check();
    })
  ));

Deno.test("an account has no second factor, and receipts go to Ricevute, until it says otherwise", () =>
  withFolder((folder) =>
    withStorage(folder, async ({ events, queries }) => {
      const opened = { type: "account.opened", at: 1, address: ANNA, role: "holder" };
      const stream = "account-anna@alfa.example";
      await events.append({ stream, expectedVersion: 0, events: [opened], wake: null });
      expect(await queries.accountByAddress(ANNA))
        .toMatchObject({ secondFactor: false, receipts: "Ricevute" });
    })
  ));
