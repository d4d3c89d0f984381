/**
 * A socket from which no more is read than is asked for, also under TLS.
 *
 * @module
 */
import type { Socket } from "node:net";
import { Duplex } from "node:stream";

/**
 * What lies between a socket and the TLS on it. Deno's TLSSocket goes on reading while it is paused,
 * and keeps what comes in memory (2.9.6): here it gets nothing while the gate is shut. What it has
 * got by then stays below half a megabyte.
 */
export class GatedSocket extends Duplex {
  readonly #socket: Socket;
  #shut = false;
  /** Whether TLS has asked for more than there is. */
  #wanted = false;

  /** Takes over a socket. */
  constructor(socket: Socket) {
    super();
    this.#socket = socket;
    socket.pause();
    socket.on("data", (chunk: Uint8Array) => {
      // Deno reads up to 2 MB at once, before TLS has its turn and somebody may shut the gate.
      socket.pause();
      this.#wanted = this.push(chunk);
      setImmediate(() => this.#readOn());
    });
    socket.once("end", () => this.push(null));
    // Whatever goes wrong on a socket, `close` follows.
    socket.on("error", () => {});
    socket.once("close", () => this.destroy());
  }

  /** Lets nothing in. */
  shut(): void {
    this.#shut = true;
    this.#socket.pause();
  }

  /** Lets everything in. */
  open(): void {
    this.#shut = false;
    this.#readOn();
  }

  /** More may come. */
  override _read(): void {
    if (this.#wanted) return;
    this.#wanted = true;
    this.#readOn();
  }

  /** Goes out as it is. */
  override _write(
    chunk: Uint8Array,
    _encoding: string,
    done: (error?: Error | null) => void,
  ): void {
    this.#socket.write(chunk, done);
  }

  /** Nothing more goes out. */
  override _final(done: (error?: Error | null) => void): void {
    this.#socket.end(done);
  }

  /** The socket goes with it. */
  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#socket.destroy();
    done(error);
  }

  #readOn(): void {
    if (this.#wanted && !this.#shut) this.#socket.resume();
  }
}
