/**
 * Fetching the signed directory over HTTPS with a client certificate (RFC 6109 §4.5).
 *
 * @module
 */
import { createWriteStream } from "node:fs";
import type { IncomingMessage } from "node:http";
import { request } from "node:https";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type Clock, MINUTE } from "../../events/instant.ts";
import { LARGEST_SIGNED_FILE } from "../documents/smime/signed_file.ts";

/** Where the directory comes from. Certificates and key as PEM texts. */
export interface SignedSource {
  /** An https: URL. */
  readonly url: string;
  /** With its issuers. */
  readonly clientCertificate: string;
  readonly clientKey: string;
  /** The roots for the server's certificate; null for the system's. */
  readonly tlsRoots: string | null;
}

/** How long a whole fetch may take: 256 MB at 4 Mbit/s. */
const LONGEST_FETCH = 10 * MINUTE;

/**
 * Writes what the source has into a file; what stood there is replaced. Redirects are not followed:
 * the authority that gives out the URL says which server is the right one.
 *
 * @throws {Error} when there is no whole answer of at most 256 MB in ten minutes; the file may then
 *   hold a part of it.
 */
export async function fetchSigned(
  source: SignedSource,
  file: string,
  clock: Clock,
  signal?: AbortSignal,
): Promise<void> {
  const done = new AbortController();
  const limits = [done.signal, ...(signal ? [signal] : [])];
  const stop = AbortSignal.any(limits);
  clock.until(clock.now() + LONGEST_FETCH, stop)
    .then(() => done.abort(new Error(`no answer within ${LONGEST_FETCH / MINUTE} minutes`)))
    .catch(() => {});
  try {
    const response = await answerOf(source, stop);
    requireWhole(response);
    await pipeline(response, limited(), createWriteStream(file), { signal: stop });
  } catch (cause) {
    signal?.throwIfAborted();
    const reason = done.signal.aborted ? done.signal.reason : cause;
    throw new Error(`Cannot fetch ${source.url}: ${messageOf(reason)}`, { cause });
  } finally {
    done.abort();
  }
}

function answerOf(source: SignedSource, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const asked = request(source.url, {
      method: "GET",
      // A connection in six hours: there is nothing to keep alive.
      agent: false,
      headers: { accept: "application/pkcs7-mime", connection: "close" },
      cert: source.clientCertificate,
      key: source.clientKey,
      ...(source.tlsRoots !== null && { ca: source.tlsRoots }),
      minVersion: "TLSv1.2", // RFC 8996
      signal,
    }, resolve);
    asked.on("error", reject);
    asked.end();
  });
}

function requireWhole(response: IncomingMessage): void {
  const { statusCode = 0, headers } = response;
  const fault = statusCode >= 300 && statusCode < 400
    ? `it redirects to ${headers.location}, which is not followed`
    : statusCode !== 200
    ? `the answer is ${statusCode} ${response.statusMessage}`
    : Number(headers["content-length"] ?? 0) > LARGEST_SIGNED_FILE
    ? `it has ${headers["content-length"]} bytes`
    : undefined;
  if (fault === undefined) return;
  response.destroy();
  throw new Error(fault);
}

/** A stream that breaks off where a file gets larger than any directory. */
function limited(): Transform {
  let size = 0;
  return new Transform({
    transform(chunk: Uint8Array, _encoding, forward) {
      size += chunk.length;
      if (size > LARGEST_SIGNED_FILE) forward(new Error(`more than ${LARGEST_SIGNED_FILE} bytes`));
      else forward(null, chunk);
    },
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
