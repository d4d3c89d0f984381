/**
 * Facts of the log itself: its days, their seals, the time stamps of its heads, and with what the
 * provider signs. The stream `log-days`. Numbers 500 to 519.
 *
 * @module
 */
import { z } from "zod";
import {
  addressSchema,
  defineEvent,
  type EventOf,
  ropeSchema,
  sha256Schema,
} from "./definition.ts";
import type { LegalDay } from "./legal_day.ts";
import { blobsOf } from "./rope.ts";

/** A day of legal time, `2026-11-21`. */
const daySchema: z.ZodType<LegalDay, LegalDay> = z.iso.date();
/** 32 octets in base64. */
const hashSchema = z.base64().length(44);

/** The log's days are counted from here on. */
export const opened = defineEvent({
  number: 500,
  name: "log.opened",
  version: 1,
  summary: "The provider signs heads of its log, and closes its days.",
  schema: z.strictObject({
    /** The name of the log in its checkpoints. */
    origin: z.string().min(1).max(255),
    /** The public key that verifies its heads, as a vkey (C2SP signed-note). */
    key: z.string().min(1).max(512),
    /**
     * The next day to be closed. What happened before the first one stands in its file as well; a
     * log that has lost events, and goes on under another name, goes on with its days.
     */
    day: daySchema,
  }),
});

/** A day is over, and all that belongs to it is known. */
export const dayClosed = defineEvent({
  number: 501,
  name: "log.day-closed",
  version: 1,
  summary: "A day of the log is closed.",
  schema: z.strictObject({
    day: daySchema,
    /** The position that follows the day before. */
    first: z.int().min(1),
    /** Of the day's last event; `first - 1` where nothing happened. */
    last: z.int().min(0),
    /** How many events the day's head covers: `last` or more. */
    size: z.int().min(1),
    /** The head's root. */
    root: hashSchema,
    /** The root of the tree over the lengths that the mailboxes' streams have at `last`. */
    lengths: hashSchema,
    /** The blob with the 32 octets that hide the leaves of that tree. */
    salt: sha256Schema,
    /** Operations of the day (RFC 6109 §2.3). */
    lines: z.int().min(0),
    /** How many times the day showed that what the lines must say is not kept. */
    breaches: z.int().min(0),
  }),
  refersTo: ({ salt }) => [salt],
});

/** The file of a closed day has been signed. */
export const daySealed = defineEvent({
  number: 502,
  name: "log.day-sealed",
  version: 1,
  summary: "The file of a day is signed, and with it what signatures of then are judged by.",
  schema: z.strictObject({
    day: daySchema,
    /** CMS SignedData over the day's text. */
    file: ropeSchema,
    /** Bytes of the file. */
    size: z.int().min(1),
    /** SHA-256 of the file: the file of the next day names it. */
    digest: sha256Schema,
    /** Blobs, DER: the provider's certificates, their issuers, those of time stamps. */
    certificates: z.array(sha256Schema),
    /** Blobs, DER: lists (RFC 5280 §5) and answers (RFC 6960) about revocation. */
    revocation: z.array(sha256Schema),
    /** The blob with the providers' directory, LDIF; null where there was none. */
    directory: sha256Schema.nullable(),
  }),
  refersTo: ({ file, certificates, revocation, directory }) => [
    ...blobsOf(file),
    ...certificates,
    ...revocation,
    ...(directory === null ? [] : [directory]),
  ],
});

/** An authority has said when a head existed. */
export const headStamped = defineEvent({
  number: 503,
  name: "log.head-stamped",
  version: 1,
  summary: "A head of the log has a time stamp (RFC 3161).",
  schema: z.strictObject({
    /** How many events the head covers. */
    size: z.int().min(1),
    /** The blob with the signed checkpoint. */
    head: sha256Schema,
    /** The URL of the authority. */
    authority: z.string().min(1).max(2048),
    /** The blob with the TimeStampToken, DER, over the SHA-256 of the checkpoint. */
    token: sha256Schema,
    /** The instant that it names. */
    instant: z.int(),
  }),
  refersTo: ({ head, token }) => [head, token],
});

/** Documents are made in this name from here on. */
export const issuerNamed = defineEvent({
  number: 504,
  name: "log.issuer-named",
  version: 1,
  summary: "The provider issues its documents under this name.",
  schema: z.strictObject({
    /** As the directory has it. */
    name: z.string().min(1).max(1000),
    domain: z.string().min(1).max(255),
    /** `posta-certificata@…` */
    address: addressSchema,
    /** The SMTP name: ordinary delivery status notifications say who reports. */
    hostname: z.string().min(1).max(255),
  }),
});

/** Documents may be signed with this certificate's key from here on. */
export const signerEnrolled = defineEvent({
  number: 505,
  name: "log.signer-enrolled",
  version: 1,
  summary: "The provider signs, now or later, with the key of this certificate.",
  schema: z.strictObject({
    /** The blob with the certificate, DER. */
    certificate: sha256Schema,
    /** The blobs with its issuers, DER, in the order in which signatures enclose them. */
    chain: z.array(sha256Schema),
  }),
  refersTo: ({ certificate, chain }) => [certificate, ...chain],
});

/** Every event of the log itself. */
export const logEvents = [
  opened,
  dayClosed,
  daySealed,
  headStamped,
  issuerNamed,
  signerEnrolled,
] as const;

/** An event of the log itself. */
export type LogEvent = EventOf<(typeof logEvents)[number]>;
/** A closed day. */
export type DayClosed = EventOf<typeof dayClosed>;
/** A sealed day. */
export type DaySealed = EventOf<typeof daySealed>;
/** A stamped head. */
export type HeadStamped = EventOf<typeof headStamped>;
