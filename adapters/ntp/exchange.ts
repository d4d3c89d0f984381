/**
 * One question to one time server, as an SNTP client asks it (RFC 5905 §14).
 *
 * @module
 */
import { createSocket } from "node:dgram";
import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { type Clock, SECOND } from "../../events/instant.ts";
import { decodeAnswer, encodeRequest, NONCE_LENGTH, type TimeAnswer } from "./packet.ts";

/** A time server. */
export interface TimeServer {
  /** A host name or an IP address, without brackets. */
  readonly host: string;
  readonly port: number;
}

/** What an exchange needs of the world. */
export interface TimePorts {
  /** The clock that is watched. */
  readonly clock: Clock;
  /**
   * A clock that nobody sets: its instants count from any origin, and every second has a second.
   */
  readonly steady: Clock;
  /** Random bytes; must be unpredictable. */
  readonly random: (length: number) => Uint8Array;
  /** Milliseconds until a server that does not answer is given up. */
  readonly timeout: number;
}

/** What an exchange came to. */
export type TimeReading =
  | {
    readonly kind: "time";
    /** UTC minus the steady clock, in milliseconds. */
    readonly lead: number;
    /** Milliseconds on the way there and back. */
    readonly delay: number;
  }
  | Exclude<TimeAnswer, { readonly kind: "time" }>;

/** RFC 5905 §7.2 (MAXDIST): whoever may err by more is no source of time. In milliseconds. */
const LARGEST_DISTANCE = SECOND;

/** Asks one server. Never rejects: one that does not answer is unusable. */
export async function askTimeServer(
  server: TimeServer,
  ports: TimePorts,
  signal: AbortSignal,
): Promise<TimeReading> {
  const over = new AbortController();
  const settled = new AbortController();
  const { steady, timeout } = ports;
  const deadline = steady.until(steady.now() + timeout, settled.signal).then(
    () => over.abort(new Error(`no answer within ${timeout} ms`)),
    () => undefined,
  );
  try {
    return await exchange(server, ports, AbortSignal.any([signal, over.signal]));
  } catch (error) {
    return { kind: "unusable", reason: error instanceof Error ? error.message : String(error) };
  } finally {
    settled.abort();
    await deadline;
  }
}

/**
 * A fresh socket has a random source port, and a connected one takes datagrams from the server's
 * address alone.
 */
async function exchange(
  { host, port }: TimeServer,
  { clock, steady, random }: TimePorts,
  signal: AbortSignal,
): Promise<TimeReading> {
  const { address, family } = await addressOf(host);
  signal.throwIfAborted();
  const nonce = random(NONCE_LENGTH);
  const socket = createSocket(family === 6 ? "udp6" : "udp4");
  return await new Promise<TimeReading>((resolve, reject) => {
    let sent = 0;
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    socket.on("error", reject);
    socket.on("message", (packet, from) => {
      const arrived = steady.now();
      if (from.port !== port) return;
      const answer = decodeAnswer(packet, nonce, clock.now());
      if (answer) resolve(readingOf(answer, sent, arrived));
    });
    socket.connect(port, address, () => {
      if (signal.aborted) return;
      sent = steady.now();
      socket.send(encodeRequest(nonce));
    });
  }).finally(() => socket.close());
}

async function addressOf(host: string): Promise<{ address: string; family: number }> {
  const family = isIP(host);
  return family === 0 ? await lookup(host) : { address: host, family };
}

/**
 * RFC 5905 §8, with the client's two instants off the steady clock: if the watched one is set in
 * between, the reading stays right.
 */
function readingOf(answer: TimeAnswer, sent: number, arrived: number): TimeReading {
  if (answer.kind !== "time") return answer;
  const { received, transmitted, rootDistance } = answer;
  const delay = arrived - sent - (transmitted - received);
  // Half a millisecond on either side for what the clocks leave out.
  if (transmitted < received || delay < -1) {
    return { kind: "unusable", reason: "its timestamps contradict each other" };
  }
  const distance = rootDistance + Math.max(delay, 0) / 2;
  if (distance >= LARGEST_DISTANCE) {
    return { kind: "unusable", reason: `it may err by ${Math.round(distance)} ms` };
  }
  return { kind: "time", lead: (received + transmitted - sent - arrived) / 2, delay };
}
