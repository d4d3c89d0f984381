/**
 * A backup or a restore as a person follows it.
 *
 * @module
 */
import type { CopyWatch } from "../storage/sqlite/backup/copy.ts";
import type { Progress } from "./progress.ts";

/** Counts what is copied, and names what is damaged. */
export class ShownCopy implements CopyWatch {
  readonly #progress: Progress;
  #steps = 0;
  #damaged = 0;
  /** How many blobs were copied. */
  blobs = 0;
  /** How many events. */
  events = 0;
  /** Octets of the blobs. */
  bytes = 0;

  /** @param progress where it is shown. */
  constructor(progress: Progress) {
    this.#progress = progress;
  }

  blob(size: number): void {
    this.blobs++;
    this.bytes += size;
    this.#reached();
  }

  event(): void {
    this.events++;
    this.#reached();
  }

  damaged(what: string): void {
    this.#damaged++;
    this.note(`Damaged, and left out: ${what}`);
  }

  /** Says something that stays. */
  note(text: string): void {
    this.#progress.note(text);
  }

  /** Nothing more is shown. */
  end(): void {
    this.#progress.end();
  }

  /** Throws where something was left out, so that scripts notice. */
  requireWhole(what: string): void {
    if (this.#damaged === 0) return;
    throw new Error(
      `Cannot ${what} everything: what is named above is damaged (${this.#damaged}). ` +
        "All else is there; another backup may have it",
    );
  }

  #reached(): void {
    const { blobs, events } = this;
    this.#progress.reached(++this.#steps, `${blobs} blobs and ${events} events copied`);
  }
}
