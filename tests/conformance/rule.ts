/**
 * What a rule of RFC 6109 is here.
 *
 * @module
 */

/** A test, or one step of it. */
export interface Scenario {
  /** Path from the project's folder. */
  readonly file: string;
  readonly test: string;
  readonly step?: string;
}

/** One rule. */
export interface Rule {
  readonly id: string;
  /** Section of RFC 6109, without §. */
  readonly section: string;
  /** What must be, in one sentence. */
  readonly rule: string;
  readonly shown: Scenario | { readonly notMet: string };
}

/** One row of a section: the end of the rule's id, the rule, how it is shown. */
export type Row = readonly [name: string, rule: string, shown: Rule["shown"]];

/** The rows of one section. */
export type Section = readonly [section: string, ...rows: readonly Row[]];
