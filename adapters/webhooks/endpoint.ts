/**
 * Deliveries to one webhook: what is new, what is asked for once more, and what has failed before.
 *
 * @module
 */
import { type Clock, type Instant, MINUTE, SECOND } from "../../events/instant.ts";
import type { DisabledReason } from "../../events/webhook.ts";
import { eventText } from "../feed/event.ts";
import type { Feed } from "../feed/feed.ts";
import type { FeedEntry, FeedFilter } from "../storage/feed.ts";
import type { Webhook } from "../storage/webhooks.ts";
import type { Journal, Progress, Retry } from "./journal.ts";
import { IN_FLIGHT, Line, type Outcome, type PostParts } from "./post.ts";
import { GIVEN_UP_AFTER, nextTry, taken } from "./schedule.ts";
import type { DeliverySigner } from "./signature.ts";
import { Track } from "./track.ts";

/** What deliveries are made with. */
export interface EndpointParts {
  readonly feed: Feed;
  readonly journal: Journal;
  readonly signer: DeliverySigner;
  readonly post: PostParts;
  readonly clock: Clock;
  readonly random: (length: number) => Uint8Array;
  /** Whether a webhook may be told anything now. */
  readonly allowed: (webhook: Webhook) => boolean;
  readonly disable: (webhook: string, reason: DisabledReason) => void;
  readonly log: (event: string, fields: Record<string, unknown>) => void;
}

/**
 * Failed deliveries that wait at the most. While so many do, nothing new is begun: once a minute one
 * of them shows whether the endpoint is back, and then all are due.
 */
const MOST_WAITING = 100;
const BETWEEN_PROBES = MINUTE;
/** How long a webhook that may not be told anything is left alone. */
const BETWEEN_LOOKS = MINUTE;
/** How long one that may is believed to: many endpoints do not ask for each event. */
const BELIEVED = SECOND;
/** How long nothing is begun after a fault of this side. */
const AFTER_FAULT = MINUTE;

/** One delivery. */
interface Job {
  readonly id: number;
  /** Absent where it has to be read again. */
  readonly entry?: FeedEntry;
  /** How often it has failed. */
  readonly attempts: number;
  /** Where it is settled; null for what waited among the retries. */
  readonly track: Track | null;
}

/** The deliveries to a webhook. */
export class Endpoint {
  readonly #parts: EndpointParts;
  #webhook: Webhook;
  #filter: FeedFilter;
  #line: Line;
  readonly #live: Track;
  #replay: Track | null;
  readonly #retries: Map<number, Retry>;
  readonly #busy = new Set<number>();
  #failingSince: Instant | null;
  /** Nothing is begun before: the endpoint has asked for it, or does not answer. */
  #quietUntil: Instant = 0;
  #believedUntil: Instant = 0;
  #poked = false;
  #wake: () => void = () => {};
  #saved: number;

  /** @param progress how far it had come when it ended last. */
  constructor(webhook: Webhook, progress: Progress, parts: EndpointParts) {
    const { feed, journal } = parts;
    this.#parts = parts;
    this.#webhook = webhook;
    this.#filter = filterOf(webhook);
    this.#line = new Line(webhook.url, parts.post);
    this.#live = new Track(feed, progress.cursor, Infinity);
    const { replay } = progress;
    this.#replay = replay && new Track(feed, replay.cursor, replay.until);
    this.#retries = new Map(journal.retriesOf(webhook.webhook).map((one) => [one.entry, one]));
    this.#failingSince = progress.failingSince;
    this.#saved = progress.cursor;
    journal.setProgress(webhook.webhook, progress);
  }

  /** Takes other settings over, or other secrets. */
  update(webhook: Webhook): void {
    const { url } = this.#webhook;
    this.#webhook = webhook;
    this.#filter = filterOf(webhook);
    this.#believedUntil = 0;
    if (url === webhook.url) return;
    this.#line.close();
    this.#line = new Line(webhook.url, this.#parts.post);
    this.#quietUntil = 0;
    this.poke();
  }

  /** Delivers once more what fits of some entries. What an earlier replay has left is left out. */
  replay(after: number, until: number): void {
    this.#replay = new Track(this.#parts.feed, after, until);
    this.#remember();
    this.poke();
  }

  /** There may be something to do. */
  poke(): void {
    this.#poked = true;
    this.#wake();
  }

  /** Delivers until the signal aborts; what is under way then will be delivered again. */
  async run(signal: AbortSignal): Promise<void> {
    signal.addEventListener("abort", () => this.poke());
    while (!signal.aborted) {
      this.#poked = false;
      const job = this.#busy.size < IN_FLIGHT ? await this.#nextOrNone() : null;
      if (signal.aborted) break;
      if (job) void this.#deliver(job, signal);
      else await this.#rest();
    }
    this.#line.close();
  }

  /** Where the disk or the database fails, it is tried again later. */
  async #nextOrNone(): Promise<Job | null> {
    try {
      return await this.#next();
    } catch (error) {
      this.#falter(error);
      return null;
    }
  }

  async #next(): Promise<Job | null> {
    const now = this.#parts.clock.now();
    if (now < this.#quietUntil || !this.#allowed(now)) return null;
    const retry = this.#soonest();
    if (retry && (retry.next <= now || this.#stalled && this.#busy.size === 0)) {
      return { id: retry.entry, attempts: retry.attempts, track: null };
    }
    if (this.#stalled) return null;
    for (const track of [this.#live, this.#replay]) {
      const entry = await track?.next(this.#filter);
      if (entry && track) return { id: entry.id, entry, attempts: 0, track };
    }
    if (this.#replay?.ended) this.#replay = null;
    if (this.#live.cursor !== this.#saved) this.#remember();
    return null;
  }

  #allowed(now: Instant): boolean {
    // Further away is only what a clock that was set back has left behind.
    const ahead = this.#believedUntil - now;
    if (ahead > 0 && ahead <= BELIEVED) return true;
    const allowed = this.#parts.allowed(this.#webhook);
    if (allowed) this.#believedUntil = now + BELIEVED;
    else this.#quietUntil = now + BETWEEN_LOOKS;
    return allowed;
  }

  get #stalled(): boolean {
    return this.#retries.size >= MOST_WAITING;
  }

  /** The failed delivery that is due first and not under way. */
  #soonest(): Retry | null {
    let soonest: Retry | null = null;
    for (const retry of this.#retries.values()) {
      if (this.#busy.has(retry.entry)) continue;
      if (soonest === null || retry.next < soonest.next) soonest = retry;
    }
    return soonest;
  }

  /** Resolves when there may be something to do. */
  async #rest(): Promise<void> {
    if (this.#poked) return;
    const { clock } = this.#parts;
    const quiet = this.#quietUntil > clock.now();
    const due = this.#busy.size < IN_FLIGHT ? this.#soonest()?.next : undefined;
    const until = quiet ? this.#quietUntil : due;
    const enough = new AbortController();
    const poked = new Promise<void>((resolve) => this.#wake = resolve);
    const passed = until === undefined ? poked : clock.until(until, enough.signal).catch(() => {});
    await Promise.race([poked, passed]);
    enough.abort();
  }

  async #deliver(job: Job, signal: AbortSignal): Promise<void> {
    const { feed, clock, signer } = this.#parts;
    this.#busy.add(job.id);
    try {
      const entry = job.entry ?? feed.entry(job.id);
      if (entry === null) return this.#settle(job);
      const id = feed.ids.idOf(job.id);
      const body = new TextEncoder().encode(eventText(entry, id));
      const at = clock.now();
      const headers = signer.sign(this.#webhook, id, body, at);
      const outcome = await this.#line.post(headers, body, signal);
      if (!signal.aborted) this.#record(job, outcome, at);
    } catch (error) {
      // Nothing is settled: it is delivered again after the next start.
      this.#falter(error);
    } finally {
      this.#busy.delete(job.id);
      this.poke();
    }
  }

  #record(job: Job, outcome: Outcome, at: Instant): void {
    const { feed, journal } = this.#parts;
    const { status, error, duration } = outcome;
    const attempt = { event: feed.ids.idOf(job.id), attempt: job.attempts + 1, at };
    journal.addDelivery(this.#webhook.webhook, { ...attempt, status, error, duration });
    if (taken(outcome)) this.#taken(job);
    else this.#failed(job, outcome);
  }

  #taken(job: Job): void {
    // Who was down is back: what waits for it is due.
    const wasDown = this.#stalled;
    this.#failingSince = null;
    this.#settle(job);
    if (!wasDown) return;
    const next = this.#parts.clock.now();
    for (const retry of this.#retries.values()) this.#retries.set(retry.entry, { ...retry, next });
  }

  #failed(job: Job, outcome: Outcome): void {
    const { feed, clock, random, disable, journal, log } = this.#parts;
    const { webhook } = this.#webhook;
    const now = clock.now();
    const since = this.#failingSince ??= now;
    if (outcome.retryAfter !== null) this.#quietUntil = now + outcome.retryAfter;
    // A stalled endpoint fails, not the delivery by which it was probed.
    const probe = this.#stalled;
    if (probe) this.#quietUntil = Math.max(this.#quietUntil, now + BETWEEN_PROBES);
    const attempts = job.attempts + (probe && job.track === null ? 0 : 1);
    const next = nextTry(attempts, now, outcome.retryAfter, random);
    if (next === null) {
      log("webhook.delivery-given-up", { webhook, event: feed.ids.idOf(job.id) });
      this.#settle(job);
    } else {
      const retry = { entry: job.id, attempts, next };
      this.#retries.set(job.id, retry);
      journal.setRetry(webhook, retry);
      job.track?.settle(job.id);
      this.#remember();
    }
    if (outcome.status === 410) disable(webhook, "gone");
    else if (now - since >= GIVEN_UP_AFTER) disable(webhook, "failing");
  }

  #falter(error: unknown): void {
    const { clock, log } = this.#parts;
    this.#quietUntil = clock.now() + AFTER_FAULT;
    log("webhook.delivery-failed", { webhook: this.#webhook.webhook, error: String(error) });
  }

  /** Nothing more is owed of a delivery. */
  #settle({ id, track }: Job): void {
    if (this.#retries.delete(id)) this.#parts.journal.removeRetry(this.#webhook.webhook, id);
    track?.settle(id);
    this.#remember();
  }

  #remember(): void {
    this.#saved = this.#live.cursor;
    const replay = this.#replay && { cursor: this.#replay.cursor, until: this.#replay.until };
    const progress = { cursor: this.#saved, failingSince: this.#failingSince, replay };
    this.#parts.journal.setProgress(this.#webhook.webhook, progress);
  }
}

function filterOf({ mailboxes, types }: Webhook): FeedFilter {
  return { mailboxes, ...(types ? { types } : {}) };
}
