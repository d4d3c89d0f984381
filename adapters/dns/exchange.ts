/**
 * One question to one server: by UDP, and again by TCP where the answer did not fit.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { createSocket } from "node:dgram";
import { connect, isIPv6 } from "node:net";
import type { Clock } from "../../events/instant.ts";
import { type Answer, decodeAnswer, type Edns, encodeQuery, type Question } from "./packet.ts";
import type { NameServer } from "./servers.ts";

/** What an exchange needs of the world. */
export interface ExchangePorts {
  readonly clock: Clock;
  /** Random bytes for query ids; must be unpredictable (RFC 5452 §9.2). */
  readonly random: (length: number) => Uint8Array;
  /** Milliseconds until a server that does not answer is given up. */
  readonly timeout: number;
}

/**
 * Asks one server.
 *
 * @throws {Error} when no answer came in time or the server could not be reached.
 */
export async function ask(
  server: NameServer,
  question: Question,
  edns: Edns,
  ports: ExchangePorts,
): Promise<Answer> {
  const answer = await within(ports, (signal) => askByUdp(server, question, edns, ports, signal));
  if (!answer.truncated) return answer;
  return await within(ports, (signal) => askByTcp(server, question, edns, ports, signal));
}

/** Runs an exchange and aborts it when the time is over. */
async function within(
  { clock, timeout }: ExchangePorts,
  exchange: (signal: AbortSignal) => Promise<Answer>,
): Promise<Answer> {
  const over = new AbortController();
  const settled = new AbortController();
  const deadline = clock.until(clock.now() + timeout, settled.signal).then(
    () => over.abort(new Error(`no answer within ${timeout} ms`)),
    () => undefined,
  );
  try {
    return await exchange(over.signal);
  } finally {
    settled.abort();
    await deadline;
  }
}

function randomId(random: ExchangePorts["random"]): number {
  const [high = 0, low = 0] = random(2);
  return high << 8 | low;
}

/**
 * A fresh socket per query gives it a random source port, and a connected one takes datagrams
 * from the server's address and port alone (RFC 5452 §9.1, §9.2).
 */
function askByUdp(
  server: NameServer,
  question: Question,
  edns: Edns,
  { random }: ExchangePorts,
  signal: AbortSignal,
): Promise<Answer> {
  const id = randomId(random);
  const socket = createSocket(isIPv6(server.address) ? "udp6" : "udp4");
  return new Promise<Answer>((resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    socket.on("error", reject);
    socket.on("message", (bytes, from) => {
      if (from.port !== server.port) return;
      const answer = decodeAnswer(bytes, id, question);
      if (answer) resolve(answer);
    });
    socket.connect(server.port, server.address, () => {
      if (!signal.aborted) socket.send(encodeQuery(id, question, edns));
    });
  }).finally(() => socket.close());
}

/** Over TCP each message is preceded by its length in two bytes (RFC 1035 §4.2.2). */
function askByTcp(
  server: NameServer,
  question: Question,
  edns: Edns,
  { random }: ExchangePorts,
  signal: AbortSignal,
): Promise<Answer> {
  const id = randomId(random);
  const socket = connect({ host: server.address, port: server.port });
  let received = Buffer.alloc(0);
  return new Promise<Answer>((resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    socket.on("error", reject);
    socket.on("close", () => reject(new Error("the server closed the connection")));
    socket.on("connect", () => {
      const query = encodeQuery(id, question, edns);
      socket.write(Buffer.concat([Buffer.from([query.length >> 8, query.length & 0xff]), query]));
    });
    socket.on("data", (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      if (received.length < 2 || received.length < 2 + received.readUInt16BE(0)) return;
      const answer = decodeAnswer(received.subarray(2, 2 + received.readUInt16BE(0)), id, question);
      if (answer && !answer.truncated) resolve(answer);
      else reject(new Error("the server's answer over TCP is malformed"));
    });
  }).finally(() => socket.destroy());
}
