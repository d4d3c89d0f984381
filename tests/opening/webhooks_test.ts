/** @module */
import { expect } from "expect";
import { mayBeTold } from "../../adapters/opening/webhooks.ts";
import type { Webhook } from "../../adapters/storage/webhooks.ts";
import type { ClientEvent } from "../../events/client.ts";
import { withFolder, withStorage } from "../storage/temporary.ts";

const by = "operator";
const key = (credential: string, mailboxes: string[], more: object = {}) => ({
  ...{ type: "client.key-added", at: 2, credential, name: "Prova", mode: "live", mailboxes, by },
  ...{ scopes: ["webhooks:write"], sha256: "a".repeat(64), hint: "x9Zk", ...more },
} as ClientEvent);

Deno.test("webhooks: what no credential of the client shows any more is told no more", () =>
  withFolder((folder) =>
    withStorage(folder, async ({ events, clients }) => {
      let expectedVersion = 0;
      const happens = async (...facts: ClientEvent[]) => {
        await events.append({ stream: "client-beta", expectedVersion, events: facts, wake: null });
        expectedVersion += facts.length;
      };
      const told = (mailboxes: string[], now: number, mode: "live" | "test" = "live") =>
        mayBeTold(clients, mode, { client: "beta", mailboxes } as unknown as Webhook, now);
      const anna = ["anna@alfa.example"];
      expect(told(anna, 2)).toBe(false);
      await happens(
        { type: "client.registered", at: 1, client: "beta", name: "Beta S.r.l.", by },
        key("beta0001", [...anna, "carla@alfa.example"], { expires: 10 }),
        key("beta0002", ["carla@alfa.example"]),
        key("beta0003", ["*@beta.example"]),
        key("beta0004", ["*@alfa.example"], { mode: "test" }),
      );
      // Each by another credential.
      expect(told([...anna, "bruno@beta.example", "*@beta.example"], 9)).toBe(true);
      expect(told(["*@alfa.example"], 9)).toBe(false);
      expect(told(["*@alfa.example"], 9, "test")).toBe(true);
      expect([told(anna, 10), told(["carla@alfa.example"], 10)]).toEqual([false, true]);
      await happens({ type: "client.suspended", at: 11, reason: "richiesta", by });
      expect(told(["carla@alfa.example"], 11)).toBe(false);
    })
  ));
