/**
 * A partner's endpoint on the loopback interface, over TLS, that answers as a test says.
 *
 * @module
 */
import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import { createServer } from "node:https";
import { listen } from "../../adapters/net/listen.ts";
import type { PostParts } from "../../adapters/webhooks/post.ts";
import type { Clock } from "../../events/instant.ts";
import { authority, certificate } from "../http/client_setup/support.ts";

/** A request as it came. */
export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** An endpoint that listens. */
export interface TestServer {
  readonly url: string;
  readonly received: Received[];
  /** Connections that were made. */
  readonly connections: () => number;
  /** How it answers; 204 unless set. */
  answer: (response: ServerResponse, request: Received) => void;
  /** Resolves when so many requests have come. */
  until(count: number): Promise<void>;
  close(): Promise<void>;
}

/** Starts an endpoint. */
export async function startEndpoint(): Promise<TestServer> {
  const received: Received[] = [];
  const waiting: { readonly count: number; readonly resolve: () => void }[] = [];
  let connections = 0;
  const behaviour: Pick<TestServer, "received" | "connections" | "answer"> = {
    received,
    connections: () => connections,
    answer: (response) => void response.writeHead(204).end(),
  };
  const server = createServer(
    { cert: certificate.certificate, key: certificate.key },
    async (request, response) => {
      const body = await bodyOf(request).catch(() => null);
      // Who delivers may be gone.
      if (body === null) return;
      const one = { path: request.url ?? "", headers: request.headers, body };
      received.push(one);
      behaviour.answer(response, one);
      for (const { count, resolve } of waiting) if (received.length >= count) resolve();
    },
  );
  server.on("secureConnection", () => connections++);
  const port = await listen(server, { hostname: "127.0.0.1", port: 0 });
  return Object.assign(behaviour, {
    url: `https://localhost:${port}/pec?who=me`,
    until(count: number): Promise<void> {
      if (received.length >= count) return Promise.resolve();
      return new Promise<void>((resolve) => waiting.push({ count, resolve }));
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  });
}

async function bodyOf(request: AsyncIterable<unknown>): Promise<string> {
  let body = "";
  for await (const piece of request) body += piece;
  return body;
}

/** Deliveries that reach such endpoints: everybody is called 127.0.0.1. */
export function loopback(clock: Clock): PostParts {
  return {
    clock,
    allowPrivate: true,
    authorities: [authority.certificatePem],
    resolver: {
      lookup: (_, type) =>
        Promise.resolve(
          type === "A"
            ? { kind: "found", records: ["127.0.0.1"] as never }
            : { kind: "no-records" },
        ),
    },
  };
}
