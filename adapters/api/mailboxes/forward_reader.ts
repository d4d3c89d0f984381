/**
 * Reads ranges of bytes that can only be had from their beginning, such as those of an encoded part.
 *
 * @module
 */

/**
 * A reader that goes on where it stands as long as it is asked for what lies ahead: whoever asks in
 * ascending order reads the source once. One range at a time.
 */
export class ForwardReader {
  readonly #open: () => AsyncIterable<Uint8Array>;
  #source: AsyncIterator<Uint8Array> | null = null;
  /** What has come of the source and was not asked for yet. */
  #chunk: Uint8Array = new Uint8Array();
  /** Offset of the chunk's first byte. */
  #at = 0;

  /** @param open begins the source anew. */
  constructor(open: () => AsyncIterable<Uint8Array>) {
    this.#open = open;
  }

  /** The bytes from `start` up to, not including, `end`; fewer where the source ends before. */
  async *read(start: number, end: number): AsyncGenerator<Uint8Array> {
    if (start < this.#at) await this.close();
    this.#source ??= this.#open()[Symbol.asyncIterator]();
    while (this.#at < end) {
      if (this.#chunk.length === 0) {
        const { value, done } = await this.#source.next();
        if (done) return;
        this.#chunk = value;
      }
      const skipped = Math.min(Math.max(start - this.#at, 0), this.#chunk.length);
      const piece = this.#chunk.subarray(skipped, Math.max(skipped, end - this.#at));
      this.#chunk = this.#chunk.subarray(skipped + piece.length);
      this.#at += skipped + piece.length;
      if (piece.length > 0) yield piece;
    }
  }

  /** Lets the source go; another range begins it anew. */
  async close(): Promise<void> {
    const source = this.#source;
    this.#source = null;
    this.#chunk = new Uint8Array();
    this.#at = 0;
    await source?.return?.();
  }
}
