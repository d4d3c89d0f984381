/**
 * Opens the API for integration partners, as the configuration says.
 *
 * @module
 */
import { type Clock, MINUTE } from "../../events/instant.ts";
import { tokenKeyOf } from "../api/access/access_token.ts";
import { accessLimits, createAuthenticator } from "../api/access/authenticator.ts";
import { createAuthorizationServer } from "../api/access/token_endpoint.ts";
import { apiApplication, OPERATIONS } from "../api/application.ts";
import { apiRates } from "../api/frame.ts";
import type { Gateway, World } from "../api/world.ts";
import { type HttpsServer, startHttpsServer } from "../http/https_server.ts";
import { apiHttpLimits } from "../http/limits.ts";
import { openSecret } from "../keys/secret_file.ts";
import { listening } from "./listening.ts";
import { leveled, type Log } from "./log.ts";
import type { OpenProvider } from "./provider.ts";
import { random } from "./random.ts";
import { type WebhookRules, webhookRules } from "./webhooks.ts";
import { openWorld } from "./world.ts";

/** The second world, which is opened when the first key for it is shown. */
export interface SandboxDoor {
  /** Opens it where it is not open; as often as one likes. */
  enter(webhooks: WebhookRules): Promise<World>;
  /** Ends it if it is open. */
  close(): Promise<void>;
}

/** What the API is opened with. */
export interface ApiParts {
  readonly opened: OpenProvider;
  /** Null where there is none. */
  readonly sandbox: SandboxDoor | null;
  /** Of the process. */
  readonly clock: Clock;
  readonly log: Log;
}

/** Serves until `close`; null where the configuration switches the API off. */
export async function openApi(parts: ApiParts): Promise<HttpsServer | null> {
  const { opened, sandbox, clock, log } = parts;
  const { configuration: { api }, tls } = opened;
  if (api.port === null) return null;
  const key = await openSecret(api.key, random);
  const webhooks = await webhookRules(opened, clock, key);
  const live = await openWorld(opened, { mode: "live", sandbox: null, clock, webhooks });
  const application = apiApplication(
    gatewayOf(parts, live.world, webhooks, key),
    OPERATIONS,
    { ...apiRates, perCredential: { requests: api.requestsPerMinute, window: MINUTE } },
  );
  const started = startHttpsServer({
    listen: { hostname: api.address, port: api.port },
    certificate: tls,
    limits: { ...apiHttpLimits, body: api.maxBodyBytes },
    clock,
    answer: (request, connection) => application.fetch(request, connection),
    log: (event, fields) => log.warn(`api.${event}`, fields),
  });
  const server = await listening("api.port", started);
  const closing = new AbortController();
  const running = live.run(closing.signal);
  return {
    port: server.port,
    // No request is cut; then nobody follows any more, and nothing is delivered.
    async close() {
      await server.close();
      closing.abort();
      await Promise.all([running, sandbox?.close()]);
      live.close();
    },
  };
}

/** Who asks is found in the log of the live world, whichever world the key leads to. */
function gatewayOf(
  { opened: { configuration: { api }, storage }, sandbox, clock, log }: ApiParts,
  live: World,
  webhooks: WebhookRules,
  key: Uint8Array,
): Gateway {
  const note = leveled(log);
  const access = {
    ...{ storage, clock },
    operational: live.operational,
    limits: accessLimits,
    tokenKey: tokenKeyOf(key),
    log: note,
  };
  const authenticate = createAuthenticator(access);
  let test: World | null = null;
  return {
    world: (mode) => mode === "live" ? live : test,
    async authenticate(request, connection) {
      const caller = await authenticate(request, connection);
      if (caller.mode === "test") test ??= await sandbox?.enter(webhooks) ?? null;
      return caller;
    },
    oauth: createAuthorizationServer(access, api.publicUrl),
    ...{ clock, random, log: note },
  };
}
