/**
 * Scanning by clamd, ClamAV's daemon, with its INSTREAM command (clamd(8)).
 *
 * @module
 */
import { Buffer } from "node:buffer";
import type { Clock } from "../../events/instant.ts";
import { type ClamdServer, exchange } from "./exchange.ts";
import { type Scanner, ScannerUnavailable, type Verdict } from "./scanner.ts";
import { Turns } from "./turns.ts";

/** How clamd is used. */
export interface ClamdOptions {
  readonly server: ClamdServer;
  readonly clock: Clock;
  /** Milliseconds without a sign of clamd, or without a turn, after which a scan is given up. */
  readonly timeout: number;
  /** Scans at a time; clamd's MaxThreads is what it can do. */
  readonly connections: number;
}

/** clamd as a scanner. */
export interface ClamdScanner extends Scanner {
  /**
   * What clamd calls itself, with the age of its signatures:
   * `ClamAV 1.4.6/27450/Sat Nov 21 09:30:00 2026`.
   *
   * @throws {ScannerUnavailable} when it does not answer.
   */
  version(): Promise<string>;
}

/** Messages that wait for a scan; whoever comes later is told at once. */
const LONGEST_LINE = 1000;
/** Characters of a name that are kept. */
const LONGEST_NAME = 200;
/** The `z` has clamd end its answer with NUL and take the command up to one. */
const INSTREAM = Buffer.from("zINSTREAM\0");
const VERSION = Buffer.from("zVERSION\0");
/** A chunk of length zero ends the stream. */
const END_OF_STREAM = Buffer.alloc(4);

/** A scanner that asks clamd, in a connection of its own for every message. */
export function createClamdScanner(options: ClamdOptions): ClamdScanner {
  const { server, connections } = options;
  const turns = new Turns({ ...options, atOnce: connections, waiting: LONGEST_LINE });
  return {
    name: "clamd",
    scan: (content) =>
      turns.take(async () => {
        const { text, complete } = await exchange(server, instream(content), options);
        const verdict = verdictOf(text);
        // Whoever calls a message clean must have seen all of it.
        if (verdict.infected || complete) return verdict;
        throw new ScannerUnavailable("Cannot scan: clamd answered before it had the whole message");
      }),
    async version() {
      const { text } = await exchange(server, only(VERSION), options);
      return printable(text);
    },
  };
}

/** A message in the form of INSTREAM: each chunk behind its length in four octets. */
export async function* instream(
  content: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  yield INSTREAM;
  for await (const chunk of content) {
    // An empty one would end the stream, and what follows would pass unseen.
    if (chunk.length === 0) continue;
    const framed = Buffer.allocUnsafe(4 + chunk.length);
    framed.writeUInt32BE(chunk.length);
    framed.set(chunk, 4);
    yield framed;
  }
  yield END_OF_STREAM;
}

/**
 * What an answer to INSTREAM says about the message.
 *
 * @throws {ScannerUnavailable} when it says nothing about it.
 */
export function verdictOf(answer: string): Verdict {
  if (answer === "stream: OK") return { infected: false };
  const found = /^stream: (.+) FOUND$/s.exec(answer);
  if (found) return { infected: true, signature: printable(found[1]!) };
  if (answer.startsWith("INSTREAM size limit exceeded")) {
    throw new ScannerUnavailable(
      "Cannot scan: the message is larger than clamd's StreamMaxLength. " +
        "Raise StreamMaxLength, MaxFileSize and MaxScanSize in clamd.conf",
    );
  }
  throw new ScannerUnavailable(`Cannot scan: clamd answered ${JSON.stringify(printable(answer))}`);
}

/** Foreign text as it may stand in logs and notices. */
function printable(text: string): string {
  return text.slice(0, LONGEST_NAME).replaceAll(/[^\x20-\x7e]/g, "?");
}

async function* only(piece: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
  yield piece;
}
