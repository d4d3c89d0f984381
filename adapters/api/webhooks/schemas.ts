/**
 * Webhooks as the API shows and takes them.
 *
 * @module
 */
import { z } from "@hono/zod-openapi";
import { webhookIdSchema } from "../../../events/webhook.ts";
import { eventTypeSchema } from "../feed/event_schemas.ts";
import { schemaText } from "../schema_texts.ts";
import { instantSchema } from "../schemas.ts";

/** The id in the path. */
export const webhookParams = z.object({
  id: webhookIdSchema.clone().openapi({
    description: "The webhook.",
    example: "wh4k2j9x7q1m8n5p3z",
  }),
});

/** A mailbox, or all of a domain. */
const bindingSchema = z.string().max(320).regex(
  /^[^@\s]+@[^@\s]+$/,
  schemaText({
    en: "It is no mailbox: write name@domain or *@domain",
    it: "Non è una casella: scrivi nome@dominio o *@dominio",
  }),
).openapi({
  example: "fatture@alfa.example",
});

const url = z.string().min(1).max(2000).openapi({
  description: "Called with POST. Begins with https://, and leads to the public internet.",
  example: "https://gestionale.example/pec",
});
const description = z.string().max(200).openapi({ description: "For people." });
const types = z.array(eventTypeSchema).min(1).max(50);
const mailboxes = z.array(bindingSchema).min(1).max(1000);

/** What a new webhook is to be. */
export const newWebhookSchema = z.strictObject({
  url,
  description: description.optional(),
  types: types.optional().openapi({
    description: "Only these; all of them unless said, also those to come.",
  }),
  mailboxes: mailboxes.optional().openapi({
    description: "Only what concerns these; all to which the credentials are bound unless said. " +
      "`*@domain` means all mailboxes of a domain.",
  }),
}).openapi("NewWebhook");

/** What of a webhook is to be otherwise. */
export const webhookChangeSchema = z.strictObject({
  url: url.optional(),
  description: description.optional(),
  types: types.nullable().optional().openapi({ description: "null for all." }),
  mailboxes: mailboxes.optional(),
}).openapi("WebhookChange");

const secretSchema = z.object({
  generation: z.int().openapi({ description: "1 for the first, counting up." }),
  until: instantSchema.nullable().openapi({
    description: "Until when deliveries are signed with it; null for the latest one.",
  }),
  public_key: z.string().openapi({
    description: "Checks the signatures `v1a` (Ed25519): whpk_ and 32 octets in base64.",
  }),
}).openapi("WebhookSecret");

const webhookFields = {
  id: webhookParams.shape.id,
  url,
  description,
  types: types.nullable().openapi({ description: "null for all." }),
  mailboxes,
  status: z.enum(["enabled", "disabled"]),
  disabled_reason: z.enum(["gone", "failing", "owner"]).nullable().openapi({
    description: "`gone`: the endpoint has answered 410. `failing`: for three days it took " +
      "nothing. `owner`: somebody has asked for it. null while it is enabled.",
  }),
  created_at: instantSchema,
  created_by: z.string().openapi({ description: "The credential." }),
  secrets: z.array(secretSchema).openapi({
    description: "Deliveries are signed with all of them: check the one that you have.",
  }),
};

/** A webhook. */
export const webhookSchema = z.object(webhookFields).openapi("Webhook");

/** The answer that shows a webhook. */
export const shownWebhook = {
  description: "The webhook.",
  headers: z.object({ ETag: z.string().openapi({ description: "Of the settings." }) }),
  content: { "application/json": { schema: webhookSchema } },
};

/** A webhook whose secret is shown. */
export const webhookWithSecretSchema = z.object({
  ...webhookFields,
  secret: z.string().openapi({
    description: "Checks the signatures `v1` (HMAC-SHA256): whsec_ and 32 octets in base64. " +
      "It is shown this once.",
  }),
}).openapi("WebhookWithSecret");

/** How secrets are rotated. */
export const secretRotationSchema = z.strictObject({
  overlap_hours: z.int().min(0).max(720).default(24).openapi({
    description: "Hours for which deliveries are signed with the older secrets as well.",
  }),
}).openapi("SecretRotation");

/** What came of a test. */
export const testResultSchema = z.object({
  delivered: z.boolean().openapi({ description: "Whether the status was 200 to 299." }),
  status: z.int().nullable().openapi({ description: "Of the answer; null where none came." }),
  error: z.string().nullable().openapi({ description: "Why none came; null where one did." }),
  duration_ms: z.int(),
}).openapi("WebhookTestResult");

/** An attempt to deliver. */
export const deliverySchema = z.object({
  event: z.string().openapi({ description: "The id of the event.", example: "evt_48213" }),
  attempt: z.int().openapi({ description: "1 for the first." }),
  at: instantSchema,
  ...testResultSchema.shape,
}).openapi("WebhookDelivery");
