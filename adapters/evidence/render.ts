/**
 * The documents that nobody keeps: what was handed over to another provider follows from the
 * events, and its signature stands in them.
 *
 * @module
 */
import { renderAgain, type RenderedDocument, type RenderingSources } from "../points/rendering.ts";
import { kindOf } from "./facts.ts";
import type { MessageFact } from "./selection.ts";

/**
 * Every document that the events of a message say was issued.
 *
 * @param facts all events of the message's streams.
 * @param note is told of what cannot be rendered; the rest is handed out all the same.
 */
export async function renderDocuments(
  sources: RenderingSources,
  facts: readonly MessageFact[],
  note: (text: string) => void,
): Promise<readonly RenderedDocument[]> {
  const rendered: RenderedDocument[] = [];
  const streams = Map.groupBy(facts, ({ entry }) => entry.stream);
  for (const events of streams.values()) {
    if (kindOf(events[0]!) === "mailbox") continue;
    const recorded = events.map(({ entry: { position, stream, version }, event }) => {
      return { position, stream, version, event };
    });
    try {
      for await (const document of renderAgain(sources, recorded)) rendered.push(document);
    } catch (error) {
      note(error instanceof Error ? error.message : String(error));
    }
  }
  return rendered;
}
