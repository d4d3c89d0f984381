/**
 * The SASL mechanism PLAIN (RFC 4616), the same in every protocol.
 *
 * @module
 */
import { Buffer } from "node:buffer";

/** What a client has shown, or why it cannot be read. */
export type PlainResponse =
  | { readonly user: string; readonly password: string }
  | { readonly fault: string };

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** The text of a response as it goes over the wire; null if it is not base64 of UTF-8. */
export function decodeResponse(line: string): string | null {
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(line)) return null;
  try {
    return utf8.decode(Buffer.from(line, "base64"));
  } catch {
    return null;
  }
}

/** Reads a decoded response: authorization identity, authentication identity, password. */
export function readPlain(response: string): PlainResponse {
  const [authorization, user, password, ...more] = response.split("\0");
  if (user === undefined || password === undefined || more.length > 0) {
    return { fault: "Cannot read the PLAIN response" };
  }
  // Nobody acts for another account.
  if (authorization !== "" && authorization !== user) {
    return { fault: "Cannot act as another user" };
  }
  // RFC 4616 §2: neither is empty.
  return user === "" || password === ""
    ? { fault: "Cannot read the credentials: one is empty" }
    : { user, password };
}
