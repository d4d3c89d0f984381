/**
 * Compares the live projections with what the log says, on two processors.
 *
 * @module
 */
import { projections } from "../../../events/projections/projections.ts";
import { timeline } from "../../../events/projections/timeline.ts";
import type { Position } from "../../../events/store.ts";
import type { Folding, FoldingWord } from "./folding_worker.ts";
import { type OpenedEvent, OpenedEventsWriter } from "./opened_events.ts";
import { type Difference, Replay } from "./replay.ts";

/** Half of the work: more rows than all others together. */
const beside = [timeline];
const here = projections.filter((projection) => !beside.includes(projection));

/** What is compared. */
export interface ComparisonOrder {
  /** The data folder. */
  readonly folder: string;
  /** A file that is not there yet, nor one of this name with something behind it. */
  readonly scratch: string;
  /** The log from its first event on, decrypted. */
  readonly pages: AsyncIterable<readonly OpenedEvent[]>;
  /** Is told the position that has been reached, and that of the log's last event. */
  readonly reached: (position: Position, head: Position) => void;
}

/**
 * The rows that differ.
 *
 * @throws {Error} where an event cannot be read or folded.
 */
export async function* projectionDifferences(
  order: ComparisonOrder,
): AsyncGenerator<Difference, void, void> {
  const { port1, port2 } = new MessageChannel();
  const worker = new Worker(new URL("./folding_worker.ts", import.meta.url), { type: "module" });
  const words = wordsOf(worker, {
    folder: order.folder,
    scratch: `${order.scratch}-beside`,
    chosen: beside.map(({ name }) => name),
    port: port2,
  });
  const replay = new Replay(order.folder, order.scratch, here);
  try {
    for await (const position of replay.foldAsLive(teed(order.pages, port1))) {
      order.reached(position, replay.head);
    }
    yield* replay.differences();
    for (const word of await words) {
      if ("failure" in word) throw new Error(word.failure);
      if ("difference" in word) yield word.difference;
    }
  } finally {
    replay.close();
    worker.terminate();
    port1.close();
  }
}

/** All that the thread says until it has ended. */
function wordsOf(worker: Worker, folding: Folding): Promise<readonly FoldingWord[]> {
  const words: FoldingWord[] = [];
  return new Promise((resolve) => {
    worker.onmessage = ({ data }) => {
      // What is said before the thread listens is lost.
      if (data === "ready") return worker.postMessage(folding, [folding.port]);
      const word = data as FoldingWord;
      words.push(word);
      if (!("difference" in word)) resolve(words);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      resolve([{ failure: event.message }]);
    };
  });
}

/** The pages, each handed over as well. */
async function* teed(
  pages: AsyncIterable<readonly OpenedEvent[]>,
  port: MessagePort,
): AsyncGenerator<readonly OpenedEvent[], void, void> {
  const writer = new OpenedEventsWriter(port);
  try {
    for await (const page of pages) {
      await writer.write(page);
      yield page;
    }
  } finally {
    writer.end();
  }
}
