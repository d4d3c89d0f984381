/**
 * Submits a scheduled message when its time has come.
 *
 * @module
 */
import type { Outcome, Performer } from "../../../actors/runtime.ts";
import type {
  PlannedMessage,
  ScheduledCommand,
  ScheduledState,
  SubmitScheduled,
} from "../../../actors/scheduled.ts";
import { MINUTE } from "../../../events/instant.ts";
import type { ScheduleFailure } from "../../../events/scheduled.ts";
import { MimeFault } from "../../documents/mime/limits.ts";
import type { MimePart } from "../../documents/mime/part.ts";
import type { Provider } from "../../points/provider.ts";
import { acceptContent } from "../../points/submission.ts";
import { headerFault } from "../../points/submission_limits.ts";
import type { EventReader } from "../../storage/storage.ts";
import type { SubmissionLimits } from "../world.ts";
import { useOf } from "./used_key.ts";

/** What sending needs. */
export interface SchedulingParts {
  readonly provider: Provider;
  readonly events: EventReader;
  readonly limits: SubmissionLimits;
}

/** Performs what scheduled messages owe. */
export function scheduledEffects(
  parts: SchedulingParts,
): Performer<ScheduledState, ScheduledCommand, SubmitScheduled> {
  return async (_effect, { state }): Promise<Outcome<ScheduledCommand>> => {
    if (state.phase !== "released") return {};
    const { runtime, clockTrust, clock } = parts.provider;
    if (runtime.overloaded || !clockTrust().ok) {
      const reason = runtime.overloaded ? "the system is busy" : "the clock is being set";
      return { retry: { at: clock.now() + MINUTE, reason } };
    }
    const failure = await submit(parts, state.message);
    return { command: failure === null ? { type: "sent" } : { type: "failed", reason: failure } };
  };
}

/** Why the message cannot be submitted; null once it is. */
async function submit(
  { provider, events, limits }: SchedulingParts,
  message: PlannedMessage,
): Promise<ScheduleFailure | null> {
  const { pecId, account, content: rope, size, by, fingerprint, reference, metadata } = message;
  // Before a crash it may have been: whatever has changed since, it is sent.
  const use = await useOf(events, pecId, fingerprint);
  if (use !== "none") return use === "this" ? null : "key-reused";
  const holder = await provider.queries.accountByAddress(account);
  if (holder?.status !== "open") return "mailbox-closed";
  const recipients = message.recipients.map(({ address }) => address);
  if (size > limits.maxMessageBytes || recipients.length > limits.maxRecipients) {
    return "content-refused";
  }
  const root = await structureOf(provider, message);
  if (root === null || headerFault(root) !== null) return "content-refused";
  const envelope = { account, sender: account, recipients };
  const request = {
    by,
    fingerprint,
    ...(reference === undefined ? {} : { reference }),
    ...(metadata === undefined ? {} : { metadata }),
  };
  const content = { rope, size, root, pending: [] };
  const { outcome } = await acceptContent(provider, envelope, content, limits, request, pecId);
  return outcome === "key-reused" ? outcome : null;
}

/** Null where it breaks a limit of today. */
async function structureOf(
  { structures }: Provider,
  { content }: PlannedMessage,
): Promise<MimePart | null> {
  try {
    return await structures.of(content);
  } catch (error) {
    if (error instanceof MimeFault) return null;
    throw error;
  }
}
