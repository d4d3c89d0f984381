/**
 * The real transport envelope of `tests/fixtures`, taken apart without the project's own scanner.
 *
 * @module
 */

const PATH = new URL("../../fixtures/aruba-2023-busta-di-trasporto.eml", import.meta.url);

/** When the envelope was made. */
export const MADE = Date.UTC(2023, 7, 18, 15, 37, 13);

/** What a verifier needs of a multipart/signed. */
export interface SignedMessage {
  /** The first part in canonical form (RFC 8551 §3.1.1). */
  readonly content: Uint8Array;
  readonly p7s: Uint8Array;
}

/** Reads the envelope. */
export async function realEnvelope(): Promise<SignedMessage> {
  const bytes = await Deno.readFile(PATH);
  const text = new TextDecoder("latin1").decode(bytes).replaceAll("\n", "\r\n");
  const boundary = /boundary="([^"]+)"/.exec(text)?.[1];
  const [, first = "", second = ""] = text.split(`\r\n--${boundary}`);
  const body = second.slice(second.indexOf("\r\n\r\n") + 4);
  return {
    content: Uint8Array.from(first.slice(2), (character) => character.charCodeAt(0)),
    p7s: Uint8Array.fromBase64(body.replace(/\s/g, "")),
  };
}
