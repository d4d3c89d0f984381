/**
 * Opens the webhooks of a world, as the configuration says.
 *
 * @module
 */
import type { Clock } from "../../events/instant.ts";
import { createResolver } from "../dns/resolver.ts";
import { systemServers } from "../dns/servers.ts";
import type { Feed } from "../feed/feed.ts";
import { openSecret } from "../keys/secret_file.ts";
import type { Operational } from "../storage/operational.ts";
import { Webhooks } from "../webhooks/webhooks.ts";
import { leveled } from "./log.ts";
import type { OpenProvider } from "./provider.ts";
import { random } from "./random.ts";

/** What webhooks stand on in their world. */
export interface WebhooksGround {
  readonly feed: Feed;
  readonly operational: Operational;
  /** Of the process. */
  readonly clock: Clock;
}

/** The webhooks, which are still to run. */
export async function openWebhooks(
  { configuration: { api, relay, trust }, provider, storage, log }: OpenProvider,
  { feed, operational, clock }: WebhooksGround,
): Promise<Webhooks> {
  const servers = relay.dnsServers.length > 0 ? relay.dnsServers : await systemServers();
  const { clients } = storage;
  return new Webhooks({
    ...{ storage, feed, operational, clock, random },
    runtime: provider.runtime,
    key: await openSecret(api.key, random),
    resolver: createResolver({ clock, random, servers }),
    allowPrivate: api.webhooksToPrivateAddresses,
    ...(trust.tlsRoots && { authorities: [await Deno.readTextFile(trust.tlsRoots)] }),
    allowed: (client) => clients.client(client)?.status !== "suspended",
    log: leveled(log),
  });
}
