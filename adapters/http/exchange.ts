/**
 * One request of node:http as the applications see it, and their answer on its way back.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import type { IncomingMessage, ServerResponse } from "node:http";

/** The status with which a request is refused that no application has to see. */
export type Refusal = 400 | 413 | 501;

/** The host that is asked for has no say: all names lead to the same answers. */
const ORIGIN = "https://localhost";

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/**
 * Reads a request with a body of so many octets at the most. Rejects when the client goes away
 * meanwhile.
 */
export async function readRequest(
  incoming: IncomingMessage,
  limit: number,
): Promise<Request | Refusal> {
  const { method = "", url = "", headers } = incoming;
  if (!METHODS.includes(method)) return 501;
  // RFC 9112 §3.2: the other forms of a target are for proxies, and for OPTIONS as a whole.
  const target = url.startsWith("/") ? URL.parse(ORIGIN + url) : null;
  if (target === null) return 400;
  const body = await bodyOf(incoming, limit);
  if (body === null) return 413;
  const withBody = method !== "GET" && method !== "HEAD";
  const pairs = Object.entries(headers).flatMap(([name, value]) =>
    [value ?? []].flat().map((each): [string, string] => [name, each])
  );
  return new Request(target, { method, headers: pairs, ...(withBody && { body }) });
}

/** Refuses a request. What is left of it is not read: nothing can follow on this connection. */
export function refuse(outgoing: ServerResponse, status: Refusal): void {
  outgoing.writeHead(status, { connection: "close", "content-length": 0 }).end();
}

/** Sends an answer; resolves when it is sent, or the client has gone. */
export async function respond(outgoing: ServerResponse, response: Response): Promise<void> {
  const body = new Uint8Array(await response.arrayBuffer());
  const closed = new Promise<void>((resolve) => outgoing.once("close", resolve));
  // The length of what HEAD leaves out is not known here, and may be left out (RFC 9110 §8.6).
  if (outgoing.req.method !== "HEAD") response.headers.set("content-length", `${body.length}`);
  outgoing.writeHead(response.status, [...response.headers].flat()).end(body);
  await closed;
}

/** The body; null where it has more octets than the limit. */
async function bodyOf(
  incoming: IncomingMessage,
  limit: number,
): Promise<Uint8Array<ArrayBuffer> | null> {
  if (Number(incoming.headers["content-length"] ?? 0) > limit) return null;
  const chunks: Uint8Array[] = [];
  let octets = 0;
  for await (const chunk of incoming as AsyncIterable<Uint8Array>) {
    octets += chunk.length;
    if (octets > limit) return null;
    chunks.push(chunk);
  }
  return Uint8Array.from(Buffer.concat(chunks));
}
