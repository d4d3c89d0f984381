/**
 * What the API tells of mailboxes and of the messages in them.
 *
 * @module
 */
import { z } from "@hono/zod-openapi";
import { ordinaryPolicySchema } from "../../../events/account.ts";
import { schemaText } from "../schema_texts.ts";
import {
  addressSchema,
  digestSchema,
  instantSchema,
  receiptTypeSchema,
  wellFormed,
} from "../schemas.ts";
import { MESSAGE_KINDS } from "./kinds.ts";
import { MOST_ATTACHMENTS } from "./parts.ts";
import { REMOVED_CONTENT } from "./safe_html.ts";

/** The path of a mailbox. */
export const mailboxParams = z.object({ address: addressSchema });

const uid = z.coerce.number().int().min(1).max(2 ** 32 - 1).openapi({
  description: "The UID of the message, as IMAP has it.",
  example: 17,
});

/** The path of a message in a mailbox. */
export const messageParams = mailboxParams.extend({ uid });

/** The name of a folder. */
export const folderNameSchema = z.string().min(1).max(255).refine(...wellFormed).openapi({
  description: "The name of a folder; `/` stands between it and the folder within which it lies.",
  example: "INBOX",
});

/** How full a mailbox is. */
export const mailboxUsageSchema = z.object({
  used: z.int().openapi({ description: "Octets of all messages." }),
  quota: z.int().openapi({
    description: "Octets that the mailbox may hold: the provider's choice.",
  }),
}).openapi("MailboxUsage");

/** What becomes of mail that is not certified. */
export const ordinaryMailSchema = z.object({
  // Cloned: schemas of events may have been made before `openapi` was there.
  policy: ordinaryPolicySchema.clone().openapi({
    description:
      "`refuse`: it is turned away while the sender's server is on the line. `accept`: " +
      "it comes into INBOX in an anomaly envelope. `folder`: into a folder of its own.",
  }),
  folder: folderNameSchema.nullable().openapi({
    description: "Where it comes with the policy `folder`; null with the others.",
  }),
}).openapi("OrdinaryMail");

/** A mailbox. */
export const mailboxSchema = z.object({
  address: addressSchema,
  status: z.enum(["open", "disabled"]).openapi({
    description: "A disabled mailbox neither sends nor receives, and its messages are not shown.",
  }),
  usage: mailboxUsageSchema,
  folders: z.int().openapi({ description: "How many there are." }),
  ordinary_mail: ordinaryMailSchema,
  receipts_folder: folderNameSchema.openapi({ description: "Where receipts arrive." }),
  second_factor: z.boolean().openapi({
    description: "Whether mail programs must log in with app passwords.",
  }),
}).openapi("Mailbox");

/** A folder. */
export const folderSchema = z.object({
  id: z.int().openapi({ description: "Its number; stays when it is renamed." }),
  name: folderNameSchema,
  messages: z.int().openapi({ description: "How many messages lie in it." }),
  unseen: z.int().openapi({ description: "How many of them are unread." }),
  size: z.int().openapi({ description: "Octets of its messages." }),
}).openapi("Folder");

/** A kind of message. */
export const messageKindSchema = z.enum(MESSAGE_KINDS).openapi({
  description: "`certified`: a transport envelope. `anomaly`: mail that is not certified, in an " +
    "anomaly envelope. `acceptance` … `virus_detection`: receipts and notices of PEC. `delivery_status`: a " +
    "report of an ordinary server. `quota_warning`: the mailbox is nearly full. `sent`: what the " +
    "holder has sent, as filed by the provider. `appended`: what a program has put there.",
  example: "certified",
});

/** A keyword of IMAP. */
export const keywordSchema = z.string().regex(
  /^[!#$&'+-[\]^-z|}~]{1,64}$/,
  schemaText({
    en: "It is no keyword of IMAP: write 1 to 64 letters, digits, $, - or _",
    it: "Non è una parola chiave IMAP: scrivi da 1 a 64 lettere, cifre, $, - o _",
  }),
).openapi({
  description: "A keyword of IMAP (RFC 9051 §2.3.2): printable ASCII without blanks. Those that " +
    "begin with `$Pec` are the provider's: they stay as they are.",
  example: "Protocollato",
});

const messageFields = {
  uid: z.int().openapi({ description: "Its UID. A message that is moved gets another one." }),
  email_id: z.string().openapi({
    description: "Stays when the message is moved; copies share it (EMAILID, RFC 8474).",
    example: "M17",
  }),
  folder: folderNameSchema,
  kind: messageKindSchema,
  pec_id: z.string().nullable().openapi({
    description: "The identificativo of the certified message that it is or is about.",
  }),
  subject: z.string(),
  sender: z.string().nullable().openapi({
    description: "Who has written it: of an envelope, the sender of the message in it.",
  }),
  preview: z.string().openapi({ description: "The first words." }),
  size: z.int().openapi({ description: "Octets, envelope and all." }),
  received_at: instantSchema,
  seen: z.boolean(),
  flagged: z.boolean(),
  answered: z.boolean(),
  keywords: z.array(z.string()).openapi({
    description: "Keywords of IMAP; those of the provider " +
      "begin with `$Pec`.",
  }),
  etag: z.string().openapi({ description: "For If-Match." }),
};

/** A message as lists show it. */
export const mailboxMessageSchema = z.object(messageFields).openapi("MailboxMessage");

const mailAddressSchema = z.object({
  address: z.string(),
  name: z.string().openapi({ description: "Empty for none." }),
}).openapi("MailAddress");

/** What daticert.xml says. */
export const certifiedFactsSchema = z.object({
  verified: z.boolean().openapi({
    description: "Whether the provider has verified the signature when the document arrived, or " +
      "has signed it itself. False for what a program has put into the mailbox.",
  }),
  pec_id: z.string().openapi({ description: "identificativo" }),
  kind: messageKindSchema,
  provider: z.string().openapi({ description: "gestore-emittente: who has issued the document." }),
  at: instantSchema.openapi({ description: "data: the instant that the document certifies." }),
  sender: z.string().openapi({ description: "mittente; empty where it is not told." }),
  recipients: z.array(z.object({ address: z.string(), certified: z.boolean() })).openapi({
    description: "destinatari",
  }),
  reply_to: z.string().openapi({ description: "risposte; empty for none." }),
  subject: z.string().openapi({ description: "oggetto" }),
  message_id: z.string().nullable().openapi({ description: "msgid: of the original message." }),
  receipt_type: receiptTypeSchema.nullable(),
  delivered_to: z.string().nullable().openapi({
    description: "consegna: the recipient whom a delivery or a failure concerns.",
  }),
  taken_in_charge_for: z.array(z.string()).openapi({ description: "ricezione" }),
  error: z.object({
    code: z.string().openapi({ description: "errore", example: "no-dest" }),
    detail: z.string().nullable().openapi({ description: "errore-esteso" }),
  }).nullable(),
}).openapi("CertifiedFacts");

/** An attachment. */
export const attachmentSchema = z.object({
  index: z.int().openapi({ description: "1, 2, 3 …: its place in the path." }),
  filename: z.string().nullable(),
  content_type: z.string().openapi({ description: "As the sender says." }),
  size: z.int().openapi({ description: "Octets, decoded." }),
  sha256: digestSchema,
  inline: z.boolean().openapi({ description: "Whether it is meant to be shown in the text." }),
  content_id: z.string().nullable(),
  url: z.string().openapi({ description: "Where its bytes are, under this server." }),
}).openapi("InboundAttachment");

/** A message, opened. */
export const openedMessageSchema = z.object({
  ...messageFields,
  certified: certifiedFactsSchema.nullable().openapi({
    description: "What the document's daticert.xml says; null for everything without one.",
  }),
  content: z.object({
    message_id: z.string().nullable(),
    date: instantSchema.nullable().openapi({ description: "As the sender's program says." }),
    from: z.array(mailAddressSchema),
    reply_to: z.array(mailAddressSchema),
    to: z.array(mailAddressSchema),
    cc: z.array(mailAddressSchema),
    subject: z.string(),
    text: z.string().nullable().openapi({
      description: "The text; of a message in HTML alone, what it shows.",
    }),
    html: z.string().nullable().openapi({
      description: "The HTML, made safe: nothing in it runs, fetches or covers anything. Images " +
        "of the message itself have the path of the attachment, and need credentials. Null for " +
        "none, and for one that nests too deeply.",
    }),
    html_removed: z.array(z.enum(REMOVED_CONTENT)).openapi({
      description: "What was taken out of the HTML.",
    }),
    truncated: z.boolean().openapi({
      description: "Whether only the first MiB of a text is shown; `/original` has all of it.",
    }),
    attachments: z.array(attachmentSchema).openapi({
      description: `The first ${MOST_ATTACHMENTS}.`,
    }),
  }).openapi({
    description: "Of an envelope the message in it, and of everything else the document itself.",
  }),
}).openapi("OpenedMailboxMessage");
