/**
 * An IMAP session without a socket, and its client.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { constants, createInflateRaw, deflateRawSync, type InflateRaw } from "node:zlib";
import type { ImapPorts } from "../../adapters/imap/server/context.ts";
import type { ImapLimits } from "../../adapters/imap/server/limits.ts";
import { Session } from "../../adapters/imap/server/session.ts";
import type { Transport } from "../../adapters/net/transport.ts";
import type { Client } from "./play.ts";
import { Responses } from "./responses.ts";

/** The name of the server in all dialogues. */
export const NAME = "imap.alfa.example";

/** Turns of the event loop that compressed responses may take: zlib works on other threads. */
const PATIENCE = 2000;

/** What a session is given. */
export interface SessionOptions {
  /** What the session works with; `waiting` brackets what only time can end. */
  readonly ports: (waiting: Waiting) => ImapPorts;
  readonly limits: ImapLimits;
  readonly tls: "implicit" | "on request";
  /** Octets of the pieces in which the client's bytes come. */
  readonly cut: number;
}

/** Is told when a session begins to wait for something that only the test can bring about. */
export interface Waiting {
  block(): void;
  unblock(): void;
}

/** A session, driven as a connection would. */
export class SessionWire implements Client, Waiting {
  readonly session: Session;
  readonly #cut: number;
  readonly #gone = new AbortController();
  readonly #transport: Transport;
  readonly #responses = new Responses();
  #inflate: InflateRaw | null = null;
  #closed = false;
  #running: Promise<void> | null = null;
  #more = false;
  #failure: unknown = null;
  #blocked = false;
  #blocking = Promise.withResolvers<void>();
  #handshake: (() => void) | null = null;

  constructor({ ports, limits, tls, cut }: SessionOptions) {
    this.#cut = cut;
    this.#transport = {
      gone: this.#gone.signal,
      write: (bytes) => this.#take(bytes),
      secure: (lastWords) => this.#secure(lastWords),
      end: (lastWords) => {
        this.#take(lastWords);
        this.#closed = true;
      },
      destroy: () => this.#closed = true,
    };
    this.session = new Session(
      {
        ports: ports(this),
        limits,
        name: NAME,
        remote: { address: "192.0.2.1", port: 40_000 },
        implicitTls: tls === "implicit",
      },
      { wake: () => this.wake() },
    );
    this.wake();
  }

  /** See `Host.wake`. */
  wake(): void {
    this.#more = true;
    this.#running ??= this.#run().finally(() => this.#running = null);
  }

  /** Whether there is nothing to do until the test does something. */
  get settled(): boolean {
    return this.#running === null || this.#blocked;
  }

  /** Resolves when the session has done what it can. */
  async settle(): Promise<void> {
    while (!this.settled) await Promise.race([this.#running, this.#blocking.promise]);
    if (this.#failure !== null) throw this.#failure;
  }

  /** See {@linkcode Waiting}. */
  block(): void {
    this.#blocked = true;
    this.#blocking.resolve();
  }

  /** See {@linkcode Waiting}. */
  unblock(): void {
    this.#blocked = false;
    this.#blocking = Promise.withResolvers();
  }

  async send(bytes: Buffer): Promise<void> {
    const said = this.#inflate
      ? deflateRawSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH })
      : bytes;
    await this.settle();
    for (let at = 0; at < said.length; at += this.#cut) {
      // What comes while the server waits for the handshake is no command, whatever it says.
      if (this.#closed || this.#handshake) return;
      this.session.receive(said.subarray(at, at + this.#cut));
      this.wake();
      await this.settle();
    }
  }

  async response(): Promise<string | null> {
    for (let turn = 0; turn < PATIENCE; turn++) {
      await this.settle();
      const response = this.#responses.take();
      if (response !== undefined) return response;
      if (this.#inflate === null && (this.#closed || !this.#blocked)) break;
      await new Promise((resolve) => setImmediate(resolve));
    }
    if (this.#closed) return null;
    throw new Error("there is no response");
  }

  async unread(): Promise<string | undefined> {
    await this.settle();
    return this.#responses.take();
  }

  async tls(): Promise<void> {
    await this.settle();
    if (!this.#handshake) throw new Error("Cannot start TLS: the server does not expect it");
    this.#shakeHands();
    await this.settle();
  }

  deflate(): void {
    const inflate = createInflateRaw();
    inflate.on("data", (bytes: Uint8Array) => this.#hear(bytes));
    this.#inflate = inflate;
  }

  /** The alarm of the connection rings, if it has to. */
  async expire(): Promise<void> {
    this.session.expire();
    this.wake();
    await this.settle();
  }

  async disconnect(): Promise<void> {
    this.#gone.abort();
    this.session.disconnect();
    this.#shakeHands();
    this.wake();
    await this.#running;
    this.#closed = true;
    this.#inflate?.destroy();
  }

  async #run(): Promise<void> {
    try {
      while (this.#more) {
        this.#more = false;
        while (await this.session.step(this.#transport));
      }
    } catch (error) {
      this.#failure = error;
    }
  }

  #secure(lastWords: Uint8Array): Promise<void> {
    this.#take(lastWords);
    return new Promise((resolve) => {
      this.#handshake = () => {
        this.unblock();
        resolve();
      };
      this.block();
    });
  }

  #shakeHands(): void {
    this.#handshake?.();
    this.#handshake = null;
  }

  #take(bytes: Uint8Array): void {
    if (this.#inflate) this.#inflate.write(bytes);
    else this.#hear(bytes);
  }

  #hear(bytes: Uint8Array): void {
    this.#responses.add(Buffer.from(bytes).toString("latin1"));
  }
}
