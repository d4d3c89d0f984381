/**
 * A webhook: where a partner is told of events, under which secrets, and whether it still is.
 *
 * @module
 */
import { HOUR, type Instant } from "../events/instant.ts";
import type { DisabledReason, WebhookEvent, WebhookSettings } from "../events/webhook.ts";
import { type Actor, type Decision, type Elapse, refusal } from "./actor.ts";

/** The most secrets that deliveries are signed with at a time. */
const MOST_SECRETS = 5;
/** The longest time for which an old secret is used beside a new one. */
export const LONGEST_OVERLAP = 30 * 24 * HOUR;

/** What may be asked of a webhook. `by` is a credential's id, or the provider. */
export type WebhookCommand =
  & { readonly by: string }
  & (
    | {
      readonly type: "create";
      readonly client: string;
      readonly settings: WebhookSettings;
      /** Events behind this position of the log are told. */
      readonly from: number;
    }
    | {
      readonly type: "change";
      readonly settings: WebhookSettings;
      /** The version of the stream that the change is about. */
      readonly seen: number;
    }
    /** `overlap`: milliseconds for which the older secrets are used as well. */
    | { readonly type: "rotate"; readonly overlap: number }
    | { readonly type: "disable"; readonly reason: DisabledReason }
    | { readonly type: "enable" }
    | { readonly type: "delete" }
  );

/** The state of a stream `webhook-…`. */
export interface WebhookState {
  readonly status: "none" | "enabled" | "disabled" | "deleted";
  /** Of the stream. */
  readonly version: number;
  readonly generation: number;
  /** When each of the older secrets ceases to be used. */
  readonly older: readonly Instant[];
}

/** The actor of a webhook. It owes nothing: what is delivered follows from the feed. */
export const webhook: Actor<WebhookState, WebhookCommand, WebhookEvent, never> = {
  kind: "webhook",
  initial: () => ({ status: "none", version: 0, generation: 0, older: [] }),
  evolve: (state, event) => evolved({ ...state, version: state.version + 1 }, event),
  decide,
  pending: () => ({ effects: [], deadline: null }),
};

function evolved(state: WebhookState, event: WebhookEvent): WebhookState {
  switch (event.type) {
    case "webhook.created":
      return { ...state, status: "enabled", generation: event.generation };
    case "webhook.changed":
      return state;
    case "webhook.secret-rotated": {
      const { generation, oldUntil, at } = event;
      return { ...state, generation, older: olderSecrets(state, oldUntil, at) };
    }
    case "webhook.disabled":
      return { ...state, status: "disabled" };
    case "webhook.enabled":
      return { ...state, status: "enabled" };
    case "webhook.deleted":
      return { ...state, status: "deleted" };
  }
}

function decide(
  state: WebhookState,
  command: WebhookCommand | Elapse,
  now: Instant,
): Decision<WebhookEvent> {
  if (command.type === "elapse") return [];
  const { by } = command;
  const { status } = state;
  if (command.type === "create") {
    if (status !== "none") return refusal("exists", "the id of the webhook is in use");
    const { settings, client, from } = command;
    return [{ type: "webhook.created", at: now, ...settings, client, from, generation: 1, by }];
  }
  if (status === "none" || status === "deleted") return refusal("unknown", "no such webhook");
  switch (command.type) {
    case "change":
      return command.seen === state.version
        ? [{ type: "webhook.changed", at: now, ...command.settings, by }]
        : refusal("changed", "it has changed since it was seen");
    case "rotate":
      return rotate(state, command.overlap, by, now);
    case "disable":
      return status === "disabled"
        ? []
        : [{ type: "webhook.disabled", at: now, reason: command.reason, by }];
    case "enable":
      return status === "enabled" ? [] : [{ type: "webhook.enabled", at: now, by }];
    case "delete":
      return [{ type: "webhook.deleted", at: now, by }];
  }
}

function rotate(
  state: WebhookState,
  overlap: number,
  by: string,
  now: Instant,
): Decision<WebhookEvent> {
  if (!(overlap >= 0 && overlap <= LONGEST_OVERLAP)) {
    return refusal("overlap", "the overlap lasts 0 to 30 days");
  }
  const oldUntil = now + overlap;
  const older = olderSecrets(state, oldUntil, now);
  if (older.length >= MOST_SECRETS) {
    return refusal("too-many-secrets", `${older.length} older secrets are still in use`);
  }
  return [{
    type: "webhook.secret-rotated",
    at: now,
    generation: state.generation + 1,
    oldUntil,
    by,
  }];
}

/** When each of the secrets that a new one takes over from ceases to be used. */
function olderSecrets(
  { older }: WebhookState,
  oldUntil: Instant,
  now: Instant,
): readonly Instant[] {
  // The one that is used now becomes an older one.
  return [...older, oldUntil].map((until) => Math.min(until, oldUntil))
    .filter((until) => until > now);
}
