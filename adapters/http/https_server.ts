/**
 * A server for HTTP/1.1 over TLS. Bodies stream in both directions, and nothing is read faster than
 * it is used.
 *
 * @module
 */
import {
  createServer,
  type IncomingMessage,
  type Server as HttpServer,
  type ServerResponse,
} from "node:http";
import type { Socket } from "node:net";
import { createSecureContext, type SecureContext, TLSSocket } from "node:tls";
import type { Clock } from "../../events/instant.ts";
import { GatedSocket } from "../net/gated_socket.ts";
import { networkOf } from "../net/network.ts";
import { listen, type Listening } from "../net/listen.ts";
import type { ServerCertificate } from "../net/server.ts";
import { Client } from "./client.ts";
import type { Connection } from "./connection.ts";
import { Exchange } from "./exchange.ts";
import type { HttpLimits } from "./limits.ts";

/** What a server is made of. */
export interface HttpsServerOptions {
  readonly listen: Listening;
  readonly certificate: ServerCertificate;
  readonly limits: HttpLimits;
  readonly clock: Clock;
  /**
   * Answers a request. Its URL has the path and the query, its host means nothing. Its signal aborts
   * when the client goes before it has the answer.
   */
  answer(request: Request, connection: Connection): Promise<Response> | Response;
  /** Takes operational records. */
  log(event: "request-failed", fields: { readonly error: string }): void;
}

/** A server that listens. */
export interface HttpsServer {
  readonly port: number;
  /** Takes no more requests, and cuts the connections once those under way are answered. */
  close(): Promise<void>;
}

/** Starts the server. Rejects if it cannot listen or cannot use the certificate. */
export async function startHttpsServer(options: HttpsServerOptions): Promise<HttpsServer> {
  const { limits, certificate } = options;
  const secureContext = createSecureContext({
    cert: certificate.certificate,
    key: certificate.key,
    minVersion: "TLSv1.2", // RFC 8996
  });
  const connections = new Connections(limits);
  const requests = new Requests(options, (socket) => {
    if (connections.admit(socket)) speak(socket, secureContext, requests);
    else socket.destroy();
  });
  const port = await listen(requests.server, options.listen);
  return {
    port,
    async close() {
      const stopped = new Promise((resolve) => requests.server.close(resolve));
      await requests.answered();
      connections.cut();
      await stopped;
    },
  };
}

/** Shakes hands. */
function speak(socket: Socket, secureContext: SecureContext, requests: Requests): void {
  // RFC 896: what is small must not wait for the acknowledgement of what went before.
  socket.setNoDelay(true);
  const gate = new GatedSocket(socket);
  const secured = new TLSSocket(gate, {
    isServer: true,
    secureContext,
    ALPNProtocols: ["http/1.1"],
    // Who has issued it is the application's business.
    requestCert: true,
    rejectUnauthorized: false,
  });
  secured.on("error", () => socket.destroy());
  const client = requests.expect(secured, gate, socket.remoteAddress ?? "");
  socket.once("close", () => client.end());
  secured.once("secure", () => requests.take(secured));
}

/** The requests of all clients. */
class Requests {
  readonly server: HttpServer;
  readonly #options: HttpsServerOptions;
  readonly #converse: (socket: TLSSocket) => void;
  readonly #clients = new WeakMap<object, Client>();
  readonly #answers = new Set<Promise<void>>();

  /** Hands every connection to `admit`, which secures it before anything is asked. */
  constructor(options: HttpsServerOptions, admit: (socket: Socket) => void) {
    this.#options = options;
    const { head, requestsPerConnection } = options.limits;
    const ask = (incoming: IncomingMessage, outgoing: ServerResponse) => {
      this.#ask(incoming, outgoing);
    };
    this.server = createServer({
      maxHeaderSize: head,
      // Time is limited by a clock that tests have a hand in.
      ...{ keepAliveTimeout: 0, headersTimeout: 0, requestTimeout: 0 },
    }, ask).on("checkContinue", ask);
    this.server.maxRequestsPerSocket = requestsPerConnection;
    this.server.on("clientError", (_, socket) => {
      if (socket.writable) socket.end("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
      else socket.destroy();
    });
    // A server that does not listen itself would end each connection after one answer.
    const [converse] = this.server.listeners("connection");
    this.#converse = (socket) => converse!.call(this.server, socket);
    this.server.removeAllListeners("connection").on("connection", admit);
  }

  /** Gives a client time to ask. */
  expect(socket: TLSSocket, gate: GatedSocket, address: string): Client {
    const { limits, clock } = this.#options;
    const client = new Client({ socket, gate, address, limits, clock });
    this.#clients.set(socket, client);
    return client;
  }

  /** Takes requests from a client. */
  take(socket: TLSSocket): void {
    this.#converse(socket);
  }

  /**
   * Resolves when those under way are answered. Who still asks is not waited for, nor is who follows
   * a stream of events: those end with their source.
   */
  async answered(): Promise<void> {
    await Promise.all(this.#answers);
  }

  #ask(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const client = this.#clients.get(incoming.socket);
    if (client === undefined) return void outgoing.destroy();
    const exchange = new Exchange(client, incoming, outgoing);
    const before = client.turn;
    client.turn = before.then(() => this.#exchange(exchange, client));
  }

  async #exchange(exchange: Exchange, client: Client): Promise<void> {
    client.asking();
    const request = exchange.request();
    if (request === null) return;
    const { promise: answered, resolve } = Promise.withResolvers<void>();
    this.#answers.add(answered);
    const done = () => {
      this.#answers.delete(answered);
      resolve();
    };
    try {
      const response = await this.#options.answer(request, client.connection);
      if (response.headers.get("content-type")?.startsWith("text/event-stream")) done();
      await exchange.respond(response);
      client.idle();
    } catch (error) {
      this.#options.log("request-failed", { error: String(error) });
      exchange.destroy();
    }
    done();
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
