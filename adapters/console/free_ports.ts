/**
 * Ports for servers that are told theirs before they start.
 *
 * @module
 */
import { createServer } from "node:net";

/** Below the range from which systems take ports for connections, so that none is taken meanwhile. */
const LOWEST = 10_000;
const HIGHEST = 31_999;

/**
 * So many ports of `host` on which nothing listens now: the next ones from a place that is drawn by
 * chance. Others who draw at the same time hardly ever come upon them.
 */
export async function freePorts(
  host: string,
  count: number,
  random: (length: number) => Uint8Array,
): Promise<number[]> {
  const [high = 0, low = 0] = random(2);
  const ports: number[] = [];
  const span = HIGHEST - LOWEST + 1;
  for (let at = high << 8 | low; ports.length < count; at++) {
    const port = LOWEST + at % span;
    if (await isFree(host, port)) ports.push(port);
  }
  return ports;
}

function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
      .once("error", () => resolve(false))
      .listen(port, host, () => server.close(() => resolve(true)));
  });
}
