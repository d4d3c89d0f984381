/**
 * The keys of the demonstration's API: one for each provider, and one for its sandbox.
 *
 * @module
 */
import type { Grant } from "../../actors/client.ts";
import type { Runtime } from "../../actors/runtime.ts";
import { type Scope, scopeSchema, type WorldMode } from "../../events/client.ts";
import { type Clock, HOUR } from "../../events/instant.ts";
import { OWN_DOMAIN } from "../sandbox/layout.ts";
import type { Storage } from "../storage/storage.ts";
import { addKey, changeClient } from "./api_clients.ts";

/** Keys of a client. */
export interface DemoKeys {
  readonly liveKey: string;
  readonly testKey: string;
}

/** The one client. */
const CLIENT = "demo";
const ALL: readonly Scope[] = scopeSchema.options;

/** Gives new keys, good for a day, for all that the API can do. */
export async function giveKeys(
  { domain }: { readonly domain: string },
  { runtime, storage: { clients } }: { readonly runtime: Runtime; readonly storage: Storage },
  { clock, random }: {
    readonly clock: Clock;
    readonly random: (length: number) => Uint8Array;
  },
): Promise<DemoKeys> {
  if (clients.client(CLIENT) === null) {
    await changeClient(runtime, CLIENT, { type: "register", client: CLIENT, name: "Demo" });
  }
  const registry = { runtime, clients, clock, random };
  const give = async (mode: WorldMode, mailboxes: string) => {
    const expires = clock.now() + 24 * HOUR;
    const grant: Grant = { name: "Demo", mode, scopes: [...ALL], mailboxes: [mailboxes], expires };
    return (await addKey(registry, CLIENT, grant)).secret;
  };
  return {
    liveKey: await give("live", `*@${domain}`),
    testKey: await give("test", `*@${OWN_DOMAIN}`),
  };
}
