/**
 * Dialogues against a server over real sockets.
 *
 * @module
 */
import type { Buffer } from "node:buffer";
import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { Wire } from "./dialogue.ts";
import type { ScriptedHandler } from "./scripted_handler.ts";

/** A client of node:net and node:tls. */
export class SocketWire implements Wire {
  readonly #handler: ScriptedHandler;
  #socket: Socket;
  #received = "";
  #ended = false;
  #wake = () => {};

  private constructor(socket: Socket, handler: ScriptedHandler) {
    this.#socket = socket;
    this.#handler = handler;
    this.#listen();
  }

  /** Connects in the clear. */
  static async open(port: number, handler: ScriptedHandler): Promise<SocketWire> {
    const socket = connect({ port, host: "127.0.0.1" });
    await new Promise((resolve, reject) => {
      socket.once("connect", resolve);
      socket.once("error", reject);
    });
    return new SocketWire(socket, handler);
  }

  send(bytes: Buffer): Promise<void> {
    this.#socket.write(bytes);
    return Promise.resolve();
  }

  async line(): Promise<string | null> {
    for (;;) {
      const end = this.#received.indexOf("\r\n");
      if (end >= 0) {
        const line = this.#received.slice(0, end);
        this.#received = this.#received.slice(end + 2);
        return line;
      }
      if (this.#ended) return null;
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
  }

  async tls(): Promise<void> {
    this.#socket.removeAllListeners("data");
    this.#socket.removeAllListeners("close");
    const socket = connectTls({ socket: this.#socket, rejectUnauthorized: false });
    this.#socket = socket;
    this.#listen();
    await new Promise<void>((resolve) => {
      socket.once("secureConnect", resolve);
      socket.once("close", resolve);
    });
  }

  wait(): Promise<void> {
    return Promise.reject(new Error("Cannot wait: sockets don't run on simulated time"));
  }

  async disconnect(): Promise<void> {
    this.#socket.destroy();
    while (!this.#ended) await new Promise<void>((resolve) => this.#wake = resolve);
  }

  call(): string | undefined {
    return this.#handler.calls.shift();
  }

  #listen(): void {
    this.#socket.on("data", (chunk: Buffer) => {
      this.#received += chunk.toString("latin1");
      this.#wake();
    });
    this.#socket.on("error", () => {});
    this.#socket.once("close", () => {
      this.#ended = true;
      this.#wake();
    });
  }
}
