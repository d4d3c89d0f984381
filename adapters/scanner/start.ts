/**
 * Makes the scanner that the configuration asks for, and tells the log what to expect of it.
 *
 * @module
 */
import type { Clock } from "../../events/instant.ts";
import { createClamdScanner } from "./clamd.ts";
import type { ClamdServer } from "./exchange.ts";
import { noScanner } from "./none.ts";
import { type Scanner, ScannerUnavailable } from "./scanner.ts";

/** What the configuration says about scanning. */
export interface ScannerChoice {
  /** clamd; null for no scanning at all. */
  readonly server: ClamdServer | null;
  /** Milliseconds without a sign of clamd after which a scan is given up. */
  readonly timeout: number;
  /** Scans at a time. */
  readonly connections: number;
}

/** What a start needs of the world. */
export interface ScannerPorts {
  readonly clock: Clock;
  readonly log: Readonly<
    Record<"info" | "warn", (event: string, fields?: Readonly<Record<string, unknown>>) => void>
  >;
}

/** Milliseconds for which a start waits for clamd's version. */
const START_TIMEOUT = 5000;

/**
 * The scanner, ready to scan. A clamd that does not answer yet is no hindrance: until it does,
 * nothing is called clean.
 */
export async function startScanner(
  { server, ...limits }: ScannerChoice,
  { clock, log }: ScannerPorts,
): Promise<Scanner> {
  if (server === null) {
    log.warn("scanner.none", { meaning: "messages are accepted and delivered unscanned" });
    return noScanner;
  }
  const options = { server, clock, ...limits };
  try {
    const version = await createClamdScanner({ ...options, timeout: START_TIMEOUT }).version();
    log.info("scanner.ready", { engine: "clamd", ...server, version });
  } catch (error) {
    if (!(error instanceof ScannerUnavailable)) throw error;
    log.warn("scanner.unavailable", { engine: "clamd", ...server, error });
  }
  return createClamdScanner(options);
}
