/**
 * What holds for webhooks, as the configuration says.
 *
 * @module
 */
import type { Clock } from "../../events/instant.ts";
import { openSecret } from "../keys/secret_file.ts";
import type { WebhooksParts } from "../webhooks/webhooks.ts";
import { resolverOf } from "./outbound.ts";
import type { OpenProvider } from "./provider.ts";
import { random } from "./random.ts";

/** What the webhooks of both worlds have in common: who is told, where, and signed by what. */
export type WebhookRules = Pick<
  WebhooksParts,
  "key" | "resolver" | "allowPrivate" | "authorities" | "allowed"
>;

/**
 * The rules of a live provider.
 *
 * @param clock of the process.
 */
export async function webhookRules(
  { configuration: { api, relay, trust: { tlsRoots } }, storage: { clients } }: OpenProvider,
  clock: Clock,
): Promise<WebhookRules> {
  return {
    key: await openSecret(api.key, random),
    resolver: await resolverOf(relay, clock),
    allowPrivate: api.webhooksToPrivateAddresses,
    ...(tlsRoots && { authorities: [await Deno.readTextFile(tlsRoots)] }),
    allowed: (client) => clients.client(client)?.status !== "suspended",
  };
}
