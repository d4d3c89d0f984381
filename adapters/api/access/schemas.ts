/**
 * How credentials look in the API.
 *
 * @module
 */
import { z } from "@hono/zod-openapi";
import { networkSchema } from "../../../events/account.ts";
import { credentialIdSchema, scopeSchema, worldModeSchema } from "../../../events/client.ts";
import type { Instant } from "../../../events/instant.ts";
import type { Credential } from "../../storage/clients.ts";
import {
  addressSchema,
  digestSchema,
  instantSchema,
  nameSchema,
  textOfInstant,
} from "../schemas.ts";
import { hasEnded } from "./refusals.ts";

// Cloned: schemas of events may have been made before `openapi` was there.
/** The id of a credential. */
export const credentialIdParameter = credentialIdSchema.clone().openapi({
  example: "k7f3q9w2e5r8t6y4",
});

/** The scopes of a credential. */
export const scopesSchema = z.array(scopeSchema).min(1).max(scopeSchema.options.length).openapi({
  description: "What it may do: a resource and a verb each.",
  example: ["messages:send", "messages:read", "events:read"],
});

const mailboxesSchema = z.array(addressSchema).max(1000).openapi({
  description: "The mailboxes that it may use; *@domain stands for all of a domain.",
  example: ["fatture@alfa.example"],
});

const networksSchema = z.array(networkSchema).min(1).max(20).openapi({
  description: "From where alone it works.",
  example: ["192.0.2.0/24"],
});

const ownNameSchema = nameSchema.openapi({
  description: "What you call it: a line.",
  example: "Contabilità",
});

const jwkSchema = z.looseObject({ kty: z.string().max(10) }).openapi({
  description: "The public key as a JSON Web Key (RFC 7517): EC P-256, Ed25519, or RSA of at " +
    "least 2048 bits.",
  example: { kty: "OKP", crv: "Ed25519", x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" },
});

/** A credential, without its secret. */
export const credentialSchema = z.object({
  id: credentialIdParameter,
  kind: z.enum(["api_key", "assertion_key", "certificate"]),
  name: z.string().openapi({ description: "What you call it.", example: "Contabilità" }),
  mode: worldModeSchema,
  scopes: scopesSchema,
  mailboxes: mailboxesSchema,
  networks: networksSchema.nullable().openapi({ description: "Null: it works from everywhere." }),
  works: z.boolean().openapi({ description: "Whether it has not expired." }),
  expires_at: instantSchema.nullable().openapi({ description: "Null: it does not expire." }),
  created_at: instantSchema,
  created_by: z.string().openapi({ description: "A credential, or `operator`." }),
  last_used_at: instantSchema.nullable().openapi({ description: "To the minute; null: never." }),
  hint: z.string().nullable().openapi({ description: "The last four characters of an API key." }),
  replaces: z.string().nullable().openapi({ description: "The key that it has taken over from." }),
  jwk: jwkSchema.nullable().openapi({ description: "The public key of an assertion key." }),
  certificate_sha256: digestSchema.nullable().openapi({ description: "Of a certificate in DER." }),
}).openapi("Credential");

/** A credential that was just made. */
export const newCredentialSchema = credentialSchema.extend({
  secret: z.string().nullable().openapi({
    description: "The API key itself: it is shown this once, and kept nowhere. Null for other " +
      "kinds, whose secrets you have.",
    example: null,
  }),
}).openapi("NewCredential");

const wish = {
  name: ownNameSchema,
  scopes: scopesSchema,
  mailboxes: mailboxesSchema,
  networks: networksSchema.optional(),
  expires_at: instantSchema.optional(),
};

/** What credential there is to be. */
export const credentialWishSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("api_key"), ...wish }).openapi("ApiKeyWish"),
  z.strictObject({ kind: z.literal("assertion_key"), jwk: jwkSchema, ...wish })
    .openapi("AssertionKeyWish"),
  z.strictObject({ kind: z.literal("certificate"), ...wish }).openapi("CertificateWish", {
    description: "The certificate is the one that the connection shows.",
  }),
]).openapi("CredentialWish");

/** How a key is rotated. */
export const rotationSchema = z.strictObject({
  overlap_hours: z.int().min(0).max(720).default(24).openapi({
    description: "For how long the old key works beside the new one.",
  }),
}).openapi("Rotation");

/** How a credential is shown. */
export function shownCredential(
  credential: Credential,
  lastUse: Instant | null,
  now: Instant,
): z.output<typeof credentialSchema> {
  const { kind, name, mode, expires, added, addedBy, hint, replaces, proof } = credential;
  return {
    ...{ id: credential.credential, kind, name, mode },
    scopes: [...credential.scopes],
    mailboxes: [...credential.mailboxes],
    networks: credential.networks && [...credential.networks],
    works: !hasEnded(credential, now),
    expires_at: expires === null ? null : textOfInstant(expires),
    created_at: textOfInstant(added),
    created_by: addedBy,
    last_used_at: lastUse === null ? null : textOfInstant(lastUse),
    ...{ hint, replaces },
    jwk: kind === "assertion_key" ? JSON.parse(proof) : null,
    certificate_sha256: kind === "certificate" ? proof : null,
  };
}
