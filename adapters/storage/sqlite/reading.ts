/**
 * Reads and decrypts a log in a thread of its own.
 *
 * @module
 */
import { type OpenedEvent, openedEventsFrom } from "./opened_events.ts";

/**
 * The pages of a data folder's log, from its first event on; one state of it. The thread ends with
 * the iteration.
 *
 * @throws {Error} where an event cannot be read.
 */
export async function* openedEventsOf(
  folder: string,
): AsyncGenerator<readonly OpenedEvent[], void, void> {
  const worker = new Worker(new URL("./reading_worker.ts", import.meta.url), { type: "module" });
  try {
    // What is said before the thread listens is lost.
    await new Promise<void>((resolve) => worker.onmessage = () => resolve());
    const pages = openedEventsFrom({
      postMessage: (word: unknown) => worker.postMessage(word),
      set onmessage(take: MessagePort["onmessage"]) {
        worker.onmessage = take as Worker["onmessage"];
      },
      close: () => worker.terminate(),
    });
    worker.postMessage(folder);
    yield* pages;
  } finally {
    worker.terminate();
  }
}
