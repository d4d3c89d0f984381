/**
 * How much of what callers send is held at the same time, in memory or on the disk. Who comes when
 * it is full is sent away rather than made to wait: a slow caller would hold up all others.
 *
 * @module
 */
import { Problem } from "./problem.ts";

/** How much may be held, in octets. */
export interface HeldLimits {
  /** Of everybody together. */
  readonly all: number;
  /** Of one client: none takes the room of all others. */
  readonly each: number;
}

/** What one request holds. */
export interface Holding extends Disposable {
  /**
   * Octets have come.
   *
   * @throws {Problem} unavailable where they are too many; they do not count then.
   */
  add(octets: number): void;
}

/** Counts what is held. */
export class HeldOctets {
  readonly #limits: HeldLimits;
  readonly #held = new Map<string, number>();
  #all = 0;

  /** Nothing is held. */
  constructor(limits: HeldLimits) {
    this.#limits = limits;
  }

  /** What one request of a client holds: nothing yet, and nothing any more once it is disposed of. */
  of(client: string): Holding {
    let octets = 0;
    return {
      add: (more) => {
        this.#add(client, more);
        octets += more;
      },
      [Symbol.dispose]: () => this.#remove(client, octets),
    };
  }

  #add(client: string, octets: number): void {
    const { all, each } = this.#limits;
    const held = (this.#held.get(client) ?? 0) + octets;
    if (held > each || this.#all + octets > all) throw full();
    this.#held.set(client, held);
    this.#all += octets;
  }

  #remove(client: string, octets: number): void {
    const left = (this.#held.get(client) ?? 0) - octets;
    if (left > 0) this.#held.set(client, left);
    else this.#held.delete(client);
    this.#all -= octets;
  }
}

function full(): Problem {
  return new Problem("unavailable", {
    detail: {
      en: "Too many large requests are under way, and this one was not looked at. Send fewer at " +
        "once, or upload files: POST /v1/uploads",
      it: "Troppe richieste grandi in corso, e questa non è stata esaminata. Inviane meno alla " +
        "volta, o carica i file: POST /v1/uploads",
    },
    retryAfter: 5,
  });
}
