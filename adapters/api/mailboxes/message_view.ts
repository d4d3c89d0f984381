/**
 * A message of a mailbox as lists show it.
 *
 * @module
 */
import type { z } from "@hono/zod-openapi";
import { MimeScanner } from "../../documents/mime/scanner.ts";
import { isMailbox } from "../../documents/mime/mailbox.ts";
import { readingLimits } from "../../documents/imap/structure.ts";
import { MimeFault } from "../../documents/mime/limits.ts";
import { emailIdOf, type Era } from "../../mailboxes/era.ts";
import { flagsIn, hasFlag } from "../../mailboxes/flags.ts";
import type { HolderMailbox } from "../../mailboxes/holder_mailbox.ts";
import type { HeldMessage } from "../../storage/mailbox_pages.ts";
import { entityTag } from "../entity_tag.ts";
import { textOfInstant } from "../schemas.ts";
import type { World } from "../world.ts";
import { kindOf } from "./kinds.ts";
import { addressesIn } from "./message_content.ts";
import type { mailboxMessageSchema } from "./schemas.ts";

/** A message. */
export type MessageView = z.output<typeof mailboxMessageSchema>;

/** What is known of a message whose bytes are gone. */
const NOTHING = { preview: "", header: null };

/** Messages as lists show them, in their order. */
export async function messageViews(
  { index }: World,
  mailbox: HolderMailbox,
  messages: readonly HeldMessage[],
): Promise<MessageView[]> {
  const facts = await index.facts(mailbox.key, messages, ["preview", "header"]);
  return messages.map((message) =>
    viewOf(message, facts.get(message.email) ?? NOTHING, mailbox.era)
  );
}

/** A message as lists show it. */
export async function messageView(
  world: World,
  mailbox: HolderMailbox,
  message: HeldMessage,
): Promise<MessageView> {
  const [view] = await messageViews(world, mailbox, [message]);
  return view!;
}

/** The tag of a message's state. */
export function messageTag(
  { uid, modseq }: Pick<HeldMessage, "uid" | "modseq">,
  era: Era,
): string {
  return entityTag(era, uid, modseq);
}

/** The keywords among flags, as the mailbox writes them. */
export function keywordsIn(flags: string): string[] {
  return flagsIn(flags).filter((flag) => !flag.startsWith("\\"));
}

function viewOf(
  message: HeldMessage,
  { preview, header }: { readonly preview: string; readonly header: Uint8Array | null },
  era: Era,
): MessageView {
  const { flags } = message;
  return {
    uid: message.uid,
    email_id: emailIdOf(era, message.email),
    folder: message.folderName,
    kind: kindOf(message.kind),
    pec_id: message.pecId || null,
    subject: message.subject.toWellFormed(),
    sender: header === null ? null : senderIn(header),
    preview: preview.toWellFormed(),
    size: message.size,
    received_at: textOfInstant(message.received),
    seen: hasFlag(flags, "\\Seen"),
    flagged: hasFlag(flags, "\\Flagged"),
    answered: hasFlag(flags, "\\Answered"),
    keywords: keywordsIn(flags),
    etag: messageTag(message, era),
  };
}

/** From; of an envelope `Per conto di: ADDRESS` is its name (RFC 6109 §4.3.1). */
function senderIn(header: Uint8Array): string | null {
  const scanner = new MimeScanner(readingLimits);
  try {
    scanner.push(header);
    const [from] = addressesIn(scanner.end(), "From");
    if (!from) return null;
    const named = /^Per conto di: *(\S+)$/i.exec(from.name)?.[1];
    return named !== undefined && isMailbox(named) ? named : from.address;
  } catch (error) {
    if (error instanceof MimeFault) return null;
    throw error;
  }
}
