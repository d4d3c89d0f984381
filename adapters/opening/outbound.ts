/**
 * Opens what carries messages away, as the configuration says.
 *
 * @module
 */
import type { Clock } from "../../events/instant.ts";
import type { Configuration } from "../config/configuration.ts";
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

/** The relay to other providers and to ordinary mail. */
export async function relayOf(
  { relay, trust, provider }: Configuration,
  clock: Clock,
): Promise<Relay> {
  const servers = relay.dnsServers.length > 0 ? relay.dnsServers : await systemServers();
  return createRelay({
    clock,
    resolver: createResolver({ clock, random, servers }),
    random,
    name: provider.hostname,
    routes: relay.routes,
    ...(trust.tlsRoots && { authorities: [await Deno.readTextFile(trust.tlsRoots)] }),
    limits: { perHop: relay.connectionsPerHost },
  });
}
