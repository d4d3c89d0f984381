/**
 * A name server on loopback, by UDP and TCP on the same port, that answers as a test says.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { createSocket } from "node:dgram";
import { type AddressInfo, createServer } from "node:net";
import codec from "dns-packet";
import type { NameServer } from "../../adapters/dns/servers.ts";

/** A query as it came. */
export interface Query {
  readonly id: number;
  readonly name: string;
  readonly type: string;
  readonly transport: "udp" | "tcp";
  readonly edns: boolean;
  /** Source port. */
  readonly port: number;
}

/** What goes into an answer; everything absent is as it should be. */
export interface Reply {
  readonly rcode?: "NOERROR" | "FORMERR" | "SERVFAIL" | "NXDOMAIN" | "REFUSED";
  readonly answers?: readonly unknown[];
  readonly authorities?: readonly unknown[];
  readonly truncated?: boolean;
  readonly id?: number;
  readonly question?: { readonly name: string; readonly type: string } | null;
}

const RCODES = { NOERROR: 0, FORMERR: 1, SERVFAIL: 2, NXDOMAIN: 3, REFUSED: 5 };

/** Encodes an answer to a query. */
export function encodeReply(query: Query, reply: Reply): Buffer {
  const question = reply.question === undefined ? query : reply.question;
  return codec.encode({
    type: "response",
    id: reply.id ?? query.id,
    flags: 0x0180 | (reply.truncated ? 0x0200 : 0) | RCODES[reply.rcode ?? "NOERROR"],
    questions: question ? [{ name: question.name, type: question.type, class: "IN" }] : [],
    answers: reply.answers ?? [],
    authorities: reply.authorities ?? [],
  });
}

/** Replies to a query: messages, each an answer or raw bytes. */
export type Answering = (query: Query) => readonly (Reply | Uint8Array)[];

export class TestNameServer {
  readonly queries: Query[] = [];
  readonly address: NameServer;
  readonly #close: () => Promise<void>;

  private constructor(address: NameServer, close: () => Promise<void>) {
    this.address = address;
    this.#close = close;
  }

  static async start(answering: Answering): Promise<TestNameServer> {
    const tcp = createServer((socket) => {
      socket.on("error", () => undefined);
      socket.on("data", (bytes: Buffer) => {
        for (const message of answer(bytes.subarray(2), "tcp", socket.remotePort!)) {
          // In two pieces, as TCP may deliver it.
          const framed = Buffer.concat([Buffer.alloc(2), message]);
          framed.writeUInt16BE(message.length);
          socket.write(framed.subarray(0, 1));
          socket.write(framed.subarray(1));
        }
      });
    });
    await new Promise<void>((resolve) => tcp.listen(0, "127.0.0.1", resolve));
    const { port } = tcp.address() as AddressInfo;
    const udp = createSocket("udp4");
    udp.on("message", (bytes, from) => {
      for (const message of answer(bytes, "udp", from.port)) {
        udp.send(message, from.port, from.address);
      }
    });
    await new Promise<void>((resolve) => udp.bind(port, "127.0.0.1", resolve));
    const server = new TestNameServer({ address: "127.0.0.1", port }, async () => {
      await new Promise<void>((resolve) => udp.close(() => resolve()));
      await new Promise<void>((resolve) => tcp.close(() => resolve()));
    });
    function answer(bytes: Uint8Array, transport: Query["transport"], port: number): Uint8Array[] {
      const message = codec.decode(Buffer.from(bytes));
      const { name, type } = message.questions[0];
      const query = {
        id: message.id,
        name,
        type,
        transport,
        port,
        edns: message.additionals.length > 0,
      };
      server.queries.push(query);
      return answering(query).map((reply) =>
        reply instanceof Uint8Array ? reply : encodeReply(query, reply)
      );
    }
    return server;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#close();
  }
}
