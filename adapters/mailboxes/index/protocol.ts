/**
 * What the main thread and the index's thread say to each other. Plain data.
 *
 * @module
 */

/** Writes an entry into the log of operation. */
export type IndexLog = (event: string, fields: Readonly<Record<string, unknown>>) => void;

/** Messages of one mailbox: in both arrays at the same place, in the order of EMAILIDs. */
export interface MessageSet {
  /** An address key. */
  readonly mailbox: string;
  /** EMAILIDs. */
  readonly emails: Float64Array;
  /** A UID of each of them, by which its content is found. */
  readonly uids: Float64Array;
}

/** What content is searched for (RFC 9051 §6.4.4). Texts are not folded yet. */
export type Criterion =
  | { readonly kind: "text" | "body"; readonly text: string }
  /** `field`: a field's name in any case. An empty text asks whether there is such a field. */
  | { readonly kind: "header"; readonly field: string; readonly text: string }
  /** The day in the field Date as it stands there, in days since 1970-01-01. */
  | { readonly kind: "sent"; readonly relation: "before" | "on" | "since"; readonly day: number };

/** The first word to the thread: the data folder. */
export interface Opening {
  readonly folder: string;
}

/** What the thread is asked for. */
export type Request =
  /** The EMAILIDs of those messages that meet the criterion. */
  | { readonly kind: "search"; readonly messages: MessageSet; readonly criterion: Criterion }
  /** To take these messages in before others. */
  | { readonly kind: "take-in"; readonly messages: MessageSet }
  /** To take in all that the log holds. */
  | { readonly kind: "catch-up" }
  /** To start over, since the file is damaged. */
  | { readonly kind: "renew" }
  /** To end. */
  | { readonly kind: "close" };

/** A request as it travels. */
export interface Asked {
  readonly id: number;
  readonly request: Request;
}

/** What the thread says. */
export type Word =
  /** It listens. What was said before that is lost, since modules below it load asynchronously. */
  | { readonly kind: "ready" }
  /** The folder has been opened. */
  | { readonly kind: "opened" }
  /** It has not, or the thread cannot go on. */
  | { readonly kind: "failed"; readonly reason: string }
  /** The file has been replaced: it must be opened again. */
  | { readonly kind: "renewed" }
  /** An entry for the log of operation. */
  | {
    readonly kind: "entry";
    readonly event: string;
    readonly fields: Readonly<Record<string, unknown>>;
  }
  /** The answer to a request; `emails` ascend, and are null where nothing was searched. */
  | { readonly kind: "answer"; readonly id: number; readonly emails: Float64Array | null }
  | { readonly kind: "refusal"; readonly id: number; readonly reason: string };
