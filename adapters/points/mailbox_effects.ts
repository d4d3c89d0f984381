/**
 * What a mailbox owes its holder: a word when it fills up.
 *
 * @module
 */
import type { MailboxCommand, MailboxEffect, MailboxState } from "../../actors/mailbox.ts";
import type { Performer } from "../../actors/runtime.ts";
import { INBOX } from "../../events/folders.ts";
import { keyOf } from "../../events/projections/projection.ts";
import { quotaWarning } from "../documents/pec/quota_warning.ts";
import { storeInMailbox } from "./mailboxes.ts";
import type { Provider } from "./provider.ts";

/** The value of `kind` of a word about how full the mailbox is. */
export const QUOTA_WARNING_KIND = "quota-warning";

/** Stores the word in INBOX, against any quota. */
export function mailboxEffects(
  provider: Pick<Provider, "issuer" | "blobs" | "queries" | "runtime">,
): Performer<MailboxState, MailboxCommand, MailboxEffect> {
  return async ({ entry, warning: { at, size, quota } }, { id }) => {
    const key = keyOf(id);
    const account = await provider.queries.accountByAddress(key);
    const mailbox = account?.address ?? key;
    const { bytes, messageId, subject } = quotaWarning(provider.issuer, {
      mailbox,
      at,
      size,
      quota,
    });
    const writer = provider.blobs.create();
    await writer.write(bytes);
    const { rope: content, small } = await writer.end();
    const message = {
      entry,
      folder: INBOX,
      content,
      size: bytes.length,
      kind: QUOTA_WARNING_KIND,
      pecId: "",
      messageId,
      subject,
      flags: [],
    };
    await storeInMailbox(provider, key, [message], small, null);
    return {};
  };
}
