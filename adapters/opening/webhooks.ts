/**
 * What holds for webhooks, as the configuration says.
 *
 * @module
 */
import type { WorldMode } from "../../events/client.ts";
import type { Clock, Instant } from "../../events/instant.ts";
import { mayUse } from "../api/caller.ts";
import type { ClientQueries } from "../storage/clients.ts";
import type { Webhook } from "../storage/webhooks.ts";
import type { WebhooksParts } from "../webhooks/webhooks.ts";
import { resolverOf } from "./outbound.ts";
import type { OpenProvider } from "./provider.ts";

/** What the webhooks of both worlds have in common: who is told, where, and signed by what. */
export interface WebhookRules
  extends Pick<WebhooksParts, "key" | "resolver" | "allowPrivate" | "authorities"> {
  /** Whether a webhook of a world may be told anything now. */
  readonly allowed: (mode: WorldMode, webhook: Webhook) => boolean;
}

/**
 * The rules of a live provider.
 *
 * @param clock of the process.
 * @param key from which the secrets of webhooks are derived.
 */
export async function webhookRules(
  { configuration: { api, relay, trust: { tlsRoots } }, storage: { clients } }: OpenProvider,
  clock: Clock,
  key: WebhookRules["key"],
): Promise<WebhookRules> {
  return {
    key,
    resolver: await resolverOf(relay, clock),
    allowPrivate: api.webhooksToPrivateAddresses,
    ...(tlsRoots && { authorities: [await Deno.readTextFile(tlsRoots)] }),
    allowed: (mode, webhook) => mayBeTold(clients, mode, webhook, clock.now()),
  };
}

/**
 * Whether a webhook may be told anything now: no more than the credentials of its client that work
 * show. What they lose it loses as well, and gets again once they are bound to it again.
 */
export function mayBeTold(
  clients: ClientQueries,
  mode: WorldMode,
  { client, mailboxes }: Webhook,
  now: Instant,
): boolean {
  if (clients.client(client)?.status !== "active") return false;
  const bound = { mailboxes: clients.bindings(client, mode, now) };
  return mailboxes.every((mailbox) => mayUse(bound, mailbox));
}
