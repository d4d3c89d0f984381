/**
 * Opens what carries messages away, as the configuration says.
 *
 * @module
 */
import type { Clock } from "../../events/instant.ts";
import type { Configuration, RelayConfiguration } from "../config/configuration.ts";
import type { Resolver } from "../dns/record.ts";
import { createResolver } from "../dns/resolver.ts";
import { systemServers } from "../dns/servers.ts";
import { openDkimKey } from "../documents/dkim/key.ts";
import type { DkimSigner } from "../documents/dkim/signature.ts";
import { createRelay, type Relay } from "../smtp/client/relay.ts";
import { random } from "./random.ts";

/** Null where what leaves for ordinary recipients is not signed. */
export async function dkimOf(
  { dkim, provider: { domain } }: Configuration,
): Promise<DkimSigner | null> {
  if (dkim.selector === null || dkim.key === null) return null;
  const key = await openDkimKey(await Deno.readTextFile(dkim.key));
  return { domain, selector: dkim.selector, key };
}

/** Asks name servers as the configuration says. */
export async function resolverOf(
  { dnsServers }: RelayConfiguration,
  clock: Clock,
): Promise<Resolver> {
  const servers = dnsServers.length > 0 ? dnsServers : await systemServers();
  return createResolver({ clock, random, servers });
}

/** The relay to other providers and to ordinary mail. */
export async function relayOf(
  { relay, trust, provider }: Configuration,
  clock: Clock,
): Promise<Relay> {
  return createRelay({
    clock,
    resolver: await resolverOf(relay, clock),
    random,
    name: provider.hostname,
    routes: relay.routes,
    ...(trust.tlsRoots && { authorities: [await Deno.readTextFile(trust.tlsRoots)] }),
    limits: { perHop: relay.connectionsPerHost },
  });
}
