/**
 * One question and one answer over HTTP, within bounds of time and size.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import type { Clock, Instant } from "../../events/instant.ts";

/** What is sent, and how much is taken. */
export interface DownloadRequest {
  readonly url: string;
  /** Sent with POST; a GET where absent. */
  readonly body?: { readonly type: string; readonly bytes: Uint8Array<ArrayBuffer> };
  /** The most bytes that are taken. */
  readonly limit: number;
  /** How long the whole exchange may take, in milliseconds. */
  readonly time: number;
  /** `follow`: where the server says that it lies elsewhere. `error`: that is a fault. */
  readonly redirect: "error" | "follow";
}

/**
 * The body of an answer with status 200.
 *
 * @throws {Error} for any other answer, one that is too long, and none in time.
 * @throws the reason of `signal` when it aborts.
 */
export async function download(
  { url, body, limit, time, redirect }: DownloadRequest,
  clock: Clock,
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  using deadline = new Deadline(clock, clock.now() + time);
  const response = await fetch(url, {
    redirect,
    signal: AbortSignal.any([signal, deadline.signal]),
    ...(body && { method: "POST", headers: { "Content-Type": body.type }, body: body.bytes }),
  });
  if (response.status === 200 && response.body !== null) {
    return await collect(response.body, url, limit);
  }
  await response.body?.cancel();
  throw new Error(`Cannot fetch ${url}: the server answers ${response.status}`);
}

async function collect(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  url: string,
  limit: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop cancels the stream.
  for await (const chunk of body) {
    size += chunk.length;
    if (size > limit) throw new Error(`Cannot fetch ${url}: it has more than ${limit} bytes`);
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

/** A signal that aborts at an instant, unless it is disposed of before. */
class Deadline implements Disposable {
  readonly #expiry = new AbortController();
  readonly #waiting = new AbortController();

  constructor(clock: Clock, instant: Instant) {
    const expire = () => this.#expiry.abort(new Error("Cannot fetch: no answer in time"));
    clock.until(instant, this.#waiting.signal).then(expire, () => {});
  }

  get signal(): AbortSignal {
    return this.#expiry.signal;
  }

  [Symbol.dispose](): void {
    this.#waiting.abort();
  }
}
