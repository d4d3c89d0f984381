/**
 * Facts of a mailbox: the stream `mailbox-<address>`. Numbers 300 to 399.
 *
 * The version of an event in its stream is the MODSEQ (RFC 7162 §3.1) of the messages that it
 * concerns; UIDs are given once in the whole mailbox.
 *
 * @module
 */
import { z } from "zod";
import { defineEvent, type EventOf, ropeSchema } from "./definition.ts";
import { FOLDERS } from "./folders.ts";
import { blobsOf } from "./rope.ts";
import { UID_SET } from "./uid_set.ts";

/** A UID (RFC 9051 §2.3.1.1). */
const uid = z.int().min(1);

/** The number of a folder: its UIDVALIDITY and its MAILBOXID; never given twice in a mailbox. */
const folder = z.int().min(1);

const folderName = z.string().min(1).max(255);

/** UIDs of messages, ascending. */
const uids = z.string().regex(UID_SET);

/** `\Seen` and the other system flags in this spelling, or a keyword. */
const flags = z.array(z.string().regex(/^\\?[!#$&'+-[\]^-z|}~]{1,64}$/)).max(100);

/** A message has been put into the mailbox. */
export const stored = defineEvent({
  number: 300,
  name: "mailbox.stored",
  version: 3,
  summary: "The mailbox holds a message.",
  schema: z.strictObject({
    /** Derived from the document: storing the same document twice stores it once. */
    entry: z.string(),
    /** Place in the mailbox: 1, 2, 3 …; never reused. */
    uid,
    folder,
    content: ropeSchema,
    size: z.int().min(0),
    /** Value of X-Ricevuta or X-Trasporto; `delivery-status` for an ordinary DSN. */
    kind: z.string(),
    /** The identificativo that the document is about. */
    pecId: z.string(),
    /** Message-ID of the document. */
    messageId: z.string(),
    subject: z.string(),
    /** What it bears from the start. */
    flags,
    /** INTERNALDATE in milliseconds; absent where it is the instant of the event. */
    received: z.int().exactOptional(),
  }),
  upcasters: {
    // Until then there were no folders but the one that every mailbox has.
    1: (stored) => ({ ...stored, folder: "INBOX" }),
    // Until then folders were names, and the only other one was that of ordinary mail.
    2: (stored) => ({
      ...stored,
      folder: stored["folder"] === "INBOX" ? FOLDERS.inbox : FOLDERS.ordinary,
      flags: [],
    }),
  },
  refersTo: (data) => blobsOf(data.content),
});

/** Flags of messages have changed; only messages that it changed are named. */
export const flagged = defineEvent({
  number: 301,
  name: "mailbox.flagged",
  version: 1,
  summary: "Messages of a folder have got or lost flags.",
  schema: z.strictObject({ folder, uids, add: flags, remove: flags }),
});

/** Where messages have gone: the first of them has the UID `first` there, the next the next. */
const transfer = z.strictObject({ from: folder, to: folder, uids, first: uid });

/** Messages lie in another folder as well. */
export const copied = defineEvent({
  number: 302,
  name: "mailbox.copied",
  version: 1,
  summary: "Messages of a folder have been copied to another one.",
  schema: transfer,
});

/** Messages lie in another folder now. */
export const moved = defineEvent({
  number: 303,
  name: "mailbox.moved",
  version: 1,
  summary: "Messages of a folder have been moved to another one.",
  schema: transfer,
});

/** Messages are gone for the holder. */
export const expunged = defineEvent({
  number: 304,
  name: "mailbox.expunged",
  version: 1,
  summary: "Messages of a folder have been deleted.",
  schema: z.strictObject({
    folder,
    uids,
    /** The instant until which the operator can bring them back. */
    until: z.int(),
  }),
});

/** The operator has brought deleted messages back. */
export const restored = defineEvent({
  number: 305,
  name: "mailbox.restored",
  version: 1,
  summary: "Deleted messages are back in a folder.",
  schema: z.strictObject({
    /** The UIDs that they had. */
    uids,
    to: folder,
    first: uid,
  }),
});

/** The time is over in which deleted messages could be brought back. */
export const purged = defineEvent({
  number: 306,
  name: "mailbox.purged",
  version: 1,
  summary: "Deleted messages can no longer be brought back.",
  schema: z.strictObject({ uids }),
});

/** There is a new folder. */
export const folderMade = defineEvent({
  number: 307,
  name: "mailbox.folder-made",
  version: 1,
  summary: "The mailbox has a new folder.",
  schema: z.strictObject({ folder, name: folderName }),
});

/** A folder is called otherwise. */
export const folderRenamed = defineEvent({
  number: 308,
  name: "mailbox.folder-renamed",
  version: 1,
  summary: "A folder of the mailbox has a new name.",
  schema: z.strictObject({ folder, name: folderName }),
});

/** A folder, which was empty, is gone. */
export const folderRemoved = defineEvent({
  number: 309,
  name: "mailbox.folder-removed",
  version: 1,
  summary: "The mailbox has lost a folder.",
  schema: z.strictObject({ folder }),
});

/** A name stands on the holder's list of folders; it outlives the folder (RFC 9051 §6.3.7). */
export const subscribed = defineEvent({
  number: 310,
  name: "mailbox.subscribed",
  version: 1,
  summary: "The holder has subscribed to a folder.",
  schema: z.strictObject({ name: folderName }),
});

/** A name stands on the holder's list no longer. */
export const unsubscribed = defineEvent({
  number: 311,
  name: "mailbox.unsubscribed",
  version: 1,
  summary: "The holder has unsubscribed from a folder.",
  schema: z.strictObject({ name: folderName }),
});

/** The mailbox has become fuller than a share of its quota: the holder must be told. */
export const quotaPassed = defineEvent({
  number: 312,
  name: "mailbox.quota-passed",
  version: 1,
  summary: "The mailbox is fuller than 70, 85 or 95 per cent of what it may hold.",
  schema: z.strictObject({
    percent: z.int().min(1).max(100),
    /** Bytes in use. */
    size: z.int().min(0),
    /** Bytes that the mailbox may hold. */
    quota: z.int().min(1),
  }),
});

/** The definitions of this stream. */
export const mailboxEvents = [
  stored,
  flagged,
  copied,
  moved,
  expunged,
  restored,
  purged,
  folderMade,
  folderRenamed,
  folderRemoved,
  subscribed,
  unsubscribed,
  quotaPassed,
] as const;

/** An event of a stream `mailbox-…`. */
export type MailboxEvent = EventOf<(typeof mailboxEvents)[number]>;
