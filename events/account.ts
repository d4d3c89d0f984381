/**
 * Facts of a holder's account: the stream `account-<address>`. Numbers 400 to 499.
 *
 * Credentials never stand in an event: the verifier of a password is a blob, and the event names
 * it, so that it can be erased without touching the log.
 *
 * @module
 */
import { z } from "zod";
import { addressSchema, defineEvent, type EventOf, sha256Schema } from "./definition.ts";

/** A mailbox has been assigned to a holder, or set up for the provider's own service. */
export const opened = defineEvent({
  number: 400,
  name: "account.opened",
  version: 1,
  summary: "An address of the provider has a mailbox.",
  schema: z.strictObject({
    address: addressSchema,
    /** `holder`: may log in and send. `service`: the provider's own (RFC 6109 §2.2.5). */
    role: z.enum(["holder", "service"]),
  }),
});

/** The holder's password has been set. */
export const passwordSet = defineEvent({
  number: 401,
  name: "account.password-set",
  version: 1,
  summary: "The account has a new password.",
  schema: z.strictObject({
    /** The blob that holds the Argon2id verifier as a PHC string. */
    verifier: sha256Schema,
  }),
  refersTo: (data) => [data.verifier],
});

/** The account may no longer log in, send or receive. */
export const disabled = defineEvent({
  number: 402,
  name: "account.disabled",
  version: 1,
  summary: "The account may no longer log in, send or receive.",
  schema: z.strictObject({ reason: z.string() }),
});

/** The account works again. */
export const enabled = defineEvent({
  number: 403,
  name: "account.enabled",
  version: 1,
  summary: "The account works again.",
  schema: z.strictObject({ reason: z.string() }),
});

/** What becomes of ordinary mail: RFC 6109 §2.2.2 leaves it to the provider and the holder. */
export const ordinaryPolicySchema = z.enum(["refuse", "accept", "folder"]);
/** See {@linkcode ordinaryPolicySchema}. */
export type OrdinaryPolicy = z.output<typeof ordinaryPolicySchema>;

/** The holder has chosen what becomes of ordinary mail. */
export const ordinaryMailSet = defineEvent({
  number: 404,
  name: "account.ordinary-mail-set",
  version: 1,
  summary: "The account refuses ordinary mail, or takes it in anomaly envelopes.",
  schema: z.strictObject({
    /** `refuse`: in the session. `accept`: into INBOX. `folder`: into a folder of its own. */
    policy: ordinaryPolicySchema,
    /** The folder; only with the policy `folder`. */
    folder: z.string().min(1).max(200).exactOptional(),
  }),
});

/** The size of the mailbox has been set. */
export const quotaSet = defineEvent({
  number: 405,
  name: "account.quota-set",
  version: 1,
  summary: "The mailbox of the account may hold so many bytes.",
  schema: z.strictObject({ bytes: z.int().min(1) }),
});

/** The folder for receipts has been chosen. */
export const receiptsFolderSet = defineEvent({
  number: 406,
  name: "account.receipts-folder-set",
  version: 1,
  summary: "Receipts for the account go to another folder.",
  schema: z.strictObject({ folder: z.string().min(1).max(200) }),
});

/** What an app password lets a program do: read by IMAP and POP3, send by SMTP, or both. */
export const appPasswordScopeSchema = z.enum(["read", "send", "both"]);
/** See {@linkcode appPasswordScopeSchema}. */
export type AppPasswordScope = z.output<typeof appPasswordScopeSchema>;

/** A network in the notation of RFC 4632 §3.1 or RFC 4291 §2.3: `192.0.2.0/24`, `2001:db8::/32`. */
export const networkSchema = z.union([z.cidrv4(), z.cidrv6()]);

/** A program has got a password of its own. */
export const appPasswordAdded = defineEvent({
  number: 407,
  name: "account.app-password-added",
  version: 1,
  summary: "A mail program may log in to the account with a password of its own.",
  schema: z.strictObject({
    /** 1, 2, 3 …; never reused in an account. */
    id: z.int().min(1),
    /** What the holder calls it. */
    name: z.string().min(1).max(100),
    scope: appPasswordScopeSchema,
    /** From where it works; absent: from everywhere. */
    networks: z.array(networkSchema).min(1).max(20).exactOptional(),
    /** When it ceases to work, in milliseconds; absent: never. */
    expires: z.int().exactOptional(),
    /** The blob that holds its verifier. */
    verifier: sha256Schema,
  }),
  refersTo: (data) => [data.verifier],
});

/** A program's password works no longer. */
export const appPasswordRevoked = defineEvent({
  number: 408,
  name: "account.app-password-revoked",
  version: 1,
  summary: "An app password of the account works no longer.",
  schema: z.strictObject({ id: z.int().min(1) }),
});

/** Whether the holder needs a second factor. */
export const secondFactorSet = defineEvent({
  number: 409,
  name: "account.second-factor-set",
  version: 1,
  summary: "The account is under a second factor, or no longer: programs need app passwords.",
  schema: z.strictObject({
    /** Mail protocols know no second factor: while it is required they take app passwords alone. */
    required: z.boolean(),
  }),
});

/** The definitions of this stream. */
export const accountEvents = [
  opened,
  passwordSet,
  disabled,
  enabled,
  ordinaryMailSet,
  quotaSet,
  receiptsFolderSet,
  appPasswordAdded,
  appPasswordRevoked,
  secondFactorSet,
] as const;

/** An event of a stream `account-…`. */
export type AccountEvent = EventOf<(typeof accountEvents)[number]>;
