/**
 * Messages that the relay has taken and hands over later. They outlast the process.
 *
 * @module
 */
import { join } from "node:path";
import { type Clock, type Instant, MINUTE } from "../../events/instant.ts";
import type { Letter } from "./hand_over.ts";

/** A message on its way. */
interface Parcel extends Omit<Letter, "content"> {
  /** When it is handed over. */
  readonly at: Instant;
}

/** What parcels are made of. */
export interface ParcelParts {
  readonly folder: string;
  /** The sandbox's. */
  readonly clock: Clock;
  readonly random: (length: number) => Uint8Array;
  readonly log: (event: string, fields: Record<string, unknown>) => void;
}

/** The most that may be on their way. */
const MOST = 1000;

/** All of them. */
export class Parcels {
  readonly #parts: ParcelParts;
  readonly #parcels: Map<string, Parcel>;
  #alarm = new AbortController();

  private constructor(parts: ParcelParts, parcels: Map<string, Parcel>) {
    this.#parts = parts;
    this.#parcels = parcels;
  }

  /** Finds those that are on their way. */
  static async open(parts: ParcelParts): Promise<Parcels> {
    const { folder } = parts;
    await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
    const parcels = new Map<string, Parcel>();
    const names = new Set(await Array.fromAsync(Deno.readDir(folder), ({ name }) => name));
    for (const name of names) {
      const [id = ""] = name.split(".");
      if (name === `${id}.json`) {
        parcels.set(id, JSON.parse(await Deno.readTextFile(join(folder, name))));
      } else if (!names.has(`${id}.json`)) {
        await Deno.remove(join(folder, name));
      }
    }
    return new Parcels(parts, parcels);
  }

  /** Whether no more are taken. */
  get full(): boolean {
    return this.#parcels.size >= MOST;
  }

  /** Takes a message; resolves once it is kept. */
  async keep({ content, ...envelope }: Letter, at: Instant): Promise<void> {
    const { folder, random } = this.#parts;
    const id = random(16).toHex();
    await Deno.writeFile(join(folder, `${id}.eml`), ReadableStream.from(content()));
    // What has this file is complete.
    const parcel = { ...envelope, at };
    await Deno.writeTextFile(join(folder, `${id}.new`), JSON.stringify(parcel));
    await Deno.rename(join(folder, `${id}.new`), join(folder, `${id}.json`));
    this.#parcels.set(id, parcel);
    this.#alarm.abort();
  }

  /** When the next one is handed over; null where there is none. */
  next(): Instant | null {
    const instants = [...this.#parcels.values()].map(({ at }) => at);
    return instants.length === 0 ? null : Math.min(...instants);
  }

  /** Hands them over in their time, until `signal` aborts. */
  async run(handOver: (letter: Letter) => Promise<void>, signal: AbortSignal): Promise<void> {
    const { clock, log } = this.#parts;
    while (!signal.aborted) {
      this.#alarm = new AbortController();
      for (const [id, parcel] of this.#parcels) {
        if (parcel.at > clock.now()) continue;
        try {
          await handOver({ ...parcel, content: () => this.#contentOf(id) });
          await this.#remove(id);
        } catch (error) {
          this.#parcels.set(id, { ...parcel, at: clock.now() + MINUTE });
          log("parcel.failed", { error: String(error) });
        }
      }
      const either = AbortSignal.any([signal, this.#alarm.signal]);
      await clock.until(this.next() ?? Infinity, either).catch(() => {});
    }
  }

  async *#contentOf(id: string): AsyncGenerator<Uint8Array> {
    const file = await Deno.open(join(this.#parts.folder, `${id}.eml`));
    yield* file.readable;
  }

  async #remove(id: string): Promise<void> {
    const { folder } = this.#parts;
    await Deno.remove(join(folder, `${id}.json`));
    await Deno.remove(join(folder, `${id}.eml`));
    this.#parcels.delete(id);
  }
}
