/**
 * How much a client may say before it is refused. Sizes are in octets.
 *
 * @module
 */

/** Whether the client has logged in: before that it gets little room. */
export type Stage = "authenticated" | "unauthenticated";

/** Limits that depend on the stage. */
export interface StageLimits {
  /** A line with its CR, without its LF. */
  readonly line: number;
  /** A literal that is not a message. */
  readonly literal: number;
  /** A whole command, literals included, a message not. */
  readonly command: number;
  /** A non-synchronizing literal that is refused and skipped; after a longer one all is over. */
  readonly skipped: number;
}

/** Limits of the grammar. */
export interface GrammarLimits {
  /** What holds before the login. */
  readonly unauthenticated: StageLimits;
  /** What holds after it. */
  readonly authenticated: StageLimits;
  /** A message that APPEND or REPLACE brings (RFC 7889). */
  readonly message: number;
  /** A tag. */
  readonly tag: number;
  /** A keyword. */
  readonly keyword: number;
  /** Flags in one command. */
  readonly flags: number;
  /** Literals in one command. */
  readonly literals: number;
  /** Ranges of one sequence-set. */
  readonly ranges: number;
  /** Elements of any other list: items of FETCH, fields of a header, patterns … */
  readonly list: number;
  /** Search keys in one command, those that hold others included. */
  readonly searchKeys: number;
  /** How deep search keys, or the parts of a section, lie within each other. */
  readonly depth: number;
}

/** Limits for ordinary servers. */
export const grammarLimits: GrammarLimits = {
  unauthenticated: {
    line: 8 * 1024,
    literal: 1024,
    command: 16 * 1024,
    skipped: 64 * 1024,
  },
  authenticated: {
    // Clients name thousands of UIDs in one line; Dovecot has the same limit.
    line: 64 * 1024,
    literal: 64 * 1024,
    command: 256 * 1024,
    skipped: 1024 * 1024 * 1024,
  },
  message: 100 * 1024 * 1024,
  tag: 128,
  keyword: 64,
  flags: 50,
  literals: 100,
  ranges: 20_000,
  list: 1000,
  searchKeys: 1000,
  // Parts of a message lie no deeper where it is read.
  depth: 100,
};
