/**
 * What the main thread and the writer's thread say to each other. Requests are answered in the
 * order in which they were sent, so no message carries an id.
 *
 * @module
 */
import type { Instant } from "../../../events/instant.ts";
import type { Sha256 } from "../../../events/rope.ts";
import type { Append, StreamId } from "../../../events/store.ts";
import type { StoredHead } from "../log.ts";

/** The first message to the writer: which data folder to open. */
export interface Opening {
  readonly folder: string;
}

/** A change that becomes durable together with all others of its batch. */
export type Change =
  | { readonly kind: "append"; readonly append: Append }
  | { readonly kind: "wake"; readonly stream: StreamId; readonly wake: Instant | null }
  /** Stores a signed head if the latest one still covers `after` events. */
  | { readonly kind: "head"; readonly after: number; readonly head: StoredHead }
  /** Moves a finished temporary file to its place among the blobs. */
  | {
    readonly kind: "file";
    readonly sha256: Sha256;
    readonly size: number;
    readonly temporary: string;
  }
  /** Forgets the unreferenced blobs stored before an instant whose hash starts with `prefix`. */
  | { readonly kind: "discard"; readonly prefix: string; readonly before: Instant }
  /** Removes the files without a row from one folder of blobs. */
  | { readonly kind: "sweep"; readonly prefix: string };

/** Anything that the writer can be asked for. */
export type Request =
  | Change
  | { readonly kind: "project" }
  | { readonly kind: "rebuild"; readonly name: string | null }
  | { readonly kind: "empty-journal" }
  | { readonly kind: "compact" }
  | { readonly kind: "close" };

/** The requests of one turn of the main thread, and the instant of that turn. */
export interface Batch {
  readonly at: Instant;
  readonly requests: readonly Request[];
}

/** How many blobs were removed, and their bytes. */
export interface Removed {
  readonly blobs: number;
  readonly bytes: number;
}

/** What a request resolves with: an append's position, a discard's count, whether a head stands. */
export type Result = number | boolean | Removed | null;

/** Why a request was not carried out. */
export interface Failure {
  readonly failure: "conflict" | "missing-blob" | "other";
  readonly message: string;
}

/** The answer to one request. */
export type Outcome = { readonly result: Result } | Failure;
