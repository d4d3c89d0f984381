/**
 * Closes a day of the log: counts what is in it, checks what its lines must say (RFC 6109 §2.3),
 * and commits to the head of the tree and to the lengths of the mailboxes' streams.
 *
 * @module
 */
import { LOG_KEY, logDays, type LogEffect } from "../../actors/log.ts";
import { HOUR, type Instant, MINUTE } from "../../events/instant.ts";
import { startOfLegalDay } from "../../events/legal_day.ts";
import { Turn } from "../clock.ts";
import { type DayBounds, dayBreaches } from "../documents/pec/day_breaches.ts";
import { SALT_LENGTH } from "../merkle/lengths.ts";
import { smallBlob } from "../storage/small_blob.ts";
import { mailboxLengthsRoot } from "./mailbox_lengths.ts";
import type { DayPorts } from "./ports.ts";

/** When a clock is asked again that may not be believed. */
const CLOCK_PAUSE = MINUTE;
/** What is asked for may take a day to come: a day shows what the day before was still waiting for. */
const LONGEST_WAIT = 24 * HOUR;

/**
 * Closes the day with all events that were appended before its end came.
 *
 * @returns when to try again, where the clock is in doubt; null once it is closed.
 * @throws {Error} when no head covers the day yet.
 */
export async function closeDay(
  ports: DayPorts,
  { day, first }: Extract<LogEffect, { type: "close-day" }>,
): Promise<{ readonly at: Instant; readonly reason: string } | null> {
  const { storage, runtime, clock } = ports;
  const trust = ports.clockTrust();
  if (!trust.ok) return { at: clock.now() + CLOCK_PAUSE, reason: trust.reason };
  const [from, until] = [startOfLegalDay(day), startOfLegalDay(day, 1)];
  const last = storage.log.boundary(first - 1, until);
  // After the last event is known: one that has just come in has no line yet.
  await storage.projected();
  const head = await ports.notary.advance();
  if (head === null || head.size < last) {
    throw new Error(`Cannot close ${day}: no head covers event ${last}`);
  }
  const salt = smallBlob(ports.random(SALT_LENGTH));
  const bounds = { first, last, from, until };
  const question = { folder: ports.folder, last, salt: salt.bytes };
  const lengths = await mailboxLengthsRoot(question, ports.signal);
  await runtime.send(logDays, LOG_KEY, {
    type: "closed",
    day,
    first,
    last,
    size: head.size,
    root: head.root.toBase64(),
    lengths: lengths.toBase64(),
    salt: salt.sha256,
    lines: await countLines(ports, bounds),
    breaches: await countBreaches(ports, bounds),
  }, [salt]);
  return null;
}

async function countLines({ storage }: DayPorts, { first, last }: DayBounds): Promise<number> {
  const turn = new Turn();
  let count = 0;
  for (const _line of storage.trace.traceOf({ first, last })) {
    count += 1;
    if (turn.over) await turn.pass();
  }
  return count;
}

/** Each breach is an alarm. */
async function countBreaches({ storage, log }: DayPorts, day: DayBounds): Promise<number> {
  const turn = new Turn();
  // The first day takes over all that was there before.
  const from = day.first === 1 ? Number.MIN_SAFE_INTEGER : day.from - LONGEST_WAIT;
  let count = 0;
  for (const pecId of storage.trace.messagesOf(from, day.until)) {
    for (const { rule, position, reason } of dayBreaches(storage.trace.linesOf(pecId), day)) {
      log("log.breach", { pecId, rule, position, reason });
      count += 1;
    }
    if (turn.over) await turn.pass();
  }
  return count;
}
