/**
 * COMPRESS=DEFLATE between a session and its transport (RFC 4978).
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { constants, createDeflateRaw, createInflateRaw } from "node:zlib";

/** Octets that are expanded at once: DEFLATE makes a thousand times as many of them at most. */
const PIECE = 4096;

/** Compresses what leaves and expands what comes. */
export class Compression {
  readonly #deflate = createDeflateRaw({ flush: constants.Z_SYNC_FLUSH, memLevel: 7 });
  readonly #inflate = createInflateRaw();
  /** What has been compressed and not been taken. */
  #packed: Uint8Array[] = [];
  /** What has come and not been expanded. */
  #received: Uint8Array[] = [];
  /** What has been expanded and not been taken. */
  #expanded: Uint8Array[] = [];

  /** Begins both directions. */
  constructor() {
    this.#deflate.on("data", (bytes: Uint8Array) => this.#packed.push(bytes));
    this.#inflate.on("data", (bytes: Uint8Array) => this.#expanded.push(bytes));
    this.#inflate.on("error", () => {});
  }

  /** Takes bytes from the client. */
  receive(bytes: Uint8Array): void {
    if (bytes.length > 0) this.#received.push(bytes);
  }

  /** Whether there is something to expand. */
  get waits(): boolean {
    return this.#received.length > 0;
  }

  /**
   * Expands the next piece of what the client has sent: a bomb becomes no larger than what is taken
   * away in time. Rejects where it is not compressed, or where the client has ended its stream.
   */
  async expand(): Promise<Uint8Array> {
    const [first = new Uint8Array(), ...others] = this.#received;
    const rest = first.subarray(PIECE);
    this.#received = rest.length > 0 ? [rest, ...others] : others;
    await new Promise<void>((resolve, reject) => {
      const end = () => reject(new Error("Cannot expand: the stream has ended"));
      this.#inflate.once("end", end);
      this.#inflate.write(first.subarray(0, PIECE), (error) => {
        this.#inflate.off("end", end);
        const fault = error ?? this.#inflate.errored;
        if (fault) reject(fault);
        else resolve();
      });
    });
    const expanded = Buffer.concat(this.#expanded);
    this.#expanded = [];
    return expanded;
  }

  /** Compresses bytes for the client. */
  async compress(bytes: Uint8Array): Promise<Uint8Array> {
    await new Promise<void>((resolve) => {
      this.#deflate.write(bytes);
      this.#deflate.flush(constants.Z_SYNC_FLUSH, () => resolve());
    });
    const packed = Buffer.concat(this.#packed);
    this.#packed = [];
    return packed;
  }

  /** Ends both directions. */
  close(): void {
    this.#deflate.destroy();
    this.#inflate.destroy();
  }
}
