/**
 * How much a client may take. Each limit has its own reply.
 *
 * @module
 */
import { MINUTE, SECOND } from "../../../events/instant.ts";

/** The limits of an SMTP server. Times in milliseconds, sizes in octets. */
export interface SmtpLimits {
  /** A command line with its CRLF (RFC 5321 §4.5.3.1.4); MAIL's parameters come on top: 500 5.5.2. */
  readonly commandLine: number;
  /** A line of an AUTH exchange (RFC 4954 §4): 500 5.5.6. */
  readonly authenticationLine: number;
  /** Accepted recipients of a message: 452 4.5.3 (RFC 5321 §4.5.3.1.10). */
  readonly recipients: number;
  /** Content without dot-stuffing, announced as SIZE (RFC 1870): 552 5.3.4. */
  readonly messageSize: number;
  /** A line of content without its CRLF (RFC 5322 §2.1.1): 554 5.6.0. */
  readonly textLine: number;
  /** Commands that were refused for themselves: 421 4.7.0. */
  readonly errors: number;
  /** Messages in one connection: 421 4.7.0. */
  readonly messages: number;
  /** Connections of the whole server: 421 4.7.0 in place of the greeting. */
  readonly connections: number;
  /** Connections of one IP address: 421 4.7.0 in place of the greeting. */
  readonly connectionsPerAddress: number;
  /** Wrong credentials in one connection: 421 4.7.0. */
  readonly authenticationFailures: number;
  /** The next command or the next byte of content must come within it: 421 4.4.2. */
  readonly idleTime: number;
  /** Where authentication is required, it must succeed within it: 421 4.4.2. */
  readonly unauthenticatedTime: number;
  /** Content must be complete within this plus its size at `contentRate`: 421 4.4.2. */
  readonly contentTime: number;
  /** Octets per second that a client must reach on average. */
  readonly contentRate: number;
  /** When the server closes, contents under way have this long to finish. */
  readonly graceTime: number;
  /** How long a client may take to read the last reply before its connection is cut. */
  readonly lingerTime: number;
}

/** Limits of a submission server. */
export const submissionLimits: SmtpLimits = {
  commandLine: 512,
  authenticationLine: 12_288,
  recipients: 500,
  messageSize: 100 * 1024 * 1024,
  textLine: 998,
  errors: 10,
  messages: 1000,
  connections: 2000,
  connectionsPerAddress: 50,
  authenticationFailures: 3,
  // RFC 5321 §4.5.3.2.7: at least five minutes.
  idleTime: 5 * MINUTE,
  unauthenticatedTime: 2 * MINUTE,
  contentTime: 10 * MINUTE,
  contentRate: 4096,
  graceTime: 30 * SECOND,
  lingerTime: 5 * SECOND,
};

/** Limits of a reception server: room for envelopes around the largest submission. */
export const receptionLimits: SmtpLimits = {
  ...submissionLimits,
  messageSize: 128 * 1024 * 1024,
  // An envelope is not lost for a long line in the original that another provider let through.
  textLine: 100_000,
};
