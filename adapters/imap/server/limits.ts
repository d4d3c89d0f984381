/**
 * How much clients of an IMAP server may take up. Sizes in octets, times in milliseconds.
 *
 * @module
 */
import { MINUTE, SECOND } from "../../../events/instant.ts";
import type { ServerLimits } from "../../net/server.ts";
import { type GrammarLimits, grammarLimits } from "./grammar/limits.ts";

/** Limits of an IMAP server. */
export interface ImapLimits extends ServerLimits {
  readonly grammar: GrammarLimits;
  /** Commands in a row that were refused with BAD, after which the session ends. */
  readonly errors: number;
  /** Wrong credentials after which the session ends. */
  readonly authenticationFailures: number;
  /** Silence after which a session ends: at least 30 minutes (RFC 9051 §5.4). */
  readonly idleTime: number;
  /** A client must have logged in within it. */
  readonly unauthenticatedTime: number;
}

/** Limits for ordinary servers. */
export const imapLimits: ImapLimits = {
  connections: 20_000,
  connectionsPerAddress: 1000,
  graceTime: 10 * SECOND,
  lingerTime: 5 * SECOND,
  grammar: grammarLimits,
  errors: 20,
  authenticationFailures: 3,
  idleTime: 31 * MINUTE,
  unauthenticatedTime: 3 * MINUTE,
};
