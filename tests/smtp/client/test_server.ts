/**
 * A small SMTP server on loopback whose replies a test may choose.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { createSecureContext, TLSSocket } from "node:tls";

/** How the server behaves. */
export interface Behaviour {
  /** Extensions offered after EHLO. Default: PIPELINING, 8BITMIME, SIZE. */
  readonly extensions?: readonly string[];
  /** The greeting; null: never greets. */
  readonly greeting?: string | null;
  /** A reply in place of the usual one. `null`: hangs up. `""`: stays silent. */
  readonly reply?: (verb: string, line: string) => string | null | undefined;
  /** Offers STARTTLS; "broken": answers the handshake with nonsense. */
  readonly tls?: { readonly key: string; readonly cert: string } | "broken";
  /** Forgets the bytes of messages, counts them only. */
  readonly discard?: boolean;
}

/** A message as it arrived. */
export interface Arrived {
  readonly from: string;
  readonly to: readonly string[];
  readonly bytes: Buffer;
  readonly length: number;
  readonly secure: boolean;
}

const END = Buffer.from("\r\n.\r\n");

/** The server and what it has seen. */
export class TestServer {
  readonly messages: Arrived[] = [];
  readonly commands: string[] = [];
  /** Bytes of content received in all. */
  received = 0;
  connections = 0;
  open = 0;
  mostOpen = 0;
  readonly #server: Server;
  readonly #behaviour: Behaviour;
  readonly #sockets = new Set<Socket>();
  #closed: (() => void)[] = [];

  private constructor(behaviour: Behaviour) {
    this.#behaviour = behaviour;
    this.#server = createServer((socket) => this.#accept(socket));
  }

  static async start(behaviour: Behaviour = {}): Promise<TestServer> {
    const server = new TestServer(behaviour);
    await new Promise<void>((resolve) => server.#server.listen(0, "127.0.0.1", resolve));
    return server;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Resolves when no connection is open. */
  async idle(): Promise<void> {
    if (this.open > 0) await new Promise<void>((resolve) => this.#closed.push(resolve));
  }

  /** Cuts all connections. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #accept(socket: Socket): void {
    this.connections++;
    this.open++;
    this.mostOpen = Math.max(this.mostOpen, this.open);
    this.#sockets.add(socket);
    socket.setNoDelay(true);
    socket.on("error", () => undefined);
    socket.on("close", () => {
      this.#sockets.delete(socket);
      if (--this.open === 0) this.#closed.splice(0).forEach((resolve) => resolve());
    });
    const { greeting = "220 mx.beta.example ESMTP" } = this.#behaviour;
    if (greeting !== null) socket.write(`${greeting}\r\n`);
    this.#converse(socket, false);
  }

  #converse(socket: Socket, secure: boolean): void {
    let from: string | undefined;
    let to: string[] = [];
    let data: Buffer[] | undefined;
    let length = 0;
    let tail: Buffer = Buffer.alloc(0);
    let rest: Buffer = Buffer.alloc(0);
    const answer = (verb: string, line: string, usual: string): string | null => {
      this.commands.push(line);
      const chosen = this.#behaviour.reply?.(verb, line);
      const reply = chosen === undefined ? usual : chosen;
      if (reply === null) socket.destroy();
      else if (reply !== "") socket.write(`${reply}\r\n`);
      return reply;
    };
    const onCommand = (line: string): void => {
      const verb = line.split(/[ :]/)[0]!.toUpperCase();
      switch (verb) {
        case "EHLO": {
          const extensions = this.#behaviour.extensions ?? ["PIPELINING", "8BITMIME", "SIZE"];
          const offered = this.#behaviour.tls && !secure ? [...extensions, "STARTTLS"] : extensions;
          const lines = ["mx.beta.example", ...offered];
          answer(
            verb,
            line,
            lines.map((l, i) => `250${i < lines.length - 1 ? "-" : " "}${l}`).join("\r\n"),
          );
          return;
        }
        case "STARTTLS": {
          socket.pause();
          socket.removeAllListeners("data");
          const { tls } = this.#behaviour;
          const reply = answer(verb, line, tls ? "220 go" : "502 no");
          if (tls === "broken") {
            socket.once("data", () => socket.end("this is no handshake\r\n"));
            socket.resume();
          } else if (reply?.startsWith("220") && tls) {
            const secureContext = createSecureContext(tls);
            const upgraded = new TLSSocket(socket, { isServer: true, secureContext });
            upgraded.on("error", () => socket.destroy());
            this.#converse(upgraded, true);
          } else {
            this.#converse(socket, secure);
            socket.resume();
          }
          return;
        }
        case "RSET":
          from = undefined;
          answer(verb, line, "250 2.0.0 ok");
          return;
        case "MAIL":
          if (from !== undefined) {
            answer("503", line, "503 5.5.1 nested MAIL");
            return;
          }
          if (answer(verb, line, "250 2.1.0 ok")?.startsWith("2")) [from, to] = [path(line), []];
          return;
        case "RCPT":
          if (from === undefined) answer("503", line, "503 5.5.1 MAIL first");
          else if (answer(verb, line, "250 2.1.5 ok")?.startsWith("2")) to.push(path(line));
          return;
        case "DATA":
          if (
            answer(verb, line, to.length > 0 ? "354 go" : "554 5.5.1 no recipients")?.startsWith(
              "3",
            )
          ) {
            [data, length, tail] = [[], 0, Buffer.from("\r\n")];
          }
          return;
        case "QUIT":
          answer(verb, line, "221 bye");
          socket.end();
          return;
        default:
          answer(verb, line, "250 2.0.0 ok");
      }
    };
    const onContent = (chunk: Buffer): Buffer => {
      const window = Buffer.concat([tail, chunk]);
      const end = window.indexOf(END);
      const used = end < 0 ? chunk.length : end + END.length - tail.length;
      if (!this.#behaviour.discard) data!.push(chunk.subarray(0, used));
      length += used;
      this.received += used;
      if (end < 0) {
        tail = window.subarray(-(END.length - 1));
        return Buffer.alloc(0);
      }
      const raw = Buffer.concat(data!);
      data = undefined;
      const sender = from!;
      from = undefined;
      if (answer("CONTENT", ".", "250 2.0.0 queued as 1")?.startsWith("2")) {
        this.messages.push({ from: sender, to, bytes: unstuff(raw), length: length - 3, secure });
      }
      return chunk.subarray(used);
    };
    socket.on("data", (chunk: Buffer) => {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      while (rest.length > 0 && !socket.destroyed) {
        if (data) {
          rest = onContent(rest);
          continue;
        }
        const end = rest.indexOf("\r\n");
        if (end < 0) return;
        const line = rest.subarray(0, end).toString("utf8");
        rest = rest.subarray(end + 2);
        onCommand(line);
      }
    });
  }
}

function path(line: string): string {
  return /<(.*)>/.exec(line)![1]!;
}

/** Removes the final dot and the doubled ones. */
function unstuff(raw: Buffer): Buffer {
  const text = raw.toString("latin1").replace(/\.\r\n$/, "").replace(/^\.\./gm, ".");
  return Buffer.from(text, "latin1");
}
