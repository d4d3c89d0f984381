/**
 * A thread that reads and decrypts the log for another one that folds it.
 *
 * @module
 */
import { systemClock } from "../../clock.ts";
import { openSnapshot } from "./open.ts";
import { type FeedPort, OpenedEventsWriter } from "./opened_events.ts";
import { readOpened } from "./rows.ts";

/** The worker's own end of its channel; the compiler sees this module as one of the main thread. */
const channel = globalThis as unknown as FeedPort;

/** Events that are read at once. */
const PAGE = 1000;

async function read(folder: string, port: FeedPort): Promise<void> {
  const snapshot = openSnapshot(folder, systemClock);
  const writer = new OpenedEventsWriter(port);
  try {
    for (let position = 0;;) {
      const page = readOpened(snapshot.statements, position, PAGE);
      if (page.length === 0) break;
      await writer.write(page);
      position = page.at(-1)!.position;
    }
    writer.end();
  } catch (error) {
    writer.fail(error instanceof Error ? error.message : String(error));
  }
  await snapshot.close();
}

channel.onmessage = async ({ data }) => {
  await read(data as string, channel);
  channel.close();
};
channel.postMessage("ready");
