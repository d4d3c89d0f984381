/**
 * A server for HTTP/1.1 over TLS: small requests from anybody, within limits.
 *
 * @module
 */
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type Server as HttpServer,
  type ServerResponse,
} from "node:http";
import { createServer, type Socket } from "node:net";
import { createSecureContext, type SecureContext, TLSSocket } from "node:tls";
import { type Clock, SECOND } from "../../events/instant.ts";
import { networkOf } from "../net/network.ts";
import { listen, type Listening } from "../net/listen.ts";
import type { ServerCertificate } from "../net/server.ts";
import { readRequest, refuse, respond } from "./exchange.ts";

/** What clients may take up. */
export interface HttpLimits {
  /** Connections of the whole server. */
  readonly connections: number;
  /** Connections of one IP address (IPv6: of one /64). */
  readonly connectionsPerAddress: number;
  /** Milliseconds after which a connection is closed, whatever it is doing. */
  readonly connectionTime: number;
  /** Octets of a request's head. */
  readonly head: number;
  /** Octets of a request's body. */
  readonly body: number;
}

/** Limits for requests that fill a form at the most. */
export const httpLimits: HttpLimits = {
  connections: 2_000,
  connectionsPerAddress: 50,
  connectionTime: 60 * SECOND,
  head: 16 * 1024,
  body: 16 * 1024,
};

/** What a server is made of. */
export interface HttpsServerOptions {
  readonly listen: Listening;
  readonly certificate: ServerCertificate;
  readonly limits: HttpLimits;
  readonly clock: Clock;
  /** Answers a request. Its URL has the path and the query, its host means nothing. */
  answer(request: Request): Promise<Response> | Response;
  /** Takes operational records. */
  log(event: "request-failed", fields: { readonly error: string }): void;
}

/** A server that listens. */
export interface HttpsServer {
  readonly port: number;
  /** Takes no more requests, and cuts the connections once those under way are answered. */
  close(): Promise<void>;
}

/** Nobody loads anything but the page and a document or two. */
const REQUESTS_PER_CONNECTION = 20;

/** Starts the server. Rejects if it cannot listen or cannot use the certificate. */
export async function startHttpsServer(options: HttpsServerOptions): Promise<HttpsServer> {
  const { limits, certificate } = options;
  const secureContext = createSecureContext({
    cert: certificate.certificate,
    key: certificate.key,
    minVersion: "TLSv1.2", // RFC 8996
  });
  const requests = new Requests(options);
  const connections = new Connections(limits);
  const server = createServer((socket) => {
    if (connections.admit(socket)) speak(socket, secureContext, requests.server, options);
    else socket.destroy();
  });
  const port = await listen(server, options.listen);
  return {
    port,
    async close() {
      const stopped = new Promise((resolve) => server.close(resolve));
      await requests.answered();
      connections.cut();
      await stopped;
    },
  };
}

/** Shakes hands, and lets go when the time is up, of those, too, who never say a word. */
function speak(
  socket: Socket,
  secureContext: SecureContext,
  server: HttpServer,
  { clock, limits }: HttpsServerOptions,
): void {
  const gone = new AbortController();
  // Whatever goes wrong on a socket, `close` follows.
  socket.on("error", () => {}).once("close", () => gone.abort());
  const secured = new TLSSocket(socket, { isServer: true, secureContext });
  secured.on("error", () => socket.destroy());
  secured.once("secure", () => server.emit("connection", secured));
  clock.until(clock.now() + limits.connectionTime, gone.signal)
    .then(() => socket.destroy(), () => {});
}

/** The answers under way. */
class Requests {
  readonly server: HttpServer;
  readonly #options: HttpsServerOptions;
  readonly #answers = new Set<Promise<void>>();

  constructor(options: HttpsServerOptions) {
    this.#options = options;
    this.server = createHttpServer({ maxHeaderSize: options.limits.head }, (incoming, outgoing) => {
      this.#take(incoming, outgoing);
    });
    this.server.maxRequestsPerSocket = REQUESTS_PER_CONNECTION;
    this.server.on("clientError", (_, socket) => {
      if (socket.writable) socket.end("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
      else socket.destroy();
    });
  }

  /** Resolves when those under way are given. Who still asks is not waited for. */
  async answered(): Promise<void> {
    await Promise.all(this.#answers);
  }

  async #take(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const request = await readRequest(incoming, this.#options.limits.body).catch(() => null);
    if (request === null) return void outgoing.destroy();
    if (typeof request === "number") return refuse(outgoing, request);
    const answer = this.#answer(request, outgoing);
    this.#answers.add(answer);
    await answer;
    this.#answers.delete(answer);
  }

  async #answer(request: Request, outgoing: ServerResponse): Promise<void> {
    try {
      await respond(outgoing, await this.#options.answer(request));
    } catch (error) {
      this.#options.log("request-failed", { error: String(error) });
      outgoing.destroy();
    }
  }
}

/** The sockets that are open. */
class Connections {
  readonly #limits: HttpLimits;
  readonly #open = new Set<Socket>();
  /** How many each network has open. */
  readonly #networks = new Map<string, number>();

  constructor(limits: HttpLimits) {
    this.#limits = limits;
  }

  /** Whether there is room for one more; then it counts until it closes. */
  admit(socket: Socket): boolean {
    const { connections, connectionsPerAddress } = this.#limits;
    const network = networkOf(socket.remoteAddress ?? "");
    const same = this.#networks.get(network) ?? 0;
    if (this.#open.size >= connections || same >= connectionsPerAddress) return false;
    this.#open.add(socket);
    this.#networks.set(network, same + 1);
    socket.once("close", () => {
      this.#open.delete(socket);
      const left = this.#networks.get(network)! - 1;
      if (left === 0) this.#networks.delete(network);
      else this.#networks.set(network, left);
    });
    return true;
  }

  cut(): void {
    for (const socket of this.#open) socket.destroy();
  }
}
