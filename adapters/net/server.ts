/**
 * A server on a TCP port: takes connections within limits, and lets go of them when it closes.
 *
 * @module
 */
import { createServer, type Socket } from "node:net";
import { createSecureContext } from "node:tls";
import type { Clock } from "../../events/instant.ts";
import { Connection, type ConnectionSettings } from "./connection.ts";
import type { Conversation, Host, Remote } from "./conversation.ts";
import { listen, type Listening } from "./listen.ts";
import { networkOf } from "./network.ts";

export type { Listening } from "./listen.ts";

/** The limits of every server. Times in milliseconds. */
export interface ServerLimits {
  /** Connections of the whole server. */
  readonly connections: number;
  /** Connections of one IP address (IPv6: of one /64). */
  readonly connectionsPerAddress: number;
  /** When the server closes, what is under way has this long to finish. */
  readonly graceTime: number;
  /** How long a client may take to read the last reply before its connection is cut. */
  readonly lingerTime: number;
}

/** PEM texts: the certificate with its chain, and its private key. */
export interface ServerCertificate {
  readonly certificate: string;
  readonly key: string;
}

/** What a server is made of. */
export interface ServerOptions {
  readonly listen: Listening;
  readonly certificate: ServerCertificate;
  /** `implicit`: TLS from the first byte. `on request`: the conversation says when. */
  readonly tls: "implicit" | "on request";
  readonly limits: ServerLimits;
  /** What a client hears for whom there is no room, as it goes over the wire. */
  readonly refusal: string;
  readonly clock: Clock;
  /** Begins the conversation of a new connection. */
  converse(remote: Remote, host: Host): Conversation;
  /** Takes operational records. */
  log(
    event: "connection-refused" | "connection-failed",
    fields: Readonly<Record<string, string>>,
  ): void;
}

/** A server that listens. */
export interface RunningServer {
  readonly port: number;
  /** How many connections are open. */
  connections(): number;
  /**
   * Takes no more connections, lets what is under way end within the grace time, says goodbye to
   * everyone else, and resolves when all connections are closed.
   */
  close(): Promise<void>;
}

/** Starts a server. Rejects if it cannot listen or cannot use the certificate. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { limits, clock } = options;
  const settings = connectionSettings(options);
  const open = new Set<Connection>();
  /** How many connections each network has open. */
  const networks = new Map<string, number>();

  function accept(socket: Socket): void {
    const address = socket.remoteAddress ?? "";
    const network = networkOf(address);
    const same = networks.get(network) ?? 0;
    if (open.size >= limits.connections || same >= limits.connectionsPerAddress) {
      options.log("connection-refused", { address });
      return refuse(socket, options);
    }
    const connection = new Connection(socket, { address, port: socket.remotePort ?? 0 }, settings);
    open.add(connection);
    networks.set(network, same + 1);
    connection.closed.then(() => {
      open.delete(connection);
      const left = networks.get(network)! - 1;
      if (left === 0) networks.delete(network);
      else networks.set(network, left);
    });
  }

  const server = createServer({ pauseOnConnect: true }, accept);
  const port = await listen(server, options.listen);
  return {
    port,
    connections: () => open.size,
    async close() {
      const stopped = new Promise((resolve) => server.close(resolve));
      const done = new AbortController();
      for (const connection of open) connection.leave();
      clock.until(clock.now() + limits.graceTime, done.signal).then(() => {
        for (const connection of open) connection.stop();
      }, () => {});
      await Promise.all([...open].map((connection) => connection.closed));
      done.abort();
      await stopped;
    },
  };
}

function connectionSettings(options: ServerOptions): ConnectionSettings {
  const { tls, clock, limits, certificate } = options;
  return {
    tls,
    clock,
    lingerTime: limits.lingerTime,
    secureContext: createSecureContext({
      cert: certificate.certificate,
      key: certificate.key,
      minVersion: "TLSv1.2", // RFC 8996
    }),
    converse: (remote, host) => options.converse(remote, host),
    log: (event, fields) => options.log(event, fields),
  };
}

/** Without TLS there is a word of explanation; a handshake for its sake would cost too much. */
function refuse(socket: Socket, { tls, refusal }: ServerOptions): void {
  socket.on("error", () => {});
  if (tls === "implicit") socket.destroy();
  else socket.end(refusal, () => socket.destroy());
}
