/**
 * What the page has in the place of node:buffer: octets as Latin-1 text and back, and base64url.
 * The names are those of node:buffer.
 *
 * @module
 */

/** As many characters as one call is given as arguments. */
const STRIDE = 8192;

class Octets extends Uint8Array {
  /** One character for each octet, whatever encoding is asked for: only Latin-1 ever is. */
  override toString(): string {
    let text = "";
    for (let start = 0; start < this.length; start += STRIDE) {
      text += String.fromCharCode(...this.subarray(start, start + STRIDE));
    }
    return text;
  }

  /** Writes the low eight bits of each character. */
  write(text: string): void {
    for (let index = 0; index < text.length; index++) this[index] = text.charCodeAt(index);
  }
}

/** Octets of a text in base64url, of a buffer or of a part of it; of octets a copy. */
function from(source: string | Uint8Array | ArrayBuffer, second?: unknown, third?: number): Octets {
  if (typeof source === "string") {
    return from(Uint8Array.fromBase64(source, { alphabet: "base64url" }));
  }
  if (source instanceof Uint8Array) return new Octets(source);
  return typeof second === "number" ? new Octets(source, second, third) : new Octets(source);
}

/** The part of node:buffer's Buffer that the verifier uses. */
export const Buffer: { readonly from: typeof from } = { from };
