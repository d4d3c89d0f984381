/**
 * A projection: tables that follow from the log. It is pure data, so that any SQL store can keep
 * it: the statements are standard SQL with `?` for parameters.
 *
 * @module
 */
import type { Recorded } from "../store.ts";

/** A value that a statement hands to the database. */
export type Parameter = string | number | null | Uint8Array;

/** One change of a projection's tables. */
export interface Statement {
  /** Standard SQL. The texts of a projection are few: stores prepare each one once. */
  readonly sql: string;
  readonly parameters: readonly Parameter[];
}

/** Tables kept up to date from events. */
export interface Projection {
  /** Every table and index of the projection is called this, or this, `_` and something. */
  readonly name: string;
  /** Raised with every change of tables or statements: the store then rebuilds the projection. */
  readonly version: number;
  /**
   * `inline`: changed in the transaction of the append, visible as soon as that is acknowledged.
   * `following`: changed later, each event at least once, in the order of the log.
   */
  readonly mode: "inline" | "following";
  /** The statements that create the tables, and the indexes that `apply` needs. */
  readonly tables: readonly string[];
  /** The statements that create what readers alone need: a replay can do without until its end. */
  readonly readersIndexes?: readonly string[];
  /** What an event changes. Pure. Applying a following projection's event again does no harm. */
  apply(recorded: Recorded): readonly Statement[];
}

/** The kind of a stream: what stands before its first hyphen. */
export function kindOf(stream: string): string {
  return stream.slice(0, stream.indexOf("-"));
}

/** The key of a stream: what follows the kind and the hyphen in its name. */
export function keyOf(stream: string): string {
  return stream.slice(stream.indexOf("-") + 1);
}
