/**
 * A server that behaves as clamd never does, or only when it is ill.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { createServer, type Socket } from "node:net";
import type { ClamdServer } from "../../adapters/scanner/exchange.ts";
import type { SimulatedClock } from "../support/simulated_clock.ts";

/** One connection to it. */
export interface Visit {
  readonly socket: Socket;
  /** Everything that came so far. */
  readonly received: () => Buffer;
}

/** The server, until the test is over. */
export interface OddClamd extends AsyncDisposable {
  readonly server: ClamdServer;
  /** Connections that it has seen so far. */
  readonly opened: () => number;
}

/** Starts a server on loopback that has `heard` act on every piece that comes. */
export async function startOddClamd(heard: (visit: Visit) => void): Promise<OddClamd> {
  const sockets = new Set<Socket>();
  let opened = 0;
  const server = createServer((socket) => {
    sockets.add(socket);
    opened++;
    let received = Buffer.alloc(0);
    const visit = { socket, received: () => received };
    socket.on("data", (piece) => {
      received = Buffer.concat([received, Buffer.from(piece)]);
      heard(visit);
    });
    socket.on("error", () => socket.destroy());
    socket.on("close", () => sockets.delete(socket));
  });
  const port = await new Promise<number>((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve((server.address() as { port: number }).port));
  });
  return {
    server: { host: "127.0.0.1", port },
    opened: () => opened,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Whether a whole INSTREAM request has come: it ends in a chunk of length zero. */
export function isWhole({ received }: Visit): boolean {
  return received().subarray(-4).equals(Buffer.alloc(4));
}

/** What `awaited` throws while time passes, minute by minute. */
export async function failureInTime(
  clock: SimulatedClock,
  awaited: Promise<unknown>,
): Promise<Error> {
  let settled = false;
  const failure = awaited.then(
    (value) => new Error(`Cannot fail: it gave ${JSON.stringify(value)}`),
    (error) => error as Error,
  ).finally(() => settled = true);
  while (!settled) {
    clock.advance(60_000);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return await failure;
}
