/**
 * A program that believes what the server says: how many messages a folder has, and their flags.
 *
 * @module
 */
import { uidsOf } from "../../events/uid_set.ts";

/** What a client knows of the folder that it has selected. */
export class ClientModel {
  /** The flags of each message by its number, as told last; null where they are not known. */
  #flags: (string | null)[] = [];

  /** How many messages there are. */
  get count(): number {
    return this.#flags.length;
  }

  /** The flags of a message, sorted; null where they are not known. */
  flags(number: number): string | null {
    return this.#flags[number - 1] ?? null;
  }

  /** Forgets all flags: the client has changed some without being told of it. */
  forget(): void {
    this.#flags.fill(null);
  }

  /** Takes an untagged response. Throws where it contradicts those before. */
  hear(response: string): void {
    const [, number, what] = /^\* (\d+) (EXISTS|EXPUNGE|FETCH)/.exec(response) ?? [];
    if (number !== undefined) return this.#hearOf(Number(number), what!, response);
    const vanished = /^\* VANISHED ([\d:,]+)$/.exec(response)?.[1];
    if (vanished !== undefined) {
      // Which numbers those UIDs have the client does not know.
      this.#flags = Array(this.count - [...uidsOf(vanished)].length).fill(null);
    } else if (response.startsWith("* FLAGS (") || response.startsWith("* OK [CLOSED]")) {
      this.#flags = [];
    }
  }

  #hearOf(number: number, what: string, response: string): void {
    if (what === "EXISTS") {
      if (number < this.count) throw new Error(`${this.count} messages, but ${response}`);
      while (this.count < number) this.#flags.push(null);
      return;
    }
    if (number < 1 || number > this.count) {
      throw new Error(`${this.count} messages, but ${response}`);
    }
    if (what === "EXPUNGE") this.#flags.splice(number - 1, 1);
    else {
      const flags = /[( ]FLAGS \(([^)]*)\)/.exec(response)?.[1];
      if (flags !== undefined) this.#flags[number - 1] = sorted(flags);
    }
  }
}

/** Flags in an order in which they can be compared. */
export function sorted(flags: string): string {
  return flags.split(" ").sort().join(" ");
}
