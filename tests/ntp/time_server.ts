/**
 * A time server on loopback that answers as a test says.
 *
 * @module
 */
import { createSocket } from "node:dgram";
import type { TimeServer } from "../../adapters/ntp/exchange.ts";
import type { Instant } from "../../events/instant.ts";

/** What goes into an answer; everything absent is as it should be. */
export interface Reply {
  /** The server's time. */
  readonly time: Instant;
  /** The time that it gives as the request's arrival. */
  readonly received?: Instant;
  readonly leap?: number;
  readonly version?: number;
  readonly mode?: number;
  readonly stratum?: number;
  readonly code?: string;
  /** In milliseconds. */
  readonly rootDelay?: number;
  readonly rootDispersion?: number;
  readonly origin?: Uint8Array;
}

/** Encodes an answer to the request with this transmit timestamp. */
export function encodeReply(nonce: Uint8Array, reply: Reply): Uint8Array {
  const packet = new Uint8Array(48);
  const view = new DataView(packet.buffer);
  packet[0] = (reply.leap ?? 0) << 6 | (reply.version ?? 4) << 3 | (reply.mode ?? 4);
  packet[1] = reply.stratum ?? 2;
  view.setUint32(4, Math.round((reply.rootDelay ?? 10) * 65.536));
  view.setUint32(8, Math.round((reply.rootDispersion ?? 5) * 65.536));
  packet.set(new TextEncoder().encode(reply.code ?? "GPS"), 12);
  packet.set(reply.origin ?? nonce, 24);
  packet.set(timestamp(reply.received ?? reply.time), 32);
  packet.set(timestamp(reply.time), 40);
  return packet;
}

/** An instant in NTP's form; beyond 2036 it starts over. */
export function timestamp(instant: Instant): Uint8Array {
  const bytes = new Uint8Array(8);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, (Math.floor(instant / 1000) + 2_208_988_800) % 2 ** 32);
  view.setUint32(4, Math.floor((instant - Math.floor(instant / 1000) * 1000) / 1000 * 2 ** 32));
  return bytes;
}

/** Replies to a request: packets, each a reply or raw bytes; none for silence. */
export type Answering = () => readonly (Reply | Uint8Array)[];

export class TestTimeServer {
  readonly requests: Uint8Array[] = [];
  readonly address: TimeServer;
  answering: Answering;
  readonly #close: () => Promise<void>;
  #waiting: (() => void)[] = [];

  private constructor(address: TimeServer, answering: Answering, close: () => Promise<void>) {
    this.address = address;
    this.answering = answering;
    this.#close = close;
  }

  static async start(answering: Answering): Promise<TestTimeServer> {
    const socket = createSocket("udp4");
    await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
    const server = new TestTimeServer(
      { host: "127.0.0.1", port: socket.address().port },
      answering,
      () => new Promise((resolve) => socket.close(() => resolve())),
    );
    socket.on("message", (bytes, from) => {
      const request = Uint8Array.from(bytes);
      server.requests.push(request);
      for (const reply of server.answering()) {
        const packet = reply instanceof Uint8Array
          ? reply
          : encodeReply(request.subarray(40, 48), reply);
        socket.send(packet, from.port, from.address);
      }
      for (const wake of server.#waiting.splice(0)) wake();
    });
    return server;
  }

  /** Resolves when the next request has come. */
  asked(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#close();
  }
}
