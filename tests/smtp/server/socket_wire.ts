/**
 * Dialogues against a server over real sockets.
 *
 * @module
 */
import type { Buffer } from "node:buffer";
import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { Wire } from "./dialogue.ts";

/** What is behind the server. */
interface Scene {
  readonly calls: string[];
  direct?(words: string): void;
}

/** A client of node:net and node:tls. */
export class SocketWire implements Wire {
  readonly #scene: Scene;
  #socket: Socket;
  #received = "";
  #ended = false;
  #wake = () => {};

  private constructor(socket: Socket, scene: Scene) {
    this.#socket = socket;
    this.#scene = scene;
    this.#listen();
  }

  /** Connects in the clear. */
  static async open(port: number, scene: Scene): Promise<SocketWire> {
    const socket = connect({ port, host: "127.0.0.1" });
    await new Promise((resolve, reject) => {
      socket.once("connect", resolve);
      socket.once("error", reject);
    });
    return new SocketWire(socket, scene);
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
    return this.#scene.calls.shift();
  }

  stage(words: string): void {
    if (!this.#scene.direct) throw new Error("Cannot change the scene: there is none");
    this.#scene.direct(words);
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
