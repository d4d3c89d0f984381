/**
 * Watches the system's clock: what is certified carries its time, and the law allows it one second
 * from UTC (DM 2-11-2005; RFC 6109 §4.1 on temporal references).
 *
 * The servers tell how far UTC is ahead of a steady clock that nobody sets. Since the steady clock
 * goes on between two surveys, a clock that is set wrongly is seen at once, and one that is set
 * right is believed at once.
 *
 * When no server can be asked, nothing speaks against the clock: it is kept by the system's own
 * service, and ordinary drift takes hours to a second. To refuse certified mail then would let
 * anyone who can drop UDP packets stop the provider, against the 99.8 % that it owes. So silence
 * is an alarm for people and not a reason to stop. A clock that is moved during the silence is one.
 *
 * @module
 */
import { type Clock, HOUR, MINUTE, SECOND } from "../../events/instant.ts";
import type { TimeServer } from "./exchange.ts";
import { TimeServers, type TimeSurvey } from "./servers.ts";

/** Whether the clock may certify. */
export type ClockTrust = { readonly ok: true } | { readonly ok: false; readonly reason: string };

/** Writes a dotted name and its fields into the log of operation. */
export type ClockLogEntry = (event: string, fields: Record<string, unknown>) => void;

/** The levels of the log that the watch writes to. */
export interface ClockLog {
  readonly debug: ClockLogEntry;
  readonly info: ClockLogEntry;
  readonly error: ClockLogEntry;
}

/** How a watch is set up. Times in milliseconds. */
export interface ClockWatchOptions {
  readonly servers: readonly TimeServer[];
  /** The largest offset from UTC, up to {@linkcode LEGAL_OFFSET}. That is the default. */
  readonly maxOffset?: number;
  /** From one survey to the next, {@linkcode SHORTEST_INTERVAL} or more. Default 5 minutes. */
  readonly every?: number;
  /** Silence of all servers after which there is an alarm, again and again. Default 2 hours. */
  readonly silence?: number;
  /** Until a server that does not answer is given up. Default 3 seconds. */
  readonly timeout?: number;
  /** The clock that is watched. */
  readonly clock: Clock;
  /** A clock that nobody sets; its instants count from any origin. */
  readonly steady: Clock;
  /** Random bytes; must be unpredictable. */
  readonly random: (length: number) => Uint8Array;
  readonly log: ClockLog;
}

/** The offset that the law allows, in milliseconds. */
export const LEGAL_OFFSET: number = SECOND;

/** RFC 5905 §7.2 (MINPOLL): no server is asked more often than this, in milliseconds. */
export const SHORTEST_INTERVAL: number = 16 * SECOND;

/** Watches a clock. */
export class ClockWatch {
  readonly #options: Required<ClockWatchOptions>;
  readonly #servers: TimeServers;
  /** UTC minus the steady clock; until somebody tells, the clock counts as right at the start. */
  #lead: number;
  /** When the servers were last heard, or last missed in the log; by the steady clock. */
  #silentSince: number | undefined;
  #reference: "UTC" | "where it stood at the start" = "where it stood at the start";
  #adrift = false;

  /**
   * Sets up a watch; nothing is asked yet.
   *
   * @throws {Error} without servers, or when a setting lies beyond its bound.
   */
  constructor(options: ClockWatchOptions) {
    this.#options = withDefaults(options);
    const { servers, every, clock, steady } = this.#options;
    this.#servers = new TimeServers(servers, every, this.#options);
    this.#lead = clock.now() - steady.now();
  }

  /** Whether the clock may certify now. Costs two readings of a clock. */
  trustworthy(): ClockTrust {
    const offset = this.#offset();
    const { maxOffset } = this.#options;
    const adrift = Math.abs(offset) > maxOffset;
    const about = { offset_ms: round(offset), limit_ms: maxOffset };
    const reason = `the clock is ${round(Math.abs(offset))} ms from ${this.#reference}, ` +
      `and ${maxOffset} ms are allowed`;
    if (adrift && !this.#adrift) this.#options.log.error("clock.adrift", { ...about, reason });
    if (!adrift && this.#adrift) this.#options.log.info("clock.restored", about);
    this.#adrift = adrift;
    return adrift ? { ok: false, reason } : { ok: true };
  }

  /** Asks the servers once; resolves when each has answered or been given up. Never rejects. */
  async ask(signal: AbortSignal): Promise<void> {
    const survey = await this.#servers.survey(signal);
    if (signal.aborted) return;
    if (survey.lead === undefined) this.#miss(survey);
    else this.#learn(survey, survey.lead);
    this.trustworthy();
  }

  /** Asks again and again, the first time after one interval, until `signal` aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const { steady, every } = this.#options;
    let next = steady.now() + every;
    while (!signal.aborted) {
      const look = Math.min(next, steady.now() + SHORTEST_INTERVAL);
      await steady.until(look, signal).catch(() => {});
      if (signal.aborted) return;
      // Whoever set the clock may have set it right, as after a standstill of the machine.
      if (steady.now() < next && this.trustworthy().ok) continue;
      await this.ask(signal);
      next = steady.now() + every;
    }
  }

  /** UTC minus the clock, as far as is known. */
  #offset(): number {
    const { clock, steady } = this.#options;
    return this.#lead + steady.now() - clock.now();
  }

  #learn({ answers, delay, faults }: TimeSurvey, lead: number): void {
    const { steady, log } = this.#options;
    this.#lead = lead;
    this.#reference = "UTC";
    this.#silentSince = steady.now();
    const fields = { offset_ms: round(this.#offset()), delay_ms: round(delay), answers, faults };
    log.debug("clock.offset", fields);
  }

  /** At the start at once: then the servers are most likely misspelt. */
  #miss({ faults }: TimeSurvey): void {
    const { steady, silence, log } = this.#options;
    const now = steady.now();
    if (this.#silentSince !== undefined && now - this.#silentSince < silence) return;
    this.#silentSince = now;
    log.error("clock.unknown", { reason: "no time server gives the time", faults });
  }
}

function withDefaults(options: ClockWatchOptions): Required<ClockWatchOptions> {
  const defaults = {
    maxOffset: LEGAL_OFFSET,
    every: 5 * MINUTE,
    silence: 2 * HOUR,
    timeout: 3 * SECOND,
  };
  const complete = { ...defaults, ...options };
  const { servers, maxOffset, every } = complete;
  if (servers.length === 0) throw new Error("Cannot watch the clock: no time server is given");
  if (!(maxOffset > 0 && maxOffset <= LEGAL_OFFSET)) {
    const allowed = `DM 2-11-2005 allows ${LEGAL_OFFSET} ms at most`;
    throw new Error(`Cannot watch the clock: the limit is ${maxOffset} ms, and ${allowed}`);
  }
  if (!(every >= SHORTEST_INTERVAL)) {
    const allowed = `RFC 5905 §7.2 wants ${SHORTEST_INTERVAL} ms at least`;
    throw new Error(`Cannot watch the clock: it is asked every ${every} ms, and ${allowed}`);
  }
  return complete;
}

function round(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10;
}
