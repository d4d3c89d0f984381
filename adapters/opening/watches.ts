/**
 * Opens the scanner and the watch over the clock, as the configuration says.
 *
 * @module
 */
import { type Clock, SECOND } from "../../events/instant.ts";
import { steadyClock } from "../clock.ts";
import type { Configuration } from "../config/configuration.ts";
import { ClockWatch } from "../ntp/watch.ts";
import type { ScannerChoice } from "../scanner/start.ts";
import type { Log } from "./log.ts";
import { random } from "./random.ts";

/** Null where nobody watches the clock. */
export function watchOf(
  { clock: { servers, maxOffsetMs, everySeconds } }: Configuration,
  clock: Clock,
  log: Log,
): ClockWatch | null {
  if (servers.length === 0) return null;
  const limits = { maxOffset: maxOffsetMs, every: everySeconds * SECOND };
  return new ClockWatch({ servers, ...limits, clock, steady: steadyClock, random, log });
}

/** Which scanner, and with what limits. */
export function scannerChoice({ scanner }: Configuration): ScannerChoice {
  const { address, socket, timeoutSeconds, connections } = scanner;
  const server = socket === null ? address : { path: socket };
  return { server, timeout: timeoutSeconds * SECOND, connections };
}
