/**
 * UIDL (RFC 1939 §7).
 *
 * @module
 */
import { listReply } from "../dot_stuffing.ts";
import { answer, type Context, type Outcome, send } from "../outcome.ts";
import { ok } from "../reply.ts";
import type { Transaction } from "../state.ts";
import { messageOf } from "./argument.ts";

/**
 * Tells the unique identifier of one message, or of all. None is ever given twice, and none changes
 * while its message stays in INBOX.
 */
export function uidl({ state }: Context<Transaction>, argument: string): Outcome {
  const { drop } = state;
  if (argument === "") {
    const lines = drop.lines(({ uid }, number) => `${number} ${drop.maildrop.uniqueId(uid)}`);
    return send(listReply(ok("Identifiers follow"), lines), state);
  }
  const found = messageOf(drop, argument, "UIDL [number]");
  if ("refused" in found) return found.refused;
  return answer(ok(`${found.number} ${drop.maildrop.uniqueId(found.message.uid)}`));
}
