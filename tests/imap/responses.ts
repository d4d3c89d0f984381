/**
 * Cuts what an IMAP server sends into responses.
 *
 * @module
 */

/** Bytes that have come, as Latin-1 text. */
export class Responses {
  #text = "";

  /** Adds what has come. */
  add(text: string): void {
    this.#text += text;
  }

  /** How many octets wait. */
  get length(): number {
    return this.#text.length;
  }

  /** The next response with the literals in it, without its CRLF; undefined where it lacks some. */
  take(): string | undefined {
    for (let at = 0;;) {
      const end = this.#text.indexOf("\r\n", at);
      if (end < 0) return undefined;
      const size = /\{(\d+)\}$/.exec(this.#text.slice(at, end))?.[1];
      if (size === undefined) {
        const response = this.#text.slice(0, end);
        this.#text = this.#text.slice(end + 2);
        return response;
      }
      at = end + 2 + Number(size);
      if (at > this.#text.length) return undefined;
    }
  }
}
