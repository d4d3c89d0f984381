/**
 * The parts of an audit that run beside one another, each in a thread of its own.
 *
 * @module
 */
import type { Instant } from "../../events/instant.ts";
import type { Fault } from "./fault.ts";

/** A part: what hashes alone tell, and what follows from the events. */
export type Part = "bytes" | "meaning";

/** What a part is to do. */
export interface Assignment {
  readonly part: Part;
  /** The data folder. */
  readonly folder: string;
  /** A file that a part may make, and whoever gives the assignment removes. */
  readonly scratch: string;
  readonly now: Instant;
  /** Between the parts: one hands the events over that it has decrypted, the other folds them. */
  readonly port: MessagePort;
}

/** What a part says. */
export type Word =
  /** The thread listens. */
  | { readonly kind: "ready" }
  | { readonly kind: "fault"; readonly fault: Fault }
  /** The check has looked at so many things. */
  | { readonly kind: "reached"; readonly check: string; readonly count: number }
  /** The check has ended. */
  | { readonly kind: "checked"; readonly check: string; readonly count: number }
  | { readonly kind: "ended" };
