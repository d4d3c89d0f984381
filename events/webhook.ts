/**
 * Facts of a webhook, an address at which a partner wants to be told of events: the stream
 * `webhook-<id>`. Numbers 640 to 659. Deliveries are no facts.
 *
 * @module
 */
import { z } from "zod";
import { bindingSchema, changedBySchema, clientIdSchema } from "./client.ts";
import { defineEvent, type EventOf } from "./definition.ts";

/** The id of a webhook: what stands behind `webhook-`. */
export const webhookIdSchema = z.string().regex(/^wh[a-z0-9]{16}$/);

/** Where deliveries go, and of what. */
export const webhookSettingsSchema = z.strictObject({
  url: z.string().min(1).max(2000),
  /** What the partner calls it; may be empty. */
  description: z.string().max(200),
  /** Names of the feed; absent: all, also those to come. */
  types: z.array(z.string().min(1).max(60)).min(1).max(50).exactOptional(),
  mailboxes: z.array(bindingSchema).min(1).max(1000),
});
/** See {@linkcode webhookSettingsSchema}. */
export type WebhookSettings = z.output<typeof webhookSettingsSchema>;

/** Why nothing is delivered any more: the endpoint said so, it failed for days, or somebody asked. */
export const disabledReasonSchema = z.enum(["gone", "failing", "owner"]);
/** See {@linkcode disabledReasonSchema}. */
export type DisabledReason = z.output<typeof disabledReasonSchema>;

/** Numbers the secrets of a webhook; the secrets themselves follow from the provider's key. */
const generation = z.int().min(1);

/** There is a new webhook. */
export const created = defineEvent({
  number: 640,
  name: "webhook.created",
  version: 1,
  summary: "A partner wants to be told of events at an address.",
  schema: z.strictObject({
    ...webhookSettingsSchema.shape,
    client: clientIdSchema,
    /** Events behind this position of the log are told. */
    from: z.int().min(0),
    generation,
    by: changedBySchema,
  }),
});

/** It has other settings: these, all of them. */
export const changed = defineEvent({
  number: 641,
  name: "webhook.changed",
  version: 1,
  summary: "A webhook has other settings.",
  schema: z.strictObject({ ...webhookSettingsSchema.shape, by: changedBySchema }),
});

/** It has a new secret; for a time deliveries are signed with the older ones as well. */
export const secretRotated = defineEvent({
  number: 642,
  name: "webhook.secret-rotated",
  version: 1,
  summary: "A webhook has a new secret.",
  schema: z.strictObject({
    generation,
    /** Until when, in milliseconds, the older secrets are used beside it at the most. */
    oldUntil: z.int(),
    by: changedBySchema,
  }),
});

/** Nothing is delivered until it is enabled. */
export const disabled = defineEvent({
  number: 643,
  name: "webhook.disabled",
  version: 1,
  summary: "Nothing is delivered to a webhook any more.",
  schema: z.strictObject({ reason: disabledReasonSchema, by: changedBySchema }),
});

/** Deliveries go on where they had stopped. */
export const enabled = defineEvent({
  number: 644,
  name: "webhook.enabled",
  version: 1,
  summary: "Deliveries to a webhook go on.",
  schema: z.strictObject({ by: changedBySchema }),
});

/** It is no more. */
export const deleted = defineEvent({
  number: 645,
  name: "webhook.deleted",
  version: 1,
  summary: "A webhook is deleted.",
  schema: z.strictObject({ by: changedBySchema }),
});

/** The definitions of this stream. */
export const webhookEvents = [
  created,
  changed,
  secretRotated,
  disabled,
  enabled,
  deleted,
] as const;

/** An event of a stream `webhook-…`. */
export type WebhookEvent = EventOf<(typeof webhookEvents)[number]>;
