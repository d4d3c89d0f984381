/**
 * What goes to the client, gathered into large writes.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { Turn } from "../../clock.ts";
import { octetsOf } from "../../documents/mime/octets.ts";

/** Octets that are gathered before they are sent. */
const FULL = 64 * 1024;

/** A response has been sent in part, and its rest cannot be. */
export class BrokenOff extends Error {
  override readonly name = "BrokenOff";
}

/** Takes responses; hands them on when there are many, or when it is told to. */
export class Output {
  readonly #send: (bytes: Uint8Array) => Promise<void> | void;
  /** Begins with the first spill after a rest. */
  #turn: Turn | null = null;
  #text = "";
  #pieces: Uint8Array[] = [];
  #octets = 0;

  /** `send` resolves once the client has taken so much that more may follow. */
  constructor(send: (bytes: Uint8Array) => Promise<void> | void) {
    this.#send = send;
  }

  /** Adds text; each character is one octet. */
  text(text: string): void {
    this.#text += text;
  }

  /** Adds an untagged response line. */
  untagged(text: string): void {
    this.#text += `* ${text}\r\n`;
  }

  /** Adds octets, which must not change any more. */
  bytes(bytes: Uint8Array): void {
    this.#seal();
    this.#pieces.push(bytes);
    this.#octets += bytes.length;
  }

  /** Whether it is time for {@linkcode Output.spill}. */
  get full(): boolean {
    return this.#octets + this.#text.length >= FULL;
  }

  /**
   * Sends what has gathered of much. A client that takes everything at once must not have the
   * server for itself: others have their turn.
   */
  async spill(): Promise<void> {
    const turn = this.#turn ??= new Turn();
    await this.flush();
    if (turn.over) await turn.pass();
  }

  /** The client is waited for, and others have their turn. */
  rest(): void {
    this.#turn = null;
  }

  /** Sends what has gathered. */
  async flush(): Promise<void> {
    const bytes = this.take();
    if (bytes.length > 0) await this.#send(bytes);
  }

  /** What has gathered; it counts as sent. */
  take(): Uint8Array {
    this.#seal();
    const bytes = this.#pieces.length === 1 ? this.#pieces[0]! : Buffer.concat(this.#pieces);
    this.#pieces = [];
    this.#octets = 0;
    return bytes;
  }

  #seal(): void {
    if (this.#text === "") return;
    const bytes = octetsOf(this.#text);
    this.#pieces.push(bytes);
    this.#octets += bytes.length;
    this.#text = "";
  }
}
