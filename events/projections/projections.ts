/**
 * All projections. A store keeps each of them.
 *
 * @module
 */
import { accounts } from "./accounts.ts";
import { blobReferences } from "./blob_references.ts";
import { clients } from "./clients.ts";
import { feed } from "./feed.ts";
import { infected } from "./infected.ts";
import { mailbox } from "./mailbox.ts";
import type { Projection } from "./projection.ts";
import { scheduled } from "./scheduled.ts";
import { sent } from "./sent.ts";
import { timeline } from "./timeline.ts";
import { trace } from "./trace.ts";
import { webhooks } from "./webhooks.ts";

/** Every projection, in the order in which they are applied to an event. */
export const projections: readonly Projection[] = [
  mailbox,
  accounts,
  clients,
  webhooks,
  blobReferences,
  infected,
  timeline,
  trace,
  scheduled,
  feed,
  sent,
];
