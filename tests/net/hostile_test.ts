/**
 * Clients that send without end to a server that is busy, and clients that break off while they are
 * answered.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { connect } from "node:net";
import { connect as connectTls } from "node:tls";
import { expect } from "expect";
import type { Conversation, Host } from "../../adapters/net/conversation.ts";
import { type RunningServer, type ServerOptions, startServer } from "../../adapters/net/server.ts";
import type { Transport } from "../../adapters/net/transport.ts";
import { authority, certificate } from "../http/client_setup/support.ts";
import { settled } from "../support/settled.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";

const MEGABYTE = 1024 * 1024;
const SIZE = 40 * MEGABYTE;

/** Asks for TLS. No other octet of a client is so high. */
const SECURE = new Uint8Array([255]);

/** What clients send, over and over. */
const PERIOD = 250;
const PATTERN = Buffer.from(Uint8Array.from({ length: PERIOD * 400 }, (_, at) => at % PERIOD));

/** What the two do who speak in every conversation here. */
abstract class Speaker implements Conversation {
  readonly deadline = null;
  readonly #host: Host;
  protected heard: Uint8Array[] = [];

  constructor(host: Host) {
    this.#host = host;
  }

  receive(chunk: Uint8Array): void {
    this.heard.push(chunk);
  }
  abstract step(transport: Transport): Promise<boolean>;
  expire(): boolean {
    return false;
  }
  secured(): void {}
  leave(): void {}
  stop(): void {}
  disconnect(): void {
    this.#host.wake();
  }
}

/** Is busy with the first octets until it is released. */
class Busy extends Speaker {
  readonly release = Promise.withResolvers<void>();
  /** Octets that came at once. */
  most = 0;
  /** Octets that were the ones to come. */
  right = 0;

  /** Octets that wait because it is busy. */
  get waiting(): number {
    return this.heard.reduce((sum, { length }) => sum + length, 0);
  }

  async step(transport: Transport): Promise<boolean> {
    const chunks = this.heard;
    if (chunks.length === 0) return false;
    this.heard = [];
    if (chunks[0]![0] === SECURE[0]) {
      await transport.secure(SECURE);
      return true;
    }
    await this.release.promise;
    for (const chunk of chunks) {
      this.most = Math.max(this.most, chunk.length);
      const at = this.right % PERIOD;
      if (PATTERN.subarray(at, at + chunk.length).equals(chunk)) this.right += chunk.length;
    }
    return true;
  }
}

/** Answers without end as long as the client is there. */
class Talkative extends Speaker {
  static readonly MOST = 10_000;
  written = 0;

  async step(transport: Transport): Promise<boolean> {
    if (this.heard.length === 0 || transport.gone.aborted) return false;
    await transport.write(PATTERN);
    return ++this.written < Talkative.MOST;
  }
}

/** Serves meanwhile. */
async function serving(
  options: Pick<ServerOptions, "tls" | "converse">,
  use: (server: RunningServer) => Promise<void>,
): Promise<void> {
  const clock = new SimulatedClock();
  const server = await startServer({
    listen: { hostname: "127.0.0.1", port: 0 },
    certificate,
    limits: { connections: 9, connectionsPerAddress: 9, graceTime: 1000, lingerTime: 1000 },
    refusal: "",
    clock,
    log: (_, fields) => {
      throw new Error(JSON.stringify(fields));
    },
    ...options,
  });
  try {
    await use(server);
  } finally {
    const closed = server.close();
    clock.advance(1000);
    clock.advance(1000);
    await closed;
  }
}

async function flood(
  tls: ServerOptions["tls"],
  dial: (port: number) => Promise<Deno.Conn>,
): Promise<void> {
  const { promise: begun, resolve: begin } = Promise.withResolvers<Busy>();
  const converse: ServerOptions["converse"] = (_, host) => {
    const busy = new Busy(host);
    begin(busy);
    return busy;
  };
  await serving({ tls, converse }, async ({ port }) => {
    using client = await dial(port);
    const busy = await begun;
    let given = 0;
    const giving = (async () => {
      while (given < SIZE) {
        given += await client.write(PATTERN.subarray(given % PERIOD).subarray(0, SIZE - given));
      }
    })();
    // The kernels of both sides hold some of it.
    expect(await settled(() => given)).toBeLessThan(15 * MEGABYTE);
    expect(busy.waiting).toBeLessThan(MEGABYTE);
    busy.release.resolve();
    await giving;
    expect(await settled(() => busy.right)).toBe(SIZE);
    expect(busy.most).toBeLessThan(MEGABYTE / 4);
  });
}

// Clients here are Deno's own: node:tls takes whatever is written.
const trust = { hostname: "localhost", caCerts: [authority.certificatePem] };

Deno.test("hostile: in the clear a busy server reads no more than it uses", () =>
  flood("on request", (port) => Deno.connect({ hostname: "127.0.0.1", port })));

Deno.test("hostile: under TLS a busy server reads no more than it uses", () =>
  flood("implicit", (port) => Deno.connectTls({ ...trust, port })));

Deno.test("hostile: after STARTTLS a busy server reads no more than it uses", () =>
  flood("on request", async (port) => {
    const clear = await Deno.connect({ hostname: "127.0.0.1", port });
    await clear.write(SECURE);
    await clear.read(new Uint8Array(1));
    return await Deno.startTls(clear, trust);
  }));

Deno.test("hostile: who resets the connection under TLS is answered no more", async () => {
  const spoken: Talkative[] = [];
  const converse: ServerOptions["converse"] = (_, host) => {
    const talkative = new Talkative(host);
    spoken.push(talkative);
    return talkative;
  };
  await serving({ tls: "implicit", converse }, async (server) => {
    const raw = connect({ port: server.port, host: "127.0.0.1" });
    const ended = new Promise((resolve) => raw.once("close", resolve));
    raw.on("error", () => {});
    const client = connectTls({ socket: raw, rejectUnauthorized: false }, () => client.write("x"));
    client.on("error", () => {});
    client.once("data", () => raw.resetAndDestroy());
    await ended;
    await settled(server.connections);
    expect(server.connections()).toBe(0);
    expect(spoken[0]!.written).toBeLessThan(Talkative.MOST);
  });
});
