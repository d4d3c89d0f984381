/** @module */
import { connect, type ConnectionOptions, type TLSSocket } from "node:tls";
import { expect } from "expect";
import type { Connection } from "../../adapters/http/connection.ts";
import { startHttpsServer } from "../../adapters/http/https_server.ts";
import { type HttpLimits, httpLimits } from "../../adapters/http/limits.ts";
import { issueTlsCertificate } from "../../adapters/keys/development_ca.ts";
import { random } from "../../adapters/opening/random.ts";
import { HOUR } from "../../events/instant.ts";
import { LONG_LIFE } from "../directory/signed_support.ts";
import { settled } from "../support/settled.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";
import { authority, certificate } from "./client_setup/support.ts";

const MEGABYTE = 1024 * 1024;

type Answer = (request: Request, connection: Connection) => Promise<Response> | Response;

/** Serves meanwhile. */
async function serving(
  answer: Answer,
  use: (port: number, clock: SimulatedClock) => Promise<void>,
  limits: Partial<HttpLimits> = {},
): Promise<void> {
  const clock = new SimulatedClock();
  const server = await startHttpsServer({
    listen: { hostname: "127.0.0.1", port: 0 },
    certificate,
    limits: { ...httpLimits, body: 100 * MEGABYTE, ...limits },
    clock,
    answer,
    log: () => {},
  });
  try {
    await use(server.port, clock);
  } finally {
    await server.close();
  }
}

function dial(port: number, options: ConnectionOptions = {}): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const settings = { port, host: "127.0.0.1", servername: "localhost" };
    const socket = connect({ ...settings, ca: authority.certificatePem, ...options }, () => {
      resolve(socket);
    });
    socket.once("error", reject);
  });
}

/** The latest that comes until a client has nothing to read any more. */
async function heardFrom(client: Deno.TlsConn): Promise<string> {
  let text = "";
  const buffer = new Uint8Array(65_536);
  for (;;) {
    const octets = await client.read(buffer).catch(() => null);
    if (octets === null) return text;
    text = (text + new TextDecoder("latin1").decode(buffer.subarray(0, octets))).slice(-500);
    if (/got \d+$/.test(text)) return text;
  }
}

/** What comes, as a text that grows. */
class Heard {
  text = "";
  #wake: () => void = () => {};
  closed = false;

  constructor(socket: TLSSocket) {
    socket.on("data", (chunk: Uint8Array) => {
      this.text += new TextDecoder().decode(chunk);
      this.#wake();
    });
    socket.on("error", () => {});
    socket.on("close", () => {
      this.closed = true;
      this.#wake();
    });
  }

  /** Resolves with all of it once it has been heard so many times. */
  async until(wanted: RegExp, times = 1): Promise<string> {
    while ((this.text.match(new RegExp(wanted, "g")) ?? []).length < times) {
      if (this.closed) throw new Error(`Cannot hear ${wanted}: there is only ${this.text}`);
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
    return this.text;
  }

  /** Resolves when the connection has ended. */
  async end(): Promise<string> {
    while (!this.closed) await new Promise<void>((resolve) => this.#wake = resolve);
    return this.text;
  }
}

const post = (path: string, length: number, more = "") =>
  `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: ${length}\r\n${more}\r\n`;

Deno.test("https server: a body is there as it comes, and the answer too", async () => {
  const answer: Answer = (request) => new Response(request.body);
  await serving(answer, async (port) => {
    const socket = await dial(port);
    const heard = new Heard(socket);
    socket.write(post("/", 10) + "first");
    await heard.until(/first/);
    socket.write("later");
    expect(await heard.until(/later/)).toMatch(/chunked/i);
    socket.destroy();
  });
});

/** A client that takes and gives no more than it is told to: node:tls reads on while it is paused. */
function dialExactly(port: number): Promise<Deno.TlsConn> {
  return Deno.connectTls({ port, hostname: "localhost", caCerts: [authority.certificatePem] });
}

Deno.test("https server: what nobody reads is not taken from the client", async () => {
  const { promise: release, resolve } = Promise.withResolvers<void>();
  const answer: Answer = async (request) => {
    await release;
    let octets = 0;
    for await (const chunk of request.body!) octets += chunk.length;
    return new Response(`got ${octets}`);
  };
  await serving(answer, async (port) => {
    const client = await dialExactly(port);
    const size = 30 * MEGABYTE;
    await client.write(new TextEncoder().encode(post("/", size)));
    let given = 0;
    const giving = (async () => {
      while (given < size) {
        given += await client.write(new Uint8Array(100_000).subarray(given - size));
      }
    })();
    // The kernels of both sides hold some of it.
    expect(await settled(() => given)).toBeLessThan(15 * MEGABYTE);
    resolve();
    await giving;
    expect(await heardFrom(client)).toContain(`got ${size}`);
    client.close();
  });
});

Deno.test("https server: what is left of a body must come while a client may be idle", async () => {
  await serving((request) => new Response(request.method), async (port, clock) => {
    const socket = await dial(port);
    const heard = new Heard(socket);
    socket.write(post("/", 4_000_000));
    await heard.until(/POST/);
    socket.write(new Uint8Array(4_000_000));
    socket.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    await heard.until(/GET/);
    socket.write(post("/", 4_000_000));
    await heard.until(/POST/, 2);
    await settled(() => socket.writableLength);
    clock.advance(1_000);
    await heard.end();
  }, { idleTime: 1_000 });
});

Deno.test("https server: an answer that nobody reads waits at its source", async () => {
  let produced = 0;
  const answer: Answer = () =>
    new Response(
      new ReadableStream({
        pull(controller) {
          produced += 16 * 1024;
          controller.enqueue(new Uint8Array(16 * 1024));
        },
      }),
    );
  await serving(answer, async (port, clock) => {
    const client = await dialExactly(port);
    await client.write(new TextEncoder().encode("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
    const held = await settled(() => produced);
    expect(held).toBeLessThan(15 * MEGABYTE);
    expect(await settled(() => produced)).toBe(held);
    // It is let go when it reads nothing for long.
    clock.advance(1_000);
    await heardFrom(client);
    expect(produced - held).toBeLessThan(MEGABYTE);
    client.close();
  }, { stallTime: 1_000 });
});

Deno.test("https server: a source is told that the client has gone", async () => {
  const { promise: cancelled, resolve } = Promise.withResolvers<boolean>();
  let tell = (_number: number) => {};
  const answer: Answer = ({ signal }) => {
    const body = new ReadableStream({
      start(controller) {
        tell = (number) => controller.enqueue(new TextEncoder().encode(`data: ${number}\n\n`));
        tell(1);
      },
      cancel: () => resolve(signal.aborted),
    });
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  };
  await serving(answer, async (port, clock) => {
    const socket = await dial(port);
    const heard = new Heard(socket);
    socket.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    await heard.until(/data: 1/);
    // A stream of events outlives every limit for requests.
    clock.advance(24 * HOUR);
    tell(2);
    await heard.until(/data: 2/);
    socket.destroy();
    expect(await cancelled).toBe(true);
  });
});

Deno.test("https server: closing ends streams of events, and gives other answers whole", async () => {
  const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
  const { promise: release, resolve } = Promise.withResolvers<void>();
  let ends: Promise<string>[] = [];
  const answer: Answer = async ({ url }) => {
    if (url.endsWith("/slow")) {
      ask();
      await release;
      return new Response("all of it");
    }
    const body = new ReadableStream({
      start: (controller) => controller.enqueue(new TextEncoder().encode("data: 1\n\n")),
    });
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  };
  await serving(answer, async (port) => {
    const follower = new Heard(await dial(port));
    const [events, slow] = [await dial(port), await dial(port)];
    const heard = [new Heard(events), new Heard(slow)];
    events.write("GET /events HTTP/1.1\r\nHost: a\r\n\r\n");
    slow.write("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
    await Promise.all([heard[0]!.until(/data: 1/), asked]);
    ends = [follower, ...heard].map((one) => one.end());
    setTimeout(resolve, 20);
  });
  expect((await Promise.all(ends))[2]).toContain("all of it");
});

Deno.test("https server: many requests go by one connection, answered in their order", async () => {
  let atOnce = 0;
  let most = 0;
  const answer: Answer = async ({ url }) => {
    most = Math.max(most, ++atOnce);
    await new Promise((resolve) => setTimeout(resolve, 1));
    atOnce--;
    return new Response(`answer ${new URL(url).pathname};`);
  };
  await serving(answer, async (port) => {
    const socket = await dial(port);
    const heard = new Heard(socket);
    const paths = Array.from({ length: 30 }, (_, index) => `/${index}`);
    socket.write(paths.map((path) => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`).join(""));
    const text = await heard.until(/answer/, 30);
    expect([...text.matchAll(/answer (\S+);/g)].map(([, path]) => path)).toEqual(paths);
    expect(most).toBe(1);
    socket.destroy();
  }, { requestsPerConnection: 1000 });
});

Deno.test("https server: a connection may be idle for a time and no longer", async () => {
  await serving(() => new Response("here"), async (port, clock) => {
    const socket = await dial(port);
    const heard = new Heard(socket);
    for (let times = 1; times <= 3; times++) {
      socket.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      await heard.until(/here/, times);
      clock.advance(900);
    }
    expect(heard.closed).toBe(false);
    socket.write("GET / HTTP/1.1\r\nHost");
    clock.advance(100);
    await heard.end();
  }, { idleTime: 1_000 });
});

Deno.test("https server: a client is told to go on once its body is wanted", async () => {
  const answer: Answer = async (request) => {
    if (request.url.endsWith("/no")) return new Response("not wanted", { status: 401 });
    return new Response(`got ${await request.text()}`);
  };
  await serving(answer, async (port) => {
    const socket = await dial(port);
    const heard = new Heard(socket);
    const expecting = "Expect: 100-continue\r\n";
    socket.write(post("/yes", 4, expecting));
    await heard.until(/100 Continue\r\n\r\n/);
    socket.write("body" + post("/no", 4, expecting));
    const text = await heard.end();
    expect(text).toMatch(/got body/);
    expect(text).toMatch(/HTTP\/1\.1 401/);
    expect(text.match(/100 Continue/g)).toHaveLength(1);
  });
});

Deno.test("https server: a certificate is asked for, handed on, and not required", async () => {
  const seen: Connection[] = [];
  const answer: Answer = (_, connection) => {
    seen.push(connection);
    return new Response("here");
  };
  const own = await issueTlsCertificate(authority, {
    hosts: ["partner.example"],
    keyType: "p256",
    ...LONG_LIFE,
  }, random);
  await serving(answer, async (port) => {
    for (const options of [{}, { cert: own.certificatePem, key: own.privateKeyPem }]) {
      const socket = await dial(port, { ...options, ALPNProtocols: ["h2", "http/1.1"] });
      expect(socket.alpnProtocol).toBe("http/1.1");
      socket.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      await new Heard(socket).until(/here/);
      socket.destroy();
    }
    expect(seen.map(({ address }) => address)).toEqual(["127.0.0.1", "127.0.0.1"]);
    expect(seen[0]!.certificate).toBeNull();
    const pem = own.certificatePem.replaceAll(/-----[^-]+-----|\s/g, "");
    expect(seen[1]!.certificate!.toBase64()).toBe(pem);
  });
});
