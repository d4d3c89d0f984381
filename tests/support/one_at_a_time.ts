/**
 * One at a time, among all files of tests that run in parallel: they share nothing but the machine.
 *
 * @module
 */
import { connect, createServer, type Server } from "node:net";

/** Whoever listens there has its turn. Below the ports that are drawn by chance. */
const TURN = { host: "127.0.0.1", port: 9_731 };

/** Does some work while nobody else does any that is given to this. */
export async function oneAtATime<T>(work: () => Promise<T>): Promise<T> {
  const turn = await taken();
  try {
    return await work();
  } finally {
    await new Promise((resolve) => turn.close(resolve));
  }
}

async function taken(): Promise<Server> {
  for (;;) {
    const server = await listening();
    if (server) return server;
    await letGo();
  }
}

/** Null where another one listens. Whoever waits is cut off at the end. */
function listening(): Promise<Server | null> {
  return new Promise((resolve) => {
    const waiting = new Set<{ destroy(): void }>();
    const server: Server = createServer((socket) => {
      waiting.add(socket);
      socket.on("error", () => {}).once("close", () => waiting.delete(socket));
    });
    const close = server.close.bind(server);
    server.close = (done) => {
      for (const socket of waiting) socket.destroy();
      return close(done);
    };
    server.once("error", () => resolve(null)).listen(TURN, () => resolve(server));
  });
}

/** Resolves when the one who has the turn hangs up, or has none any more. */
function letGo(): Promise<void> {
  return new Promise((resolve) => {
    connect(TURN).on("error", () => {}).once("close", () => resolve()).resume();
  });
}
