/**
 * An SMTP server: the sockets around sessions.
 *
 * @module
 */
import { createServer, type Server, type Socket } from "node:net";
import { createSecureContext } from "node:tls";
import type { Clock } from "../../../events/instant.ts";
import { Connection } from "./connection.ts";
import { FailureCount } from "./failure_count.ts";
import type { Peer, SmtpHandler, SmtpLog } from "./handler.ts";
import type { SmtpLimits } from "./limits.ts";
import { networkOf } from "./network.ts";
import type { Backstage } from "./performer.ts";
import { renderReply, reply } from "./reply.ts";
import type { Role } from "./role.ts";

/** What a server is made of. */
export interface SmtpServerOptions {
  readonly role: Role;
  /** Where to listen; port 0 takes a free one. */
  readonly listen: { readonly hostname: string; readonly port: number };
  /** PEM texts: the certificate with its chain, and its private key. */
  readonly tls: { readonly certificate: string; readonly key: string };
  readonly limits: SmtpLimits;
  /** The server's own host name, as greeting and EHLO tell it. */
  readonly name: string;
  readonly handler: SmtpHandler;
  readonly clock: Clock;
  readonly log: SmtpLog;
}

/** A server that listens. */
export interface SmtpServer {
  readonly port: number;
  /** How many connections are open. */
  connections(): number;
  /**
   * Takes no more connections, lets contents under way end within the grace time, says 421 to
   * everyone else, and resolves when all connections are closed.
   */
  close(): Promise<void>;
}

const tooManyConnections = reply(421, "4.7.0", "Too many connections");

/** Starts a server. Rejects if it cannot listen or cannot use the certificate. */
export async function startSmtpServer(options: SmtpServerOptions): Promise<SmtpServer> {
  const { role, limits, name, handler, clock, log } = options;
  const secureContext = createSecureContext({
    cert: options.tls.certificate,
    key: options.tls.key,
    minVersion: "TLSv1.2", // RFC 8996
  });
  const backstage: Backstage = { handler, limits, clock, log, failures: new FailureCount(limits) };
  const open = new Map<Connection, string>();

  function accept(socket: Socket): void {
    const peer: Peer = {
      address: socket.remoteAddress ?? "",
      port: socket.remotePort ?? 0,
      secure: false,
      helo: "",
    };
    const network = networkOf(peer.address);
    if (!hasRoom(network)) {
      log("smtp.connection-refused", { role: role.name, address: peer.address });
      return refuse(socket, role);
    }
    const settings = { role, limits, name, peer, clock };
    const connection = new Connection(socket, settings, backstage, secureContext);
    open.set(connection, network);
    connection.closed.then(() => open.delete(connection));
  }

  function hasRoom(network: string): boolean {
    if (open.size >= limits.connections) return false;
    let same = 0;
    for (const other of open.values()) if (other === network) same++;
    return same < limits.connectionsPerAddress;
  }

  const server = createServer({ pauseOnConnect: true }, accept);
  const port = await listen(server, options.listen);
  return {
    port,
    connections: () => open.size,
    async close() {
      const stopped = new Promise((resolve) => server.close(resolve));
      const done = new AbortController();
      for (const connection of open.keys()) connection.leave();
      clock.until(clock.now() + limits.graceTime, done.signal).then(() => {
        for (const connection of open.keys()) connection.stop();
      }, () => {});
      await Promise.all([...open.keys()].map((connection) => connection.closed));
      done.abort();
      await stopped;
    },
  };
}

/** Without TLS there is a word of explanation; a handshake for its sake would cost too much. */
function refuse(socket: Socket, role: Role): void {
  socket.on("error", () => {});
  if (role.tls === "implicit") socket.destroy();
  else socket.end(renderReply(tooManyConnections), () => socket.destroy());
}

function listen(
  server: Server,
  { hostname, port }: SmtpServerOptions["listen"],
): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host: hostname, port }, () => {
      server.off("error", reject);
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}
