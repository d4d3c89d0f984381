/**
 * How much a client may take.
 *
 * @module
 */
import { MINUTE, SECOND } from "../../../events/instant.ts";
import type { ServerLimits } from "../../net/server.ts";

/** The limits of a POP3 server. Times in milliseconds, sizes in octets. */
export interface Pop3Limits extends ServerLimits {
  /** A command with its CRLF (RFC 2449 §4). */
  readonly commandLine: number;
  /** A line of an AUTH exchange with its CRLF; RFC 5034 §4 wants room for every credential. */
  readonly authenticationLine: number;
  /** Commands that were refused for themselves, after which the connection ends. */
  readonly errors: number;
  /** Refused credentials, after which the connection ends. */
  readonly authenticationFailures: number;
  /** The next command must come, and a client that is sent something must read on, within it. */
  readonly idleTime: number;
  /** A login must succeed within it. */
  readonly unauthenticatedTime: number;
}

/** The usual limits. */
export const pop3Limits: Pop3Limits = {
  connections: 2000,
  connectionsPerAddress: 50,
  commandLine: 255,
  authenticationLine: 12_288,
  errors: 20,
  authenticationFailures: 3,
  // RFC 1939 §3: at least ten minutes.
  idleTime: 10 * MINUTE,
  unauthenticatedTime: 2 * MINUTE,
  graceTime: 30 * SECOND,
  lingerTime: 5 * SECOND,
};
