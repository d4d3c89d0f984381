/**
 * The commands `message …`.
 *
 * @module
 */
import type { Queries, Standing, TimelineStep } from "../storage/storage.ts";
import { renderTable } from "./table.ts";

/** The latest messages as a table. */
export async function messageTable(queries: Queries, limit: number): Promise<string> {
  const messages = await queries.listMessages(limit);
  return renderTable(
    ["DATE", "SENDER", "RECIPIENTS", "STATUS", "SUBJECT", "PEC ID"],
    messages.map(({ at, sender, recipients, standings, subject, pecId }) => [
      new Date(at).toISOString(),
      sender,
      String(recipients),
      statusOf(standings),
      subject,
      pecId,
    ]),
  );
}

/** The status that all share, or how many recipients have which: `delivered 3, failed 1`. */
function statusOf(standings: readonly Standing[]): string {
  if (standings.length === 1) return standings[0]!.status;
  return standings.map(({ status, count }) => `${status} ${count}`).join(", ");
}

/** The life of a message as a table. Throws for a PEC id that the provider does not know. */
export async function timelineTable(queries: Queries, pecId: string): Promise<string> {
  const steps = await queries.timelineOf(pecId);
  if (steps.length === 0) {
    throw new Error(`Cannot find the message ${pecId}: message list shows the latest ones`);
  }
  return renderTable(["DATE", "EVENT", "WHO", "DETAIL"], steps.map(timelineRow));
}

/** One step of a message's life as a row: instant, event, addresses, detail. */
export function timelineRow({ at, event, who, detail }: TimelineStep): string[] {
  return [new Date(at).toISOString(), event, who, detail];
}
