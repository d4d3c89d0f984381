/**
 * Facts of a client of the API, a partner's program: the stream `client-<id>`. Numbers 600 to 619.
 *
 * Secrets never stand in an event: of a key there is the SHA-256 of its 256 random bits.
 *
 * @module
 */
import { z } from "zod";
import { networkSchema } from "./account.ts";
import { defineEvent, type EventOf, sha256Schema } from "./definition.ts";

/** The two worlds of the API: what has effects, and the sandbox. */
export const worldModeSchema = z.enum(["live", "test"]);
/** See {@linkcode worldModeSchema}. */
export type WorldMode = z.output<typeof worldModeSchema>;

/** What a credential may be good for: a resource and a verb. */
export const scopeSchema = z.enum([
  "messages:read",
  "messages:send",
  "evidence:read",
  "verifications:create",
  "mailboxes:read",
  "mailboxes:write",
  "settings:write",
  "directory:read",
  "events:read",
  "webhooks:read",
  "webhooks:write",
  "keys:read",
  "keys:write",
  "sandbox:write",
]);
/** See {@linkcode scopeSchema}. */
export type Scope = z.output<typeof scopeSchema>;

/** By what a client shows itself to be one. */
export type CredentialKind = "api_key" | "assertion_key" | "certificate";

/** The id of a client: what stands behind `client-`. */
export const clientIdSchema = z.string().regex(/^[a-z0-9]{4,32}$/);

/** The id of a credential; never given twice by a provider. */
export const credentialIdSchema = z.string().regex(/^[a-z0-9]{8,32}$/);

/** The address of a mailbox, or `*@domain` for all mailboxes of a domain. */
export const bindingSchema = z.string().min(3).max(512).regex(/^[^@\s]+@[^@\s]+$/);

/** Who has made a change: a credential of the API, or the operator. */
export const changedBySchema = z.string().min(1).max(64);

/** What a credential may do, where, and for how long. */
const grant = {
  credential: credentialIdSchema,
  /** What the partner calls it. */
  name: z.string().min(1).max(100),
  mode: worldModeSchema,
  scopes: z.array(scopeSchema).min(1).max(scopeSchema.options.length),
  mailboxes: z.array(bindingSchema).max(1000),
  /** From where it works; absent: from everywhere. */
  networks: z.array(networkSchema).min(1).max(20).exactOptional(),
  /** When it ceases to work, in milliseconds; absent: never. */
  expires: z.int().exactOptional(),
  by: changedBySchema,
};

/** A partner's program may be given credentials. */
export const registered = defineEvent({
  number: 600,
  name: "client.registered",
  version: 1,
  summary: "A partner's program is known to the provider.",
  schema: z.strictObject({
    client: clientIdSchema,
    name: z.string().min(1).max(200),
    by: changedBySchema,
  }),
});

/** The client has got an API key. */
export const keyAdded = defineEvent({
  number: 601,
  name: "client.key-added",
  version: 1,
  summary: "The client has got an API key.",
  schema: z.strictObject({
    ...grant,
    /** Of the secret part of the key. */
    sha256: sha256Schema,
    /** The last characters of the key, by which people tell keys from one another. */
    hint: z.string().length(4),
    /** The key that it takes over from. */
    replaces: credentialIdSchema.exactOptional(),
  }),
});

/** The client may sign assertions with a key (RFC 7523) and get tokens for them. */
export const assertionKeyAdded = defineEvent({
  number: 602,
  name: "client.assertion-key-added",
  version: 1,
  summary: "The client may ask for tokens with assertions that are signed by a key of its own.",
  schema: z.strictObject({
    ...grant,
    /** The public key as a JSON Web Key (RFC 7517), in canonical JSON. */
    jwk: z.string().min(1).max(4096),
  }),
});

/** The client may log in by TLS. */
export const certificateAdded = defineEvent({
  number: 603,
  name: "client.certificate-added",
  version: 1,
  summary: "The client may log in with a certificate (RFC 8705).",
  schema: z.strictObject({
    ...grant,
    /** SHA-256 of the certificate in DER. */
    thumbprint: sha256Schema,
  }),
});

/** A credential ceases to work at an instant: now, or after an overlap. */
export const credentialExpires = defineEvent({
  number: 604,
  name: "client.credential-expires",
  version: 1,
  summary: "A credential of the client ceases to work.",
  schema: z.strictObject({
    credential: credentialIdSchema,
    /** In milliseconds. */
    expires: z.int(),
    by: changedBySchema,
  }),
});

/** The client may do nothing any more, whatever its credentials say. */
export const suspended = defineEvent({
  number: 605,
  name: "client.suspended",
  version: 1,
  summary: "No credential of the client works until it is resumed.",
  schema: z.strictObject({ reason: z.string().min(1).max(1000), by: changedBySchema }),
});

/** The client's credentials work again. */
export const resumed = defineEvent({
  number: 606,
  name: "client.resumed",
  version: 1,
  summary: "The client's credentials work again.",
  schema: z.strictObject({ reason: z.string().min(1).max(1000), by: changedBySchema }),
});

/** The definitions of this stream. */
export const clientEvents = [
  registered,
  keyAdded,
  assertionKeyAdded,
  certificateAdded,
  credentialExpires,
  suspended,
  resumed,
] as const;

/** An event of a stream `client-…`. */
export type ClientEvent = EventOf<(typeof clientEvents)[number]>;
