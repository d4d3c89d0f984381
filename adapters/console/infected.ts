/**
 * The commands `infected …`: the special storage (RFC 6109 §2.2.4), reachable from here alone.
 *
 * @module
 */
import type { AnyEvent } from "../../events/definition.ts";
import type { Rope } from "../../events/rope.ts";
import type { InfectedMessage, ReadOnlyStorage } from "../storage/storage.ts";
import { renderTable } from "./table.ts";
import { writeWhole } from "./whole_file.ts";

/** The infected messages as a table. */
export function infectedTable(messages: readonly InfectedMessage[]): string {
  return renderTable(
    ["NUMBER", "DATE", "FOUND", "STREAM"],
    messages.map(({ position, at, signature, stream }) => [
      String(position),
      new Date(at).toISOString(),
      signature,
      stream,
    ]),
  );
}

/** Writes one infected message, as it came, into a new file that only its owner may read. */
export async function exportInfected(
  { queries, events, blobs }: ReadOnlyStorage,
  number: number,
  file: string,
): Promise<void> {
  const found = (await queries.listInfected()).find(({ position }) => position === number);
  if (!found) throw new Error(`Cannot find ${number}: infected list shows which there are`);
  const recorded = await events.readStream(found.stream, 0, 1);
  const content = recorded.map(({ event }) => contentOf(event)).find((rope) => rope !== null);
  if (!content) throw new Error(`Cannot export ${number}: its stream holds no content`);
  const output = await Deno.open(file, { write: true, createNew: true, mode: 0o600 });
  await writeWhole(output, file, blobs.read(content));
}

function contentOf(event: AnyEvent): Rope | null {
  return "content" in event ? event.content as Rope : null;
}
