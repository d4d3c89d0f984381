/**
 * An SMTP server: sessions on sockets.
 *
 * @module
 */
import type { Clock } from "../../../events/instant.ts";
import {
  type Listening,
  type RunningServer,
  type ServerCertificate,
  startServer,
} from "../../net/server.ts";
import { SmtpConversation } from "./conversation.ts";
import type { SmtpHandler, SmtpLog } from "./handler.ts";
import type { SmtpLimits } from "./limits.ts";
import type { Backstage } from "./performer.ts";
import { renderReply, reply } from "./reply.ts";
import type { Role } from "./role.ts";

/** What a server is made of. */
export interface SmtpServerOptions {
  readonly role: Role;
  readonly listen: Listening;
  readonly tls: ServerCertificate;
  readonly limits: SmtpLimits;
  /** The server's own host name, as greeting and EHLO tell it. */
  readonly name: string;
  readonly handler: SmtpHandler;
  readonly clock: Clock;
  readonly log: SmtpLog;
}

/** A server that listens. */
export type SmtpServer = RunningServer;

const tooManyConnections = reply(421, "4.7.0", "Too many connections");

/** Starts a server. Rejects if it cannot listen or cannot use the certificate. */
export function startSmtpServer(options: SmtpServerOptions): Promise<SmtpServer> {
  const { role, limits, name, handler, clock, log } = options;
  const backstage: Backstage = { handler, log };
  return startServer({
    listen: options.listen,
    certificate: options.tls,
    tls: role.tls === "implicit" ? "implicit" : "on request",
    limits,
    refusal: renderReply(tooManyConnections),
    clock,
    converse(remote) {
      const peer = { ...remote, secure: false, helo: "" };
      return new SmtpConversation({ role, limits, name, peer, clock }, backstage);
    },
    log: (event, fields) => log(`smtp.${event}`, { role: role.name, ...fields }),
  });
}
