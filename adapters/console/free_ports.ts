/**
 * Ports for servers that are told theirs before they start.
 *
 * @module
 */
import { createServer } from "node:net";

/** Below the range from which systems take ports for connections, so that none is taken meanwhile. */
const LOWEST = 10_000;
const HIGHEST = 31_999;

/** So many ports of `host` on which nothing listens now, drawn by chance. */
export async function freePorts(
  host: string,
  count: number,
  random: (length: number) => Uint8Array,
): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) {
    const [high = 0, low = 0] = random(2);
    const port = LOWEST + (high << 8 | low) % (HIGHEST - LOWEST + 1);
    if (await isFree(host, port)) ports.add(port);
  }
  return [...ports];
}

function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
      .once("error", () => resolve(false))
      .listen(port, host, () => server.close(() => resolve(true)));
  });
}
