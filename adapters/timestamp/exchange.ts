/**
 * One question and one answer over HTTP (RFC 3161 §3.4), within bounds of time and size.
 *
 * @module
 */
import { type Clock, SECOND } from "../../events/instant.ts";
import { concat } from "../documents/mime/octets.ts";
import { LARGEST_ANSWER } from "./response.ts";

/** How long an authority may take for it all, in milliseconds; they answer within one second. */
export const LONGEST_EXCHANGE: number = 30 * SECOND;

/**
 * What an authority answers to a TimeStampReq: at most {@link LARGEST_ANSWER} bytes.
 *
 * @throws {Error} for any status but 200, an answer that is too long, a redirection, and where none
 *   comes in time.
 * @throws the reason of `signal` when it aborts.
 */
export async function postRequest(
  url: string,
  request: Uint8Array<ArrayBuffer>,
  clock: Clock,
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const expiry = new AbortController();
  const done = new AbortController();
  const expire = () => expiry.abort(new Error(`Cannot ask ${url}: no answer in time`));
  clock.until(clock.now() + LONGEST_EXCHANGE, done.signal).then(expire, () => {});
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/timestamp-query" },
      body: request,
      redirect: "error",
      signal: AbortSignal.any([signal, expiry.signal]),
    });
    if (response.status === 200 && response.body !== null) {
      return await collect(response.body, url);
    }
    await response.body?.cancel();
    throw new Error(`Cannot ask ${url}: the server answers ${response.status}`);
  } finally {
    done.abort();
  }
}

async function collect(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  url: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop cancels the stream.
  for await (const chunk of body) {
    size += chunk.length;
    if (size > LARGEST_ANSWER) {
      throw new Error(`Cannot ask ${url}: the answer has more than ${LARGEST_ANSWER} bytes`);
    }
    chunks.push(chunk);
  }
  return concat(chunks);
}
