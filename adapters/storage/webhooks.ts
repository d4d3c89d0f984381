/**
 * What the projection `webhooks` knows: where partners want to be told of events.
 *
 * @module
 */
import type { Instant } from "../../events/instant.ts";
import type { FeedType } from "../../events/projections/feed_facts.ts";
import type { Position } from "../../events/store.ts";
import type { DisabledReason } from "../../events/webhook.ts";

/** A webhook. */
export interface Webhook {
  readonly webhook: string;
  readonly client: string;
  readonly url: string;
  /** May be empty. */
  readonly description: string;
  /** null for all. */
  readonly types: readonly FeedType[] | null;
  /** Address keys, or `*@domain`. */
  readonly mailboxes: readonly string[];
  readonly status: "enabled" | "disabled";
  /** Why it is disabled; null while it is not. */
  readonly reason: DisabledReason | null;
  /** Of the log, when it was created. */
  readonly position: Position;
  readonly created: Instant;
  /** A credential. */
  readonly createdBy: string;
  /** Of its stream. */
  readonly version: number;
  /** The oldest first. */
  readonly secrets: readonly WebhookSecret[];
}

/** A secret that is in use, or was until a while ago. */
export interface WebhookSecret {
  readonly generation: number;
  /** When it ceases to be used; null for the one that does not. */
  readonly until: Instant | null;
}

/** Reads of webhooks; all of them at once, on the calling thread. */
export interface WebhookQueries {
  webhook(id: string): Webhook | null;
  /** Those of a client, the oldest first; they are few. */
  webhooksOf(client: string): readonly Webhook[];
  /** Those to which something is delivered. */
  enabledWebhooks(): readonly Webhook[];
}
