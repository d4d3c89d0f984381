/**
 * The engine: gives every stream its actor, one command after the other, and performs what the
 * actors owe the world.
 *
 * Load, fold, decide, append, perform what is pending; an effect's outcome comes back as a command.
 * What is owed is derived from state and never queued: after a restart every stream whose wake
 * instant the store knows is folded again, and what is pending is performed.
 *
 * @module
 */
import { type AnyEvent, ERASED } from "../events/definition.ts";
import { type Clock, HOUR, type Instant, SECOND } from "../events/instant.ts";
import type { SmallBlob } from "../events/rope.ts";
import { type EventStore, type StreamId, VersionConflict } from "../events/store.ts";
import { type Actor, type Effect, type Elapse, isRefusal, type Refusal } from "./actor.ts";
import { Lanes } from "./lanes.ts";
import { Wakes } from "./wakes.ts";

/** How an effect ended. */
export interface Outcome<C> {
  /** What the effect's own stream is to be told. */
  readonly command?: C;
  /** What is still owed of the effect waits until then. */
  readonly retry?: { readonly at: Instant; readonly reason: string };
}

/** Performs one effect. Rejecting means: try again, a little later each time. */
export type Performer<S, C, F extends Effect> = (
  effect: F,
  stream: { readonly id: StreamId; readonly state: S },
) => Promise<Outcome<C>>;

/** What a command led to, once it is durable. */
export interface Sent<S, E extends AnyEvent> {
  readonly events: readonly E[];
  readonly refusal: Refusal | null;
  /** The stream's state; to be read at once, since later commands take it over. */
  readonly state: S;
}

/** An actor and who performs its effects. */
export interface ActorRegistration<S, C, E extends AnyEvent, F extends Effect> {
  readonly actor: Actor<S, C, E, F>;
  /** Absent for actors that owe nothing. */
  readonly perform?: Performer<S, C, F>;
}

/** Limits and ports of a runtime. */
export interface RuntimeOptions {
  readonly store: EventStore;
  readonly clock: Clock;
  /** Receives event names of the catalogue and failures of effects. */
  readonly log: (event: string, fields: Record<string, unknown>) => void;
  /** Whether the clock tells the right time; while it does not no deadline passes. */
  readonly trusted?: () => boolean;
  /** Commands that may wait for one stream; the next is refused with {@linkcode Overloaded}. */
  readonly maxQueue?: number;
  /** Effects of one lane that are performed at the same time. */
  readonly maxEffects?: number;
  /** Effects that may wait in all lanes before new work is refused. */
  readonly maxBacklog?: number;
  /** Streams kept in memory while nothing happens to them. */
  readonly maxIdle?: number;
}

/** A stream has more commands waiting than the runtime will queue. */
export class Overloaded extends Error {
  override readonly name = "Overloaded";
}

// deno-lint-ignore no-explicit-any -- one table holds actors of every kind; `send` restores the types
type AnyRegistration = ActorRegistration<any, any, any, any>;

interface Request {
  readonly command: unknown;
  readonly blobs: readonly SmallBlob[];
  readonly resolve: (sent: Sent<unknown, AnyEvent>) => void;
  readonly reject: (error: unknown) => void;
}

/** A stream's folded events. */
interface Loaded {
  state: unknown;
  version: number;
}

/** A stream in memory. */
interface Cell {
  readonly id: StreamId;
  readonly registration: AnyRegistration;
  loaded: Loaded | null;
  /** When somebody last asked for the stream. */
  usedAt: Instant;
  loading: Promise<Loaded> | null;
  queue: Request[];
  draining: boolean;
  readonly inFlight: Set<string>;
  /** Effects that failed: when they may be performed again, and how often they have failed. */
  readonly postponed: Map<string, { until: Instant; failures: number }>;
  /** The wake instant that the store knows; undefined where only the store knows it. */
  wake: Instant | null | undefined;
}

/** Commands decided on together, so that one append serves them all. */
const MAX_BATCH = 64;
/** Events folded at once: a few milliseconds' work, then others have their turn. */
const PAGE = 500;
/** How long a stream whose effects are being performed is left alone by the wake loop. */
const LEASE = 60 * SECOND;
const MAX_BACK_OFF = 60 * SECOND;
/**
 * How long a stream stays in memory unasked. Another process may erase it (`custody.erased`), but
 * only one to which nothing has happened for years.
 */
const FRESH = 24 * HOUR;
const DEFAULTS = {
  trusted: () => true,
  maxQueue: 1000,
  maxEffects: 64,
  maxBacklog: 10_000,
  maxIdle: 2000,
};

/** The engine. */
export class Runtime {
  readonly #options: Required<RuntimeOptions>;
  readonly #registrations = new Map<string, AnyRegistration>();
  /** In order of last use: the first is passivated first. */
  readonly #cells = new Map<StreamId, Cell>();
  readonly #lanes: Lanes;
  readonly #wakes: Wakes;
  readonly #running = new Set<Promise<void>>();
  #stopping = false;

  constructor(options: RuntimeOptions) {
    this.#options = { ...DEFAULTS, ...options };
    this.#lanes = new Lanes(this.#options.maxEffects);
    this.#wakes = new Wakes(
      options.store,
      options.clock,
      options.log,
      (stream) => this.#wake(stream),
      this.#options.trusted,
      ({ stream, wake }, now) => wake <= now + (this.#registered(stream)?.actor.rest ?? Infinity),
    );
  }

  /** Makes a kind of actor known, and who performs its effects. */
  register<S, C, E extends AnyEvent, F extends Effect>(
    registration: ActorRegistration<S, C, E, F>,
  ): void {
    this.#registrations.set(registration.actor.kind, registration);
  }

  /** Performs what earlier runs left pending, and from then on whatever falls due. */
  async start(): Promise<void> {
    await this.#wakes.start();
  }

  /** Takes no more effects up, waits for those under way and for every command sent. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#wakes.stop();
    await this.settled();
  }

  /** Resolves once no command is being carried out and no effect performed. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.allSettled([...this.#running]);
  }

  /** Whether the backlog is so long that new work should be refused for now (RFC 3463 4.3.2). */
  get overloaded(): boolean {
    return this.#lanes.waiting > this.#options.maxBacklog;
  }

  /**
   * Sends a command to a stream; resolves once its events are durable.
   *
   * @param blobs small blobs that the events refer to.
   * @throws {Overloaded} when too many commands wait for the stream.
   */
  send<S, C, E extends AnyEvent, F extends Effect>(
    actor: Actor<S, C, E, F>,
    key: string,
    command: C | Elapse,
    blobs: readonly SmallBlob[] = [],
  ): Promise<Sent<S, E>> {
    const cell = this.#cell(`${actor.kind}-${key}`);
    if (cell.queue.length >= this.#options.maxQueue) {
      throw new Overloaded(`Cannot queue a command for ${cell.id}: ${cell.queue.length} wait`);
    }
    return this.#enqueue(cell, command, blobs) as Promise<Sent<S, E>>;
  }

  #cell(id: StreamId): Cell {
    const known = this.#cells.get(id);
    if (known) {
      this.#cells.delete(id);
      this.#cells.set(id, known);
      this.#refresh(known);
      return known;
    }
    const registration = this.#registered(id);
    if (!registration) throw new Error(`Cannot find an actor for the stream ${id}`);
    const cell: Cell = {
      id,
      registration,
      loaded: null,
      usedAt: this.#options.clock.now(),
      loading: null,
      queue: [],
      draining: false,
      inFlight: new Set(),
      postponed: new Map(),
      wake: undefined,
    };
    this.#cells.set(id, cell);
    this.#passivate();
    return cell;
  }

  /** Whoever decided by a state from before an erasure would add to what is gone. */
  #refresh(cell: Cell): void {
    const now = this.#options.clock.now();
    if (now - cell.usedAt > FRESH && isIdle(cell)) cell.loaded = null;
    cell.usedAt = now;
  }

  #registered(id: StreamId): AnyRegistration | undefined {
    return this.#registrations.get(id.slice(0, id.indexOf("-")));
  }

  #passivate(): void {
    if (this.#cells.size <= this.#options.maxIdle) return;
    for (const cell of this.#cells.values()) {
      if (this.#cells.size <= this.#options.maxIdle) return;
      if (isIdle(cell)) this.#cells.delete(cell.id);
    }
  }

  #enqueue(
    cell: Cell,
    command: unknown,
    blobs: readonly SmallBlob[],
  ): Promise<Sent<unknown, AnyEvent>> {
    return new Promise((resolve, reject) => {
      cell.queue.push({ command, blobs, resolve, reject });
      if (!cell.draining) this.#track(this.#drain(cell));
    });
  }

  async #drain(cell: Cell): Promise<void> {
    cell.draining = true;
    try {
      while (cell.queue.length > 0) {
        const batch = cell.queue.splice(0, MAX_BATCH);
        try {
          await this.#carryOut(cell, batch);
        } catch (error) {
          cell.loaded = null;
          for (const { reject } of batch) reject(error);
        }
      }
    } finally {
      cell.draining = false;
    }
    if (cell.loaded) this.#performPending(cell);
  }

  /** Decides on a batch and appends; on a conflict loads the stream again and decides again. */
  async #carryOut(cell: Cell, batch: readonly Request[]): Promise<void> {
    for (;;) {
      const loaded = cell.loaded ?? await this.#load(cell);
      const now = this.#options.clock.now();
      const before = loaded.version;
      const results = batch.map(({ command }) => this.#decide(cell, loaded, command, now));
      const events = results.flatMap((result) => result.events);
      try {
        if (events.length > 0) {
          const blobs = batch.flatMap((request, index) =>
            results[index]?.events.length ? request.blobs : []
          );
          await this.#append(cell, loaded.state, before, events, blobs, now);
        }
      } catch (error) {
        cell.loaded = null;
        if (error instanceof VersionConflict) continue;
        throw error;
      }
      results.forEach((result, index) => batch[index]?.resolve({ ...result, state: loaded.state }));
      return;
    }
  }

  #decide(
    cell: Cell,
    loaded: Loaded,
    command: unknown,
    now: Instant,
  ): { events: readonly AnyEvent[]; refusal: Refusal | null } {
    const { actor } = cell.registration;
    const decision = actor.decide(loaded.state, command, now);
    if (isRefusal(decision)) return { events: [], refusal: decision };
    for (const event of decision) loaded.state = actor.evolve(loaded.state, event);
    loaded.version += decision.length;
    return { events: decision, refusal: null };
  }

  async #append(
    cell: Cell,
    state: unknown,
    expectedVersion: number,
    events: readonly AnyEvent[],
    blobs: readonly SmallBlob[],
    now: Instant,
  ): Promise<void> {
    const wake = this.#wakeOf(cell, state, now);
    await this.#options.store.append({ stream: cell.id, expectedVersion, events, blobs, wake });
    cell.wake = wake;
    if (wake !== null) this.#wakes.expect(wake);
    for (const event of events) this.#options.log(event.type, { stream: cell.id });
  }

  /** Commands and effects of one stream share a load: a later one must not undo what it led to. */
  #load(cell: Cell): Promise<Loaded> {
    cell.loading ??= this.#fold(cell).finally(() => cell.loading = null);
    return cell.loading;
  }

  async #fold(cell: Cell): Promise<Loaded> {
    const { actor } = cell.registration;
    let state = actor.initial();
    for (let version = 0;;) {
      const recorded = await this.#options.store.readStream(cell.id, version, PAGE);
      for (const { event } of recorded) {
        if (event.type !== ERASED) state = actor.evolve(state, event);
      }
      version = recorded.at(-1)?.version ?? version;
      if (recorded.length < PAGE) return cell.loaded = { state, version };
    }
  }

  /** When the store must remind us of the stream if nobody else does. */
  #wakeOf(cell: Cell, state: unknown, now: Instant): Instant | null {
    const { effects, deadline } = cell.registration.actor.pending(state, now);
    const instants = effects.map(({ key }) => cell.postponed.get(key)?.until ?? now + LEASE);
    if (deadline !== null) instants.push(deadline);
    return instants.length === 0 ? null : Math.min(...instants);
  }

  #performPending(cell: Cell): void {
    const { perform, actor } = cell.registration;
    if (!perform || !cell.loaded || this.#stopping) return;
    const now = this.#options.clock.now();
    for (const effect of actor.pending(cell.loaded.state, now).effects as readonly Effect[]) {
      const { key } = effect;
      if (cell.inFlight.has(key) || (cell.postponed.get(key)?.until ?? now) > now) continue;
      cell.inFlight.add(key);
      this.#track(this.#perform(cell, effect));
    }
  }

  async #perform(cell: Cell, effect: Effect): Promise<void> {
    const leave = await this.#lanes.enter(`${cell.registration.actor.kind} ${effect.lane}`);
    try {
      if (this.#stopping) return;
      const { perform } = cell.registration;
      const loaded = cell.loaded ?? await this.#load(cell);
      // What has waited in its lane may have been settled or have changed since.
      const current = this.#owed(cell, loaded.state, effect.key);
      if (!current) return;
      const outcome = await perform!(current, { id: cell.id, state: loaded.state });
      if (outcome.command !== undefined) await this.#enqueue(cell, outcome.command, []);
      if (outcome.retry) {
        await this.#postpone(cell, effect, outcome.retry.at, outcome.retry.reason);
      } else if (cell.loaded && this.#owed(cell, cell.loaded.state, effect.key)) {
        throw new Error("it is still owed after it was performed");
      } else {
        cell.postponed.delete(effect.key);
      }
    } catch (error) {
      const failures = cell.postponed.get(effect.key)?.failures ?? 0;
      const delay = Math.min(SECOND * 2 ** failures, MAX_BACK_OFF);
      await this.#postpone(cell, effect, this.#options.clock.now() + delay, String(error));
    } finally {
      cell.inFlight.delete(effect.key);
      leave();
    }
    if (cell.loaded && !cell.draining) this.#performPending(cell);
  }

  /** The effect of that key if it is owed. */
  #owed(cell: Cell, state: unknown, key: string): Effect | undefined {
    const { effects } = cell.registration.actor.pending(state, this.#options.clock.now());
    return effects.find((effect: Effect) => effect.key === key);
  }

  /** The store keeps the new wake instant: a restart does not forget the pause. */
  async #postpone(cell: Cell, effect: Effect, until: Instant, reason: string): Promise<void> {
    const failures = (cell.postponed.get(effect.key)?.failures ?? 0) + 1;
    cell.postponed.set(effect.key, { until, failures });
    const { type } = effect;
    this.#options.log("effect.postponed", { stream: cell.id, effect: type, until, reason });
    try {
      await this.#renewWake(cell);
    } catch (error) {
      // The lease that the store knows still stands: the stream is found again when it ends.
      this.#options.log("effect.postpone-failed", { stream: cell.id, reason: String(error) });
    }
  }

  async #renewWake(cell: Cell): Promise<void> {
    if (!cell.loaded) return;
    const wake = this.#wakeOf(cell, cell.loaded.state, this.#options.clock.now());
    if (wake === cell.wake) return;
    await this.#options.store.setWake(cell.id, wake);
    cell.wake = wake;
    if (wake !== null) this.#wakes.expect(wake);
  }

  /** A stream's wake instant has come: time alone may decide something, effects may be owed. */
  async #wake(id: StreamId): Promise<void> {
    const cell = this.#cell(id);
    await this.#enqueue(cell, { type: "elapse" } satisfies Elapse, []);
    cell.wake = undefined;
    await this.#renewWake(cell);
  }

  #track(work: Promise<void>): void {
    const settled = work.catch((error) =>
      this.#options.log("runtime.failed", { reason: String(error) })
    )
      .finally(() => this.#running.delete(settled));
    this.#running.add(settled);
  }
}

/** Whether nothing is being done for a stream. */
function isIdle(cell: Cell): boolean {
  return !cell.draining && cell.queue.length === 0 && cell.inFlight.size === 0;
}
