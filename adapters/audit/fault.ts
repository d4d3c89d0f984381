/**
 * What an audit finds.
 *
 * @module
 */

/** Something that is not as it must be. */
export interface Fault {
  /** Which of the audit's checks says so: `log`, `tree`, `blobs` … */
  readonly check: string;
  /** What it is about: an event, a file, a blob, a row. */
  readonly place: string;
  /** What is wrong with it, for a person to read. */
  readonly reason: string;
}

/** Takes what a check finds and how far it is. */
export interface Findings {
  fault(place: string, reason: string): void;
  /** So many things have been looked at. */
  reached(count: number): void;
}

/** Faults that one check names; more of them are counted, no more than that. */
export const NAMED_FAULTS = 1000;

/** The words of an error. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
