/**
 * BDAT (RFC 3030 §2): content in counted chunks.
 *
 * @module
 */
import { ChunkReader } from "../chunk_reader.ts";
import { answer, type Context, type Outcome } from "../outcome.ts";
import { type Reply, reply } from "../reply.ts";
import type { Commanding, Refusing } from "../state.ts";
import { tooLarge, Transfer } from "../transfer.ts";
import { completeTransaction } from "./data.ts";

/**
 * Opens a chunk. Also where it is refused its octets are read, since the client sends them
 * without waiting for an answer.
 */
export function bdat(context: Context, argument: string): Outcome {
  const [, digits, last] = /^(\d{1,15})( +LAST)?$/i.exec(argument) ?? [];
  if (digits === undefined) return answer(reply(501, "5.5.4", "Syntax: BDAT size [LAST]"));
  const reader = new ChunkReader(Number(digits));
  const ends = last === undefined ? "chunk" : "message";
  const { state, limits, now } = context;

  if (state.at === "chunks") {
    const { transfer } = state;
    return transfer.hasRoomFor(Number(digits))
      ? { state: { at: "receiving", reader, transfer, ends } }
      : { state: refusing(tooLarge(limits), { at: "greeted" }) };
  }
  const transaction = completeTransaction(context);
  if ("code" in transaction) return { state: refusing(transaction, state) };
  const transfer = new Transfer(limits, now);
  if (!transfer.hasRoomFor(Number(digits))) {
    return { state: refusing(tooLarge(limits), { at: "greeted" }) };
  }
  return {
    state: { at: "receiving", reader, transfer, ends },
    action: { action: "open", transaction },
  };

  function refusing(reply: Reply, next: Commanding): Refusing {
    return { at: "refusing", reader, reply, deadline: now + limits.contentTime, next };
  }
}
