/**
 * Messages and their relatives, as THREAD sees them.
 *
 * @module
 */
import type { Instant } from "../../../events/instant.ts";

/** What the algorithm has to know of a message. */
export interface ThreadedMessage {
  /** The number that the answer gives it: a UID, or a message number. */
  readonly uid: number;
  /** As in `SortKeys`. */
  readonly messageId: string | null;
  /** Identifiers of the ancestors, the nearest last. */
  readonly references: readonly string[];
  /** In the form of `casemap`. */
  readonly baseSubject: string;
  /** Whether the subject is that of a reply or a forwarded message. */
  readonly isReply: boolean;
  /** Sent date, or INTERNALDATE where there is none (§2.2). */
  readonly date: Instant;
}

/** A message among its relatives. */
export interface ThreadNode {
  /** Null for the missing parent of several threads; only at the top. */
  readonly message: ThreadedMessage | null;
  /** The answers to it, or to whom it was forwarded; the earliest first. */
  readonly children: readonly ThreadNode[];
}

/** A node while the trees grow. */
export interface GrowingNode extends ThreadNode {
  /** Not yet in order. */
  readonly children: GrowingNode[];
}
