/**
 * Renders documents again: those of chosen events, or those of a part of the log.
 *
 * @module
 */
import type { Position, Recorded } from "../../events/store.ts";
import type { RenderingSources } from "../points/rendering.ts";
import type { EventReader, ReadOnlyStorage } from "../storage/storage.ts";
import { type RenderedPart, RenderingCheck } from "./rendering_check.ts";

/** A part of the log: the events after a position, up to another and with it. */
export interface Range {
  readonly after: Position;
  readonly until: Position;
}

/** Events of the log that are read at once. */
const PAGE = 1000;
/** Events before a part in which copies may lie whose documents are in it. */
const BEFORE = 1000;

/** Renders the documents of a part of the log again. */
export async function renderRange(
  events: EventReader,
  sources: RenderingSources,
  { after, until }: Range,
): Promise<RenderedPart> {
  const check = new RenderingCheck(events, sources);
  const before = { after: Math.max(0, after - BEFORE), until: after };
  for await (const recorded of eventsIn(events, before)) check.remember(recorded);
  for await (const recorded of eventsIn(events, { after, until })) await check.take(recorded);
  return check.part;
}

/** Renders the documents of chosen events again. They come in the order of the log. */
export async function renderEvents(
  events: EventReader,
  sources: RenderingSources,
  chosen: AsyncIterable<Recorded>,
): Promise<RenderedPart> {
  const check = new RenderingCheck(events, sources);
  for await (const recorded of chosen) await check.take(recorded);
  return check.part;
}

/** The events that concern one message, in order; none for an unknown identificativo. */
export async function* eventsOf(
  { events, queries }: Pick<ReadOnlyStorage, "events" | "queries">,
  pecId: string,
): AsyncGenerator<Recorded> {
  for (const { position } of await queries.timelineOf(pecId)) {
    yield* await events.readAll(position - 1, 1);
  }
}

/** The events of a part of the log, in order. */
export async function* eventsIn(
  events: EventReader,
  { after, until }: Range,
): AsyncGenerator<Recorded> {
  for (let position = after; position < until;) {
    const page = await events.readAll(position, Math.min(PAGE, until - position));
    yield* page;
    const last = page.at(-1);
    if (!last) return;
    position = last.position;
  }
}
