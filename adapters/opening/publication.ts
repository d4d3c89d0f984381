/**
 * Publishes the provider's own entries of the index, signed (RFC 6109 §4.5.6).
 *
 * @module
 */
import { createHash } from "node:crypto";
import { type Clock, HOUR, type Instant } from "../../events/instant.ts";
import type { Configuration } from "../config/configuration.ts";
import { signedEntries } from "../directory/own_entry.ts";
import type { ProviderEntry } from "../directory/provider.ts";
import { startPublication } from "../http/publication.ts";
import type { OwnSigner } from "./certificates.ts";

/** Publishes until `close`; null where the configuration names no port. */
export async function publish(
  configuration: Configuration,
  signers: readonly OwnSigner[],
  tls: { readonly certificate: string; readonly key: string },
  clock: Clock,
): Promise<{ close(): Promise<void> } | null> {
  const { address, port, path } = configuration.publication;
  if (port === null) return null;
  const sign = (at: Instant) => {
    const { key, chain } = signers.findLast(({ from }) => from <= at) ?? signers[0]!;
    return signedEntries([entryOf(configuration, signers)], key, chain, at);
  };
  let document = await sign(clock.now());
  const listen = { hostname: address, port };
  const server = startPublication({ listen, tls, path, document: () => document });
  const closing = new AbortController();
  // The key of the moment signs: after a roll-over the old signature is soon gone.
  const renew = async ({ signal }: AbortController) => {
    while (!signal.aborted) {
      await clock.until(clock.now() + HOUR, signal).catch(() => {});
      if (!signal.aborted) document = await sign(clock.now());
    }
  };
  const renewing = renew(closing);
  return {
    async close() {
      closing.abort();
      await Promise.all([renewing, server.close()]);
    },
  };
}

/** RFC 6109 §4.5: all certificates, those to come too, so that others know them in time. */
function entryOf(
  { provider, publication: { port, path } }: Configuration,
  signers: readonly OwnSigner[],
): ProviderEntry {
  const place = port === 443 ? provider.hostname : `${provider.hostname}:${port}`;
  return {
    name: provider.name,
    mailReceipt: provider.serviceMailbox,
    domains: provider.domains,
    certificates: signers.map(({ key: { certificate: der } }) => ({
      sha1: createHash("sha1").update(der).digest("hex"),
      der,
    })),
    ldifUrl: `https://${place}${path}`,
  };
}
