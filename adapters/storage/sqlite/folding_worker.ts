/**
 * A thread that folds some of the projections, while another one folds the others.
 *
 * @module
 */
import { projections } from "../../../events/projections/projections.ts";
import { openedEventsFrom } from "./opened_events.ts";
import { type Difference, Replay } from "./replay.ts";

/** What is to be folded and compared. */
export interface Folding {
  /** The data folder. */
  readonly folder: string;
  /** A file that is not there yet. */
  readonly scratch: string;
  /** The names of the projections. */
  readonly chosen: readonly string[];
  /** Where the pages come from. */
  readonly port: MessagePort;
}

/** What the thread says, beside `ready` at its start: a difference, a failure, the end. */
export type FoldingWord =
  | { readonly difference: Difference }
  | { readonly failure: string }
  | { readonly ended: true };

/** The worker's own end of its channel; the compiler sees this module as one of the main thread. */
const channel = globalThis as unknown as {
  onmessage: ((message: { data: unknown }) => void) | null;
  postMessage(word: FoldingWord | "ready"): void;
  close(): void;
};

async function fold({ folder, scratch, chosen, port }: Folding): Promise<void> {
  const replay = new Replay(
    folder,
    scratch,
    projections.filter(({ name }) => chosen.includes(name)),
  );
  try {
    for await (const _position of replay.foldAsLive(openedEventsFrom(port)));
    for (const difference of replay.differences()) channel.postMessage({ difference });
  } finally {
    replay.close();
  }
}

channel.onmessage = async ({ data }) => {
  try {
    await fold(data as Folding);
    channel.postMessage({ ended: true });
  } catch (error) {
    channel.postMessage({ failure: error instanceof Error ? error.message : String(error) });
  }
  channel.close();
};
channel.postMessage("ready");
