/**
 * COMPRESS=DEFLATE between a session and its transport (RFC 4978).
 *
 * @module
 */
import { constants, createDeflateRaw, createInflateRaw } from "node:zlib";

/** Octets that may come out of one octet in: a bomb is no mail. */
const MOST_EXPANSION = 200;
/** Octets that may come out in any case. */
const FREE = 1024 * 1024;

/** Compresses what leaves and expands what comes. */
export class Compression {
  readonly #write: (bytes: Uint8Array) => Promise<void> | void;
  readonly #deflate = createDeflateRaw({ flush: constants.Z_SYNC_FLUSH, memLevel: 7 });
  readonly #inflate = createInflateRaw();
  #packed: Uint8Array[] = [];
  #in = 0;
  #out = 0;

  /**
   * @param write takes compressed bytes for the client
   * @param receive takes what the client has said
   * @param fail is called once where that cannot be read
   */
  constructor(
    write: (bytes: Uint8Array) => Promise<void> | void,
    receive: (bytes: Uint8Array) => void,
    fail: () => void,
  ) {
    this.#write = write;
    this.#deflate.on("data", (bytes: Uint8Array) => this.#packed.push(bytes));
    this.#inflate.on("error", fail);
    this.#inflate.on("data", (bytes: Uint8Array) => {
      this.#out += bytes.length;
      if (this.#out > FREE + this.#in * MOST_EXPANSION) {
        this.#inflate.destroy();
        return fail();
      }
      receive(bytes);
    });
  }

  /** Takes bytes from the client. */
  receive(bytes: Uint8Array): void {
    if (bytes.length === 0 || this.#inflate.destroyed) return;
    this.#in += bytes.length;
    this.#inflate.write(bytes);
  }

  /** Sends bytes to the client. */
  async send(bytes: Uint8Array): Promise<void> {
    if (this.#deflate.destroyed) return;
    await new Promise<void>((resolve) => {
      this.#deflate.write(bytes);
      this.#deflate.flush(constants.Z_SYNC_FLUSH, () => resolve());
    });
    const packed = this.#packed;
    this.#packed = [];
    for (const piece of packed) await this.#write(piece);
  }

  /** Ends both directions. */
  close(): void {
    this.#deflate.destroy();
    this.#inflate.destroy();
  }
}
