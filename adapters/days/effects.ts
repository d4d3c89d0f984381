/**
 * Performs what the log owes: closes its days, seals them, and has their heads stamped.
 *
 * @module
 */
import type { LogCommand, LogEffect, LogState } from "../../actors/log.ts";
import { nextAttempt } from "../../actors/retry.ts";
import type { Outcome, Performer } from "../../actors/runtime.ts";
import { HOUR, type Instant } from "../../events/instant.ts";
import { NoTimeStampError } from "../timestamp/client.ts";
import { closeDay } from "./closing.ts";
import type { DayPorts } from "./ports.ts";
import { sealDay } from "./sealing.ts";
import { stampHead } from "./stamping.ts";

/** Who has configured no authority is reminded of it this often. */
const REMINDER = 24 * HOUR;

/** Performs the effects of the stream `log-days`. */
export function logEffects(ports: DayPorts): Performer<LogState, LogCommand, LogEffect> {
  return async (effect, { state }) => {
    switch (effect.type) {
      case "close-day": {
        const retry = await closeDay(ports, effect);
        return retry === null ? {} : { retry };
      }
      case "seal-day":
        return await patiently(ports, effect.closed.at, () => sealDay(ports, effect, state));
      case "stamp-head":
        return await stamp(ports, effect.size);
    }
  };
}

async function stamp(ports: DayPorts, size: number): Promise<Outcome<LogCommand>> {
  const { authorities, clock, storage } = ports;
  if (authorities.length === 0) {
    const reason = "no authority for time stamps is configured: name one in [[proof.authorities]]";
    return { retry: { at: clock.now() + REMINDER, reason } };
  }
  const head = storage.log.headAtLeast(size);
  if (head?.size !== size) throw new Error(`Cannot stamp the head of ${size} events: it is gone`);
  return await patiently(ports, head.at, () => stampHead(ports, head));
}

/** What no authority stamps is tried again with all of them: later and later, and for ever. */
async function patiently(
  { clock }: DayPorts,
  since: Instant,
  work: () => Promise<unknown>,
): Promise<Outcome<LogCommand>> {
  try {
    await work();
    return {};
  } catch (error) {
    if (!(error instanceof NoTimeStampError)) throw error;
    return { retry: { at: nextAttempt(since, clock.now()), reason: error.message } };
  }
}
