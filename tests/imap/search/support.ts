/**
 * A folder to search in.
 *
 * @module
 */

import type { Searched } from "../../../adapters/imap/server/search/searched.ts";
import { Selection } from "../../../adapters/imap/server/selection.ts";
import { FolderView } from "../../../adapters/mailboxes/folder_view.ts";
import { FOLDERS } from "../../../events/folders.ts";
import { ANNA, message, type Workplace } from "../../mailboxes/index/support.ts";

/** The day of the simulated clock, 2026-11-21, in days since 1970-01-01. */
export const TODAY = 20_778;

const DAY = 24 * 60 * 60 * 1000;
const NOON = TODAY * DAY + DAY / 2;

/** The INBOX as it is now; `now` is noon of {@linkcode TODAY}. */
export async function searchedInbox(place: Workplace): Promise<Searched> {
  const view = await FolderView.open(ANNA, FOLDERS.inbox, place.storage.mailboxes);
  const selection = new Selection(view, true, () => {});
  return { mailbox: ANNA, era: 0, selection, index: place.index, now: NOON };
}

/** An INBOX with five messages, their numbers not their UIDs: the first is gone. */
export async function fiveMessages(place: Workplace): Promise<Searched> {
  await place.openAccount();
  const dated = (date: string) => [`Date: ${date}`];
  await place.store([message("gone", "gone")]);
  await place.store(
    [message("Fattura 12", "la città vecchia", dated("Fri, 20 Nov 2026 23:30:00 -0500"))],
    ANNA,
    { flags: ["\\Seen", "$PecReceipt"], received: NOON - 2 * DAY, at: NOON },
  );
  await place.store(
    [message("Re: fattura 12", "allegata", dated("Sat, 21 Nov 2026 00:30:00 +0900"))],
    ANNA,
    { flags: ["\\Flagged"], received: NOON - DAY, at: NOON - DAY },
  );
  await place.store([message("Contratto", "fattura")], ANNA, { received: NOON - 60_000, at: NOON });
  await place.store([message("Ordine", "x".repeat(2000), dated("no date"))], ANNA, {
    flags: ["\\Seen"],
    received: NOON,
    at: NOON,
  });
  await place.store([message("", "")], ANNA, { received: NOON - 3 * DAY, at: NOON });
  await place.append([{
    type: "mailbox.expunged",
    at: NOON,
    folder: FOLDERS.inbox,
    uids: "1",
    until: NOON + DAY,
  }]);
  return await searchedInbox(place);
}
