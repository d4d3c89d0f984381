/**
 * Messages that must not be erased, as the operator sees and names them.
 *
 * @module
 */
import { custody, CUSTODY_KEY, type Hold } from "../../actors/custody.ts";
import type { Runtime } from "../../actors/runtime.ts";
import type { CustodyEvent } from "../../events/custody.ts";
import type { EventReader, Storage } from "../storage/storage.ts";
import { eventsOfStream } from "../storage/whole.ts";
import { renderTable } from "./table.ts";

/** The messages that are held, by identificativo. */
export type HeldMessages = ReadonlyMap<string, Hold>;

/** The messages that are held now. */
export async function heldMessages(events: EventReader): Promise<HeldMessages> {
  let state = custody.initial();
  for await (const { event } of eventsOfStream(events, `${custody.kind}-${CUSTODY_KEY}`)) {
    state = custody.evolve(state, event as CustodyEvent);
  }
  return state.held;
}

/** The messages that are held as a table. */
export function holdTable(held: HeldMessages): string {
  return renderTable(
    ["SINCE", "PEC ID", "REASON"],
    [...held].map(([pecId, { since, reason }]) => [new Date(since).toISOString(), pecId, reason]),
  );
}

/**
 * Holds a message; nothing new where it is held already.
 *
 * @throws {Error} for a message of which the log says nothing: a hold of it would keep nothing.
 */
export async function holdMessage(
  storage: Storage,
  runtime: Runtime,
  pecId: string,
  reason: string,
): Promise<void> {
  await storage.projected();
  if (storage.trace.linesOf(pecId).length === 0) {
    throw new Error(
      `Cannot hold ${pecId}: the log has no such message, or not any more. Give a PEC id as ` +
        "message list shows it",
    );
  }
  const { refusal } = await runtime.send(custody, CUSTODY_KEY, { type: "hold", pecId, reason });
  if (refusal) throw new Error(`Cannot hold ${pecId}: ${refusal.detail}`);
}

/**
 * Ends the hold of a message.
 *
 * @throws {Error} for a message that is not held.
 */
export async function releaseMessage(
  storage: Storage,
  runtime: Runtime,
  pecId: string,
  reason: string,
): Promise<void> {
  if (!(await heldMessages(storage.events)).has(pecId)) {
    throw new Error(`Cannot release ${pecId}: it is not held. hold list shows which messages are`);
  }
  const { refusal } = await runtime.send(custody, CUSTODY_KEY, { type: "release", pecId, reason });
  if (refusal) throw new Error(`Cannot release ${pecId}: ${refusal.detail}`);
}
