/**
 * How full a mailbox may become, and when its holder is told.
 *
 * @module
 */
import type { Instant } from "../events/instant.ts";
import type { MailboxEvent } from "../events/mailbox.ts";
import type { Decision } from "./actor.ts";
import { type MailboxState, WARNING_LEVELS } from "./mailbox_state.ts";

/** Why a command on messages is refused. */
export type MessagesRefusal = "full" | "no-folder" | "no-message" | "too-many-keywords";

/** A command that is refused. */
export function refusal(refused: MessagesRefusal, detail: string): Decision<MailboxEvent> {
  return { refused, detail };
}

/** The refusal of bytes for which there is no room; null where there is, or none is asked for. */
export function fullness(
  { size }: MailboxState,
  growth: number,
  quota: number | null,
): Decision<MailboxEvent> | null {
  if (quota === null || growth <= 0 || size + growth <= quota) return null;
  return refusal("full", `it holds ${size} of ${quota} bytes`);
}

/** The event that more bytes pass a share of the quota, if the holder does not know yet. */
export function warning(
  { size, warned }: MailboxState,
  growth: number,
  quota: number | null,
  now: Instant,
): readonly MailboxEvent[] {
  if (quota === null) return [];
  const full = size + growth;
  // Where the quota has grown since the last warning, that one says nothing any more.
  const told = Math.min(warned, levelOf(size, quota));
  const percent = levelOf(full, quota);
  if (percent <= told) return [];
  return [{ type: "mailbox.quota-passed", at: now, percent, size: full, quota }];
}

function levelOf(size: number, quota: number): number {
  return WARNING_LEVELS.findLast((level) => size * 100 >= level * quota) ?? 0;
}
