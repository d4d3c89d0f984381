/**
 * A POP3 server: sessions on sockets.
 *
 * @module
 */
import {
  type Listening,
  type RunningServer,
  type ServerCertificate,
  startServer,
} from "../../net/server.ts";
import { type Backstage, Pop3Conversation } from "./conversation.ts";
import type { Pop3Limits } from "./limits.ts";
import { errWith } from "./reply.ts";
import type { Pop3Role } from "./role.ts";

/** What a server is made of. */
export interface Pop3ServerOptions extends Backstage {
  readonly role: Pop3Role;
  readonly listen: Listening;
  readonly tls: ServerCertificate;
  readonly limits: Pop3Limits;
  /** The server's own host name, as the greeting tells it. */
  readonly name: string;
}

/** Starts a server. Rejects if it cannot listen or cannot use the certificate. */
export function startPop3Server(options: Pop3ServerOptions): Promise<RunningServer> {
  const { role, limits, name, clock, log } = options;
  return startServer({
    listen: options.listen,
    certificate: options.tls,
    tls: role.tls === "implicit" ? "implicit" : "on request",
    limits,
    refusal: errWith("SYS/TEMP", "Too many connections"),
    clock,
    converse: ({ address }) => new Pop3Conversation({ limits, name, clock }, options, address),
    log: (event, fields) => log(`pop3.${event}`, { role: role.name, ...fields }),
  });
}
