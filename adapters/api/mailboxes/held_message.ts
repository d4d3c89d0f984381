/**
 * The message that a call is about.
 *
 * @module
 */
import type { Rope } from "../../../events/rope.ts";
import { MissingBlob } from "../../../events/store.ts";
import type { HolderMailbox } from "../../mailboxes/holder_mailbox.ts";
import type { HeldMessage } from "../../storage/mailbox_pages.ts";
import { gone } from "../byte_answer.ts";
import { Problem } from "../problem.ts";
import type { World } from "../world.ts";
import { type OpenedMessage, openMessage } from "./enclosed.ts";

/**
 * A message in a mailbox.
 *
 * @throws {Problem} not-found
 */
export function requireMessage(
  { storage }: World,
  mailbox: HolderMailbox,
  uid: number,
): HeldMessage {
  const message = storage.mailboxPages.message(mailbox.key, uid);
  if (message) return message;
  throw noMessage();
}

/**
 * What a message lies in.
 *
 * @throws {Problem} not-found
 */
export function requireContent(mailbox: HolderMailbox, uid: number): Rope {
  const rope = mailbox.content(uid);
  if (rope) return rope;
  throw noMessage();
}

/**
 * Opens a message.
 *
 * @throws {Problem} gone, where it has been erased.
 */
export async function openHeld({ storage }: World, rope: Rope): Promise<OpenedMessage> {
  try {
    return await openMessage(rope, storage.blobs);
  } catch (error) {
    throw error instanceof MissingBlob ? gone() : error;
  }
}

/** The problem of a message that is not there. */
export function noMessage(): Problem {
  return new Problem("not-found", {
    detail: {
      en: "There is no message with this UID. One that was moved has another UID and the same " +
        "email_id; one that was deleted can be brought back by the provider for some days",
      it: "Non c'è un messaggio con questo UID. Se è stato spostato ha un altro UID e lo stesso " +
        "email_id; se è stato eliminato, il gestore può recuperarlo per alcuni giorni",
    },
  });
}
