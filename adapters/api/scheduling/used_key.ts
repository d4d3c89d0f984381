/**
 * Which request an identificativo belongs to.
 *
 * @module
 */
import { outgoing } from "../../../actors/outgoing.ts";
import type { OutgoingEvent } from "../../../events/outgoing.ts";
import type { EventReader } from "../../storage/storage.ts";

/** `outgoing.submitted` and `outgoing.requested`: both are recorded at once. */
const FIRST_FACTS = 2;

/** Whether something was submitted under an identificativo: nothing, this request, or another. */
export async function useOf(
  events: EventReader,
  pecId: string,
  fingerprint: string,
): Promise<"none" | "this" | "another"> {
  const facts = await events.readStream(`${outgoing.kind}-${pecId}`, 0, FIRST_FACTS);
  if (facts.length === 0) return "none";
  const isThis = facts.map(({ event }) => event as OutgoingEvent).some((event) =>
    event.type === "outgoing.requested" && event.fingerprint === fingerprint
  );
  return isThis ? "this" : "another";
}
