/**
 * What happened to a message as far as it is its sender's business: what concerns the mailboxes of
 * recipients alone is nobody else's, also where they are of the same provider.
 *
 * @module
 */
import { factsAbout } from "../../evidence/message.ts";
import { type MessageFact, selectFor } from "../../evidence/selection.ts";
import type { World } from "../world.ts";
import type { Message } from "./schemas.ts";

/** The events in the order of the log, up to now; none while the message is only scheduled. */
export async function senderFacts(
  { storage }: World,
  { pec_id, mailbox, submitted_at }: Message,
): Promise<readonly MessageFact[]> {
  if (submitted_at === null) return [];
  await storage.projected();
  const everything = { size: Number.MAX_SAFE_INTEGER };
  const facts = await factsAbout(pec_id, { storage, head: everything });
  // What is erased in this very moment leaves nothing to choose from.
  return facts.length === 0 ? [] : selectFor(facts, mailbox).facts;
}
