/**
 * Takes in the content of one message: stores it and finds its structure while it streams.
 *
 * @module
 */
import { Overloaded } from "../../actors/runtime.ts";
import type { Rope, SmallBlob } from "../../events/rope.ts";
import type { BlobStore, BlobWriter } from "../../events/store.ts";
import { MimeFault, type MimeLimits } from "../documents/mime/limits.ts";
import { SignatureFault } from "../documents/smime/fault.ts";
import type { MimePart } from "../documents/mime/part.ts";
import { MimeScanner } from "../documents/mime/scanner.ts";
import { ScannerUnavailable } from "../scanner/scanner.ts";
import type { ContentSink, ContentSummary } from "../smtp/server/handler.ts";
import { type Reply, reply } from "../smtp/server/reply.ts";

/** The answer when there is more work than can be queued. */
export const BUSY: Reply = reply(451, "4.3.2", "The system is busy, try again in a minute");

/** The one fault of a signature that is not a verdict: its revocation cannot be checked now. */
const UNVERIFIED = reply(451, "4.7.5", "The signer's certificate cannot be checked now");
/** Nothing is accepted or delivered unscanned (RFC 6109 §5.4). */
const UNSCANNED = reply(451, "4.7.1", "The content cannot be scanned now, try again later");

/** What is certified now would bear a wrong time: the clock must stay within a second of UTC. */
export const ADRIFT: Reply = reply(
  451,
  "4.3.0",
  "The system's clock is being set, try again later",
);

/** A message as it came. */
export interface Content extends ContentSummary {
  readonly rope: Rope;
  /** Blobs of the rope that are not stored yet. */
  readonly pending: readonly SmallBlob[];
  readonly root: MimePart;
}

/** Content on its way in. */
export class Receiving {
  readonly #writer: BlobWriter;
  readonly #scanner: MimeScanner;

  /** Nothing has come yet. */
  constructor(blobs: BlobStore, limits: MimeLimits) {
    this.#writer = blobs.create();
    this.#scanner = new MimeScanner(limits);
  }

  /**
   * Takes the next bytes.
   *
   * @throws {MimeFault} beyond a limit: the content will not do, and nothing of it is kept.
   */
  async write(chunk: Uint8Array): Promise<void> {
    this.#scanner.push(chunk);
    await this.#writer.write(chunk);
  }

  /**
   * The complete message.
   *
   * @throws {MimeFault} beyond a limit.
   */
  async end(summary: ContentSummary): Promise<Content> {
    const root = this.#scanner.end();
    const { rope, small } = await this.#writer.end();
    return { ...summary, rope, pending: small, root };
  }

  /** Gives up; harmless after `end`. */
  abort(): Promise<void> {
    return this.#writer.abort();
  }
}

/** A sink that hands the complete message to `accept` and answers with its reply. */
export function intake(
  blobs: BlobStore,
  limits: MimeLimits,
  accept: (content: Content) => Promise<Reply>,
): ContentSink {
  const receiving = new Receiving(blobs, limits);
  /** Set by the first fault: the rest of the content is read, but not kept. */
  let fault: Reply | null = null;

  return {
    async write(chunk) {
      if (fault) return;
      try {
        await receiving.write(chunk);
      } catch (error) {
        fault = refusalOf(error);
      }
    },
    async end(summary) {
      try {
        return fault ?? await accept(await receiving.end(summary));
      } catch (error) {
        return refusalOf(error);
      } finally {
        await receiving.abort();
      }
    },
    abort: () => receiving.abort(),
  };
}

/** The answer to content that goes beyond a limit. */
export function faultReply(fault: MimeFault): Reply {
  return reply(554, "5.6.0", `Message refused: ${fault.message}`);
}

/** What breaks a limit is refused by its name; anything else is a fault of this system. */
function refusalOf(error: unknown): Reply {
  if (error instanceof MimeFault) return faultReply(error);
  if (error instanceof Overloaded) return BUSY;
  if (error instanceof ScannerUnavailable) return UNSCANNED;
  if (error instanceof SignatureFault) return UNVERIFIED;
  throw error;
}
