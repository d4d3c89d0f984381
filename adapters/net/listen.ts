/**
 * Listening on a TCP port.
 *
 * @module
 */
import type { Server } from "node:net";

/** Where to listen; port 0 takes a free one. */
export interface Listening {
  readonly hostname: string;
  readonly port: number;
}

/** Resolves with the port once the server listens; rejects if it cannot. */
export function listen(server: Server, { hostname, port }: Listening): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host: hostname, port }, () => {
      server.off("error", reject);
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}
