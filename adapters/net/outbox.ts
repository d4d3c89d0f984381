/**
 * Gathers what goes to a client, so that many small pieces leave in few large writes.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import type { Transport } from "./transport.ts";

/** Octets that are sent at once: a write costs more than copying that much. */
const FULL = 64 * 1024;

/** What waits to be sent to one client. Empty, it holds no memory to speak of. */
export class Outbox {
  #pieces: Uint8Array[] = [];
  #size = 0;

  /** Takes bytes that must not change any more. See {@linkcode Transport.write} for the promise. */
  put(bytes: Uint8Array, transport: Transport): Promise<void> | void {
    if (bytes.length === 0) return;
    this.#pieces.push(bytes);
    this.#size += bytes.length;
    if (this.#size >= FULL) return this.flush(transport);
  }

  /** Sends everything. See {@linkcode Transport.write} for the promise. */
  flush(transport: Transport): Promise<void> | void {
    if (this.#size > 0) return transport.write(this.take());
  }

  /** Takes everything out, for {@linkcode Transport.secure} and {@linkcode Transport.end}. */
  take(): Uint8Array {
    const [first] = this.#pieces;
    const all = first && this.#pieces.length === 1 ? first : Buffer.concat(this.#pieces);
    if (first) this.#pieces = [];
    this.#size = 0;
    return all;
  }
}
