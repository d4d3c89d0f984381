/**
 * Facts of a mailbox: the stream `mailbox-<address>`. Numbers 300 to 399.
 *
 * @module
 */
import { z } from "zod";
import { defineEvent, type EventOf, ropeSchema } from "./definition.ts";
import { blobsOf } from "./rope.ts";

/** The folder that every mailbox has (RFC 9051 §5.1). */
export const INBOX = "INBOX";

/** A message has been put into the mailbox. */
export const stored = defineEvent({
  number: 300,
  name: "mailbox.stored",
  version: 2,
  summary: "The mailbox holds a message.",
  schema: z.strictObject({
    /** Derived from the document: storing the same document twice stores it once. */
    entry: z.string(),
    /** Place in the mailbox: 1, 2, 3 …; never reused. */
    uid: z.int().min(1),
    folder: z.string().min(1).max(200),
    content: ropeSchema,
    size: z.int().min(0),
    /** Value of X-Ricevuta or X-Trasporto; `delivery-status` for an ordinary DSN. */
    kind: z.string(),
    /** The identificativo that the document is about. */
    pecId: z.string(),
    /** Message-ID of the document. */
    messageId: z.string(),
    subject: z.string(),
  }),
  upcasters: {
    // Until then there were no folders but the one that every mailbox has.
    1: (stored) => ({ ...stored, folder: INBOX }),
  },
  refersTo: (data) => blobsOf(data.content),
});

/** The definitions of this stream. */
export const mailboxEvents = [stored] as const;

/** An event of a stream `mailbox-…`. */
export type MailboxEvent = EventOf<(typeof mailboxEvents)[number]>;
