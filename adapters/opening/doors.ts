/**
 * Opens the doors of a provider, as the configuration says: every server that others reach it by.
 *
 * @module
 */
import { startClientSetup } from "./client_setup.ts";
import { loginsOf } from "./logins.ts";
import { startMailboxServers } from "./mailboxes.ts";
import type { OpenProvider } from "./provider.ts";
import { publish } from "./publication.ts";
import { startServers } from "./servers.ts";

/** Opens all doors; resolves when every port listens. */
export async function openDoors(opened: OpenProvider): Promise<{ close(): Promise<void> }> {
  const { configuration, provider, signers, tls, log } = opened;
  const { clock } = provider;
  const logins = loginsOf(configuration.limits, provider, log);
  const servers = [
    ...await startServers(configuration, provider, logins, tls, log),
    ...await startMailboxServers({ ...opened, logins }),
    await publish(configuration, signers, tls, clock),
    await startClientSetup(configuration, tls, clock, log),
  ];
  return {
    async close() {
      await Promise.all(servers.map((server) => server?.close()));
    },
  };
}
