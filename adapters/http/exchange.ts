/**
 * One request of node:http as the applications see it, and their answer on its way back.
 *
 * @module
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { othersTurn } from "../clock.ts";
import type { Client } from "./client.ts";
import { requestBody } from "./request_body.ts";

/** The status with which a request is refused that no application has to see. */
type Refusal = 400 | 413 | 501;

/** The host that is asked for has no say: all names lead to the same answers. */
const ORIGIN = "https://localhost";

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/** A request and its answer. */
export class Exchange {
  readonly #client: Client;
  readonly #incoming: IncomingMessage;
  readonly #outgoing: ServerResponse;
  readonly #gone = new AbortController();
  /** Resolves when the answer is sent, or the client has gone. */
  readonly #closed: Promise<void>;
  #awaitsContinue: boolean;

  /** What `client` asks. */
  constructor(client: Client, incoming: IncomingMessage, outgoing: ServerResponse) {
    this.#client = client;
    this.#incoming = incoming;
    this.#outgoing = outgoing;
    // RFC 9110 §10.1.1: the client sends its body once it is told that it is wanted.
    this.#awaitsContinue = /^100-continue$/i.test(incoming.headers.expect ?? "");
    this.#closed = new Promise((resolve) =>
      outgoing.once("close", () => {
        if (!outgoing.writableFinished) this.#gone.abort();
        client.closed();
        resolve();
      })
    );
    client.opened();
  }

  /** The request; null where it is refused, or nobody waits for its answer. */
  request(): Request | null {
    if (this.#client.gate.destroyed) return null;
    const { method = "", url = "", headers } = this.#incoming;
    if (!METHODS.includes(method)) return this.#refuse(501);
    // RFC 9112 §3.2: the other forms of a target are for proxies, and for OPTIONS as a whole.
    const target = url.startsWith("/") ? URL.parse(ORIGIN + url) : null;
    if (target === null) return this.#refuse(400);
    const length = Number(headers["content-length"] ?? 0);
    if (length > this.#client.limits.body) return this.#refuse(413);
    const pairs = Object.entries(headers).flatMap(([name, value]) =>
      [value ?? []].flat().map((each): [string, string] => [name, each])
    );
    const hasBody = length > 0 || headers["transfer-encoding"] !== undefined;
    const body = hasBody && method !== "GET" && method !== "HEAD" ? this.#body() : null;
    if (hasBody) this.#incoming.once("end", () => this.#asked());
    else this.#asked();
    if (body === null) this.#incoming.resume();
    const { signal } = this.#gone;
    return new Request(target, { method, headers: pairs, signal, ...(body && { body }) });
  }

  /**
   * Sends an answer, no faster than the client reads; resolves when it is sent, or the client has
   * gone. Rejects as the answer's body does.
   */
  async respond(response: Response): Promise<void> {
    const body = response.body?.getReader();
    if (this.#outgoing.headersSent || this.#outgoing.destroyed) return await body?.cancel();
    this.#outgoing.once("close", () => body?.cancel().catch(() => {}));
    const { status, headers } = response;
    if (this.#awaitsContinue) headers.set("connection", "close");
    if (body === undefined || this.#incoming.method === "HEAD") {
      // The length of what HEAD leaves out is not known here, and may be left out (RFC 9110 §8.6).
      if (!response.body && ![204, 304].includes(status) && this.#incoming.method !== "HEAD") {
        headers.set("content-length", "0");
      }
      this.#outgoing.writeHead(status, [...headers].flat()).end();
    } else await this.#send(status, headers, body);
    this.#client.stalled();
    // What is left of the body must have come before the next request does.
    this.#client.gate.open();
    await this.#closed;
    this.#client.flowing();
  }

  /** Breaks off. */
  destroy(): void {
    this.#outgoing.destroy();
  }

  #asked(): void {
    if (!this.#outgoing.writableFinished) this.#client.asked();
  }

  #body(): ReadableStream<Uint8Array<ArrayBuffer>> {
    const { gate, limits } = this.#client;
    return requestBody(this.#incoming, gate, limits.body, {
      wanted: () => {
        if (this.#awaitsContinue) this.#outgoing.writeContinue();
        this.#awaitsContinue = false;
      },
      tooLarge: () => {
        if (this.#outgoing.headersSent) this.#client.cut();
        else this.#refuse(413);
      },
    });
  }

  /** What is left of the request is not read: nothing can follow on this connection. */
  #refuse(status: Refusal): null {
    this.#outgoing.writeHead(status, { connection: "close", "content-length": 0 }).end();
    return null;
  }

  async #send(
    status: number,
    headers: Headers,
    body: ReadableStreamDefaultReader<Uint8Array>,
  ): Promise<void> {
    const first = await body.read();
    const second = first.done ? first : body.read();
    const later = othersTurn().then(() => ({ done: false }));
    // Clients know how far they are where the answer was whole from the beginning.
    if ((await Promise.race([second, later])).done) {
      headers.set("content-length", `${first.value?.length ?? 0}`);
      this.#outgoing.writeHead(status, [...headers].flat()).end(first.value);
      return;
    }
    this.#outgoing.writeHead(status, [...headers].flat());
    let part = first;
    for (let next = Promise.resolve(second); !part.done; next = body.read()) {
      // To a connection that was cut anything can be written, and without end.
      if (this.#client.gate.destroyed) return await body.cancel();
      if (!this.#outgoing.write(part.value)) await this.#drained();
      part = await next;
    }
    this.#outgoing.end();
  }

  async #drained(): Promise<void> {
    this.#client.stalled();
    await new Promise<void>((resolve) => {
      this.#outgoing.once("drain", resolve);
      this.#closed.then(resolve);
    });
    this.#client.flowing();
  }
}
