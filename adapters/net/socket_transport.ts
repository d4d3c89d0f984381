/**
 * A client's socket: in the clear, then maybe under TLS.
 *
 * @module
 */
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { type SecureContext, TLSSocket } from "node:tls";
import type { Clock } from "../../events/instant.ts";
import { GatedSocket } from "./gated_socket.ts";
import type { Transport } from "./transport.ts";

/** Who is told of what happens on a transport. */
export interface TransportOwner {
  /** Bytes have come. */
  received(chunk: Uint8Array): void;
  /** Nothing goes on until the client does something: reads what was written, or shakes hands. */
  waiting(): void;
  /** The socket is closed. */
  lost(): void;
}

/** What transports of one server have in common. */
export interface TransportSettings {
  readonly secureContext: SecureContext;
  readonly clock: Clock;
  /** How long a client may take to read the last words before its connection is cut. */
  readonly lingerTime: number;
}

/** Whatever goes wrong on a socket, `close` follows. */
const ignore = () => {};

/** A transport on a socket. It holds no bytes itself. */
export class SocketTransport implements Transport {
  readonly #owner: TransportOwner;
  readonly #settings: TransportSettings;
  readonly #gone = new AbortController();
  #socket: Socket;
  /** What lies under TLS. */
  #gate: GatedSocket | null = null;

  /** Takes over a paused socket. Nothing is read before `listen`, `secure` or `resume`. */
  constructor(socket: Socket, owner: TransportOwner, settings: TransportSettings) {
    this.#owner = owner;
    this.#settings = settings;
    this.#socket = socket;
    socket.setNoDelay(true);
    this.#watch(socket);
  }

  get gone(): AbortSignal {
    return this.#gone.signal;
  }

  /** From now on bytes go to the owner. */
  listen(): void {
    this.#socket.on("data", this.#receive);
  }

  /** Reads no more. */
  pause(): void {
    this.#gate?.shut();
    this.#socket.pause();
  }

  /** Reads on. */
  resume(): void {
    this.#gate?.open();
    this.#socket.resume();
  }

  write(bytes: Uint8Array): Promise<void> | void {
    if (bytes.length === 0 || this.#gone.signal.aborted || this.#socket.write(bytes)) return;
    this.#owner.waiting();
    return this.#event("drain");
  }

  async secure(lastWords: Uint8Array): Promise<void> {
    this.#socket.pause();
    this.#socket.off("data", this.#receive);
    await this.write(lastWords);
    this.#owner.waiting();
    const { secureContext } = this.#settings;
    const gate = new GatedSocket(this.#socket);
    const socket = new TLSSocket(gate, { isServer: true, secureContext });
    // To TLS on a closed gate anything can be written, and without end: the socket's own `close`
    // would never have its turn.
    this.#watch(gate);
    this.#watch(socket);
    this.#gate = gate;
    this.#socket = socket;
    await this.#event("secure");
    this.listen();
  }

  end(lastWords: Uint8Array): void {
    this.#socket.end(lastWords);
    this.cut();
  }

  /** Closes after a moment for reading the last words: at once could take them away. */
  async cut(): Promise<void> {
    const { clock, lingerTime } = this.#settings;
    await clock.until(clock.now() + lingerTime, this.#gone.signal).catch(ignore);
    this.#socket.destroy();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  readonly #receive = (chunk: Uint8Array): void => this.#owner.received(chunk);

  /** Waits for an event of the socket, or for the socket's end. */
  #event(name: "drain" | "secure"): Promise<void> {
    const socket = this.#socket;
    const gone = this.#gone.signal;
    if (gone.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      function done(): void {
        socket.off(name, done);
        gone.removeEventListener("abort", done);
        resolve();
      }
      socket.on(name, done);
      gone.addEventListener("abort", done);
    });
  }

  #watch(socket: Duplex): void {
    socket.on("error", ignore);
    socket.once("close", this.#lost);
  }

  readonly #lost = (): void => {
    if (this.#gone.signal.aborted) return;
    this.#gone.abort();
    this.#socket.destroy();
    this.#owner.lost();
  };
}
