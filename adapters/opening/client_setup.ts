/**
 * Opens the web server that tells mail programs how to be set up.
 *
 * @module
 */
import type { Clock } from "../../events/instant.ts";
import type { Configuration } from "../config/configuration.ts";
import { clientSetup } from "../http/client_setup/application.ts";
import type { ClientServices, Offer } from "../http/client_setup/services.ts";
import { type HttpsServer, startHttpsServer } from "../http/https_server.ts";
import { httpLimits } from "../http/limits.ts";
import { listening } from "./listening.ts";
import type { Log } from "./log.ts";

/** Serves until `close`; null where the configuration switches the web server off. */
export async function startClientSetup(
  configuration: Configuration,
  certificate: { readonly certificate: string; readonly key: string },
  clock: Clock,
  log: Log,
): Promise<HttpsServer | null> {
  const { http: { address, port }, limits } = configuration;
  if (port === null) return null;
  const application = clientSetup(clientServicesOf(configuration), clock);
  const { connections, connectionsPerAddress } = limits;
  const server = startHttpsServer({
    listen: { hostname: address, port },
    certificate,
    limits: { ...httpLimits, connections, connectionsPerAddress },
    clock,
    answer: (request) => application.fetch(request),
    log: (event, fields) => log.warn(`http.${event}`, fields),
  });
  return await listening("http.port", server);
}

/** What mail programs are told. */
export function clientServicesOf(configuration: Configuration): ClientServices {
  const { provider, imap, pop3, submission } = configuration;
  return {
    provider: provider.name,
    domain: provider.domain,
    domains: provider.domains,
    hostname: provider.hostname,
    imap: offersOf(imap),
    pop3: offersOf(pop3),
    submission: offersOf(submission),
  };
}

/** A port that the system chooses anew at each start is told to nobody. */
function offersOf(
  { tlsPort, starttlsPort }: {
    readonly tlsPort: number | null;
    readonly starttlsPort: number | null;
  },
): Offer[] {
  const offers: Offer[] = [];
  if (tlsPort) offers.push({ port: tlsPort, security: "tls" });
  if (starttlsPort) offers.push({ port: starttlsPort, security: "starttls" });
  return offers;
}
