/**
 * DATA (RFC 5321 §4.1.1.4).
 *
 * @module
 */
import { DataReader } from "../data_reader.ts";
import type { Transaction } from "../handler.ts";
import { answer, type Context, type Outcome } from "../outcome.ts";
import { type Reply, reply } from "../reply.ts";
import { Transfer } from "../transfer.ts";

/** Opens the content of the transaction. */
export function data(context: Context, argument: string): Outcome {
  if (argument !== "") return answer(reply(501, "5.5.4", "DATA takes no argument"));
  const transaction = completeTransaction(context);
  if ("code" in transaction) return answer(transaction);
  return {
    reply: reply(354, "", "End the content with <CRLF>.<CRLF>"),
    state: {
      at: "receiving",
      reader: new DataReader(),
      transfer: new Transfer(context.limits, context.now),
      ends: "message",
    },
    action: { action: "open", transaction },
  };
}

/** The transaction, if content may come now; otherwise what to answer. */
export function completeTransaction({ state, client }: Context): Transaction | Reply {
  // RFC 3030 §2: after BDAT no DATA.
  if (state.at !== "addressing") return reply(503, "5.5.1", "Send MAIL and RCPT first");
  if (state.recipients.length === 0) return reply(554, "5.5.1", "No valid recipients");
  return { ...state.envelope, recipients: state.recipients, peer: client.peer };
}
