/**
 * Getting a time stamp from the first of several authorities that gives a good one.
 *
 * @module
 */
import { type Clock, MINUTE, SECOND } from "../../events/instant.ts";
import type { TrustStore } from "../documents/smime/trust_store.ts";
import { download, type DownloadRequest } from "../net/download.ts";
import { timeStampRequest } from "./request.ts";
import { LARGEST_ANSWER, readTimeStampResponse } from "./response.ts";
import { type TimeStamp, verifyTimeStamp } from "./verify.ts";

/** How far an authority's clock and ours may be apart, in milliseconds. */
const MOST_SKEW = 5 * MINUTE;

/** How long an authority may take for it all, in milliseconds; they answer within one second. */
export const LONGEST_EXCHANGE: number = 30 * SECOND;

/** Whoever gives time stamps. */
export interface TimeStampAuthority {
  /** `http:` or `https:`; what is in it shows in logs. */
  readonly url: string;
  /** What its certificate must lead to, as {@link timeStampTrust} makes it. */
  readonly trust: TrustStore;
  /** The policy to be stamped under, an object identifier; null leaves it to the authority. */
  readonly policy: string | null;
}

/** An authority that gave no good time stamp, and why. */
export interface AuthorityFailure {
  readonly url: string;
  /** A {@link TimeStampFault}, or what went wrong on the way. */
  readonly error: Error;
}

/** A time stamp that was asked for and given. */
export interface ObtainedTimeStamp {
  /** Of the authority that gave it. */
  readonly url: string;
  /** The TimeStampToken, DER: what is to be kept. */
  readonly token: Uint8Array<ArrayBuffer>;
  readonly stamp: TimeStamp;
  /** Of those that were asked before. */
  readonly failures: readonly AuthorityFailure[];
}

/** No authority gave a good time stamp. */
export class NoTimeStampError extends Error {
  override readonly name = "NoTimeStampError";
  /** In the order in which they were asked. */
  readonly failures: readonly AuthorityFailure[];

  constructor(failures: readonly AuthorityFailure[]) {
    const reasons = failures.map(({ url, error }) => `${url}: ${error.message}`);
    super(`Cannot get a time stamp: ${reasons.join("; ") || "no authority is set"}`);
    this.failures = failures;
  }
}

/** What the client needs of the world. */
export interface TimeStampPorts {
  readonly clock: Clock;
  /** That many unpredictable bytes. */
  readonly random: (length: number) => Uint8Array;
}

/**
 * Gets a time stamp for a SHA-256 digest; each authority is asked once, in their order, until one
 * gives a good one. It must be of now by our clock, five minutes more or less.
 *
 * @throws {NoTimeStampError} if none does.
 * @throws {RangeError} if the digest has not 32 bytes.
 * @throws the reason of `signal` when it aborts.
 */
export async function obtainTimeStamp(
  digest: Uint8Array,
  authorities: readonly TimeStampAuthority[],
  ports: TimeStampPorts,
  signal: AbortSignal,
): Promise<ObtainedTimeStamp> {
  const failures: AuthorityFailure[] = [];
  for (const authority of authorities) {
    const { url, policy } = authority;
    const request = timeStampRequest(digest, ports.random, policy);
    const first = ports.clock.now() - MOST_SKEW;
    try {
      const answer = await download(questionOf(url, request.bytes), ports.clock, signal);
      const token = readTimeStampResponse(answer);
      const stamp = await verifyTimeStamp(token, digest, authority.trust, {
        nonce: request.nonce,
        ...(policy !== null && { policy }),
        between: [first, ports.clock.now() + MOST_SKEW],
      });
      return { url, token, stamp, failures };
    } catch (error) {
      signal.throwIfAborted();
      failures.push({ url, error: error instanceof Error ? error : new Error(String(error)) });
    }
  }
  throw new NoTimeStampError(failures);
}

/** RFC 3161 §3.4. */
function questionOf(url: string, bytes: Uint8Array<ArrayBuffer>): DownloadRequest {
  const body = { type: "application/timestamp-query", bytes };
  return { url, body, limit: LARGEST_ANSWER, time: LONGEST_EXCHANGE, redirect: "error" };
}
