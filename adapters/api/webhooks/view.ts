/**
 * Webhooks and attempts as the API shows them.
 *
 * @module
 */
import type { z } from "@hono/zod-openapi";
import type { Webhook } from "../../storage/webhooks.ts";
import type { Delivery } from "../../webhooks/journal.ts";
import type { Outcome } from "../../webhooks/post.ts";
import { taken } from "../../webhooks/schedule.ts";
import { textOfInstant } from "../schemas.ts";
import type { World } from "../world.ts";
import type {
  deliverySchema,
  testResultSchema,
  webhookSchema,
  webhookWithSecretSchema,
} from "./schemas.ts";

/** A webhook. */
export function webhookView(
  { webhooks, provider: { clock } }: World,
  webhook: Webhook,
): z.output<typeof webhookSchema> {
  const now = clock.now();
  const { webhook: id, url, description, types, mailboxes, status, reason } = webhook;
  return {
    ...{ id, url, description, status, disabled_reason: reason },
    types: types && [...types],
    mailboxes: [...mailboxes],
    created_at: textOfInstant(webhook.created),
    created_by: webhook.createdBy,
    secrets: webhook.secrets.filter(({ until }) => until === null || until > now)
      .map(({ generation, until }) => ({
        generation,
        until: until === null ? null : textOfInstant(until),
        public_key: webhooks.secretOf(id, generation).publicKey,
      })),
  };
}

/** A webhook with its latest secret. */
export function webhookWithSecret(
  world: World,
  webhook: Webhook,
): z.output<typeof webhookWithSecretSchema> {
  const { generation } = webhook.secrets.at(-1)!;
  const { secret } = world.webhooks.secretOf(webhook.webhook, generation);
  return { ...webhookView(world, webhook), secret };
}

/** An attempt. */
export function deliveryView(delivery: Delivery): z.output<typeof deliverySchema> {
  const { event, attempt, at } = delivery;
  return { event, attempt, at: textOfInstant(at), ...outcomeView(delivery) };
}

/** What came of an attempt. */
export function outcomeView(
  outcome: Pick<Outcome, "status" | "error" | "duration">,
): z.output<typeof testResultSchema> {
  const { status, error, duration } = outcome;
  const delivered = taken({ status });
  return { delivered, status, error, duration_ms: Math.round(duration) };
}
