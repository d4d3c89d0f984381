/**
 * A thread that renders parts of the log again: for each request an answer.
 *
 * @module
 */
import { systemClock } from "../clock.ts";
import { loadPublicConfiguration } from "../config/load.ts";
import { openIssuers } from "../opening/issuers.ts";
import type { RenderingSources } from "../points/rendering.ts";
import { Structures } from "../points/structures.ts";
import { openStorageReadOnly } from "../storage/sqlite/open.ts";
import type { ReadOnlyStorage } from "../storage/storage.ts";
import { renderRange } from "./replay_render.ts";
import type { RenderingReply, RenderingRequest, RenderingWord } from "./replay_render_all.ts";

/** The worker's own end of its channel; the compiler sees this module as one of the main thread. */
const channel = globalThis as unknown as {
  onmessage: ((message: { data: unknown }) => void) | null;
  postMessage(word: RenderingWord): void;
};

interface Opened {
  readonly storage: ReadOnlyStorage;
  readonly sources: RenderingSources;
}

async function open(file: string): Promise<Opened> {
  const configuration = await loadPublicConfiguration(file);
  const storage = await openStorageReadOnly(configuration.storage.folder, systemClock);
  const { blobs } = storage;
  const issuers = await openIssuers(configuration, storage);
  return { storage, sources: { blobs, issuers, structures: new Structures(blobs) } };
}

let opened: Promise<Opened> | null = null;

async function answer(request: RenderingRequest): Promise<RenderingReply> {
  try {
    opened ??= open(request.file);
    const { storage, sources } = await opened;
    return await renderRange(storage.events, sources, request.range);
  } catch (error) {
    return { failed: error instanceof Error ? error.message : String(error) };
  }
}

channel.onmessage = async ({ data }) => channel.postMessage(await answer(data as RenderingRequest));
// What is posted to a thread before its modules have been evaluated may get lost.
channel.postMessage("ready");
