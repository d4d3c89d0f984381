/**
 * An IMAP server: the sockets around sessions.
 *
 * @module
 */
import {
  type Listening,
  type RunningServer,
  type ServerCertificate,
  startServer,
} from "../../net/server.ts";
import type { ImapPorts } from "./context.ts";
import type { ImapLimits } from "./limits.ts";
import { Session } from "./session.ts";

/** What a server is made of. */
export interface ImapServerOptions {
  /** `implicit`: TLS from the first byte (RFC 8314 §3.2). `on request`: STARTTLS. */
  readonly tls: "implicit" | "on request";
  readonly listen: Listening;
  readonly certificate: ServerCertificate;
  readonly limits: ImapLimits;
  /** The server's own host name, as the greeting tells it. */
  readonly name: string;
  readonly ports: ImapPorts;
}

/** Starts a server. Rejects if it cannot listen or cannot use the certificate. */
export async function startImapServer(options: ImapServerOptions): Promise<RunningServer> {
  const { tls, listen, certificate, limits, name, ports } = options;
  return await startServer({
    tls,
    listen,
    certificate,
    limits,
    clock: ports.clock,
    refusal: "* BYE Too many connections\r\n",
    converse: (remote, host) =>
      new Session({ ports, limits, name, remote, implicitTls: tls === "implicit" }, host),
    log: (event, fields) => ports.log(`imap.${event}`, fields),
  });
}
