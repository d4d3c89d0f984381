/**
 * Events on their way from a thread that reads and decrypts them to one that folds them.
 *
 * @module
 */
import type { EventRow } from "./rows.ts";

/** An event whose data has been decrypted. */
export interface OpenedEvent extends Omit<EventRow, "data" | "dataKey"> {
  /** The JSON text of its data; null once it has been erased, or where it cannot be read. */
  readonly text: string | null;
}

/** The end of a channel, as both kinds of threads have it. */
export type FeedPort = Pick<MessagePort, "postMessage" | "onmessage" | "close">;

/** Pages that may be on their way: enough that neither side waits, few enough for the memory. */
const AHEAD = 4;

/** A page in the form in which it is fast to hand over. */
interface Packed {
  /** Five numbers for each event. */
  readonly numbers: Float64Array;
  readonly streams: readonly string[];
  readonly texts: readonly (string | null)[];
}

/** The side that reads. */
export class OpenedEventsWriter {
  readonly #port: FeedPort;
  #onTheirWay = 0;
  #taken: () => void = () => {};

  constructor(port: FeedPort) {
    this.#port = port;
    port.onmessage = () => {
      this.#onTheirWay--;
      this.#taken();
    };
  }

  /** Hands a page over; resolves when there is room for the next one. */
  async write(events: readonly OpenedEvent[]): Promise<void> {
    this.#port.postMessage(packed(events));
    this.#onTheirWay++;
    while (this.#onTheirWay >= AHEAD) {
      await new Promise<void>((resolve) => this.#taken = resolve);
    }
  }

  /** There are no more. */
  end(): void {
    this.#port.postMessage(null);
  }

  /** There are more, and they cannot be read. */
  fail(reason: string): void {
    this.#port.postMessage(reason);
  }
}

/** The side that folds: the pages as they come. Throws where the other side says that it fails. */
export async function* openedEventsFrom(
  port: FeedPort,
): AsyncGenerator<readonly OpenedEvent[], void, void> {
  const arrived: (Packed | string | null)[] = [];
  let notice = () => {};
  port.onmessage = ({ data }) => {
    arrived.push(data);
    notice();
  };
  for (;;) {
    const next = arrived.shift();
    if (next === undefined) await new Promise<void>((resolve) => notice = resolve);
    else if (next === null) return;
    else if (typeof next === "string") throw new Error(next);
    else {
      port.postMessage("taken");
      yield unpacked(next);
    }
  }
}

function packed(events: readonly OpenedEvent[]): Packed {
  const numbers = new Float64Array(events.length * 5);
  for (const [index, { position, version, number, form, at }] of events.entries()) {
    numbers.set([position, version, number, form, at], index * 5);
  }
  return {
    numbers,
    streams: events.map(({ stream }) => stream),
    texts: events.map(({ text }) => text),
  };
}

function unpacked({ numbers, streams, texts }: Packed): readonly OpenedEvent[] {
  return streams.map((stream, index) => ({
    position: numbers[index * 5]!,
    version: numbers[index * 5 + 1]!,
    number: numbers[index * 5 + 2]!,
    form: numbers[index * 5 + 3]!,
    at: numbers[index * 5 + 4]!,
    stream,
    text: texts[index]!,
  }));
}
