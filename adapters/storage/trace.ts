/**
 * What the projection `trace` knows: the log that the law asks for (RFC 6109 §2.3).
 *
 * @module
 */
import type { Instant } from "../../events/instant.ts";
import type { Position } from "../../events/store.ts";
import type { TraceLine } from "../../events/trace_line.ts";

/** A part of the log: by its events, both inclusive, or by instants, `until` exclusive. */
export type TraceRange =
  | { readonly first: Position; readonly last: Position }
  | { readonly from: Instant; readonly until: Instant };

/** Reads of the log of operations. */
export interface TraceQueries {
  /** The lines of a range in the order of the log, read page by page. */
  traceOf(range: TraceRange): Iterable<TraceLine>;
  /** All lines about one identificativo in the order of the log. */
  linesOf(pecId: string): readonly TraceLine[];
  /** All identificativi, sorted, read page by page. */
  messages(): Iterable<string>;
  /**
   * The identificativi that have a line between two instants (`until` exclusive), each once, by the
   * first of these lines, read page by page.
   */
  messagesOf(from: Instant, until: Instant): Iterable<string>;
}
