/**
 * Whether everything that is owed will be thought of: wake instants are all that the engine
 * remembers of it across a restart.
 *
 * @module
 */
import { account } from "../../actors/account.ts";
import type { Actor, Effect } from "../../actors/actor.ts";
import { incoming } from "../../actors/incoming.ts";
import { LOG_KEY, logDays } from "../../actors/log.ts";
import { mailbox } from "../../actors/mailbox.ts";
import { outgoing } from "../../actors/outgoing.ts";
import { scheduled } from "../../actors/scheduled.ts";
import { ERASED } from "../../events/definition.ts";
import { HOUR, type Instant, MINUTE } from "../../events/instant.ts";
import type { Due, StreamId } from "../../events/store.ts";
import type { EventReader } from "../storage/storage.ts";
import { eventsOfStream } from "../storage/whole.ts";
import type { Findings } from "./fault.ts";

/** How much later than at once what is owed may be tried again: no retry waits for longer. */
const LONGEST_PAUSE = HOUR;
/** Who has no authority for time stamps is reminded once a day. */
const LONGEST_PAUSES: Readonly<Record<string, number>> = { "stamp-head": 24 * HOUR };

/**
 * What is looked at may be a little younger than `now`: what has fallen due since is being performed
 * (`LEASE` of the runtime).
 */
const LEASE = MINUTE;

/** The one stream that is always to be woken: days never end. */
const DAYS: StreamId = `${logDays.kind}-${LOG_KEY}`;

// deno-lint-ignore no-explicit-any -- one table holds actors of every kind
type AnyActor = Actor<any, any, any, Effect>;

const actors = new Map<string, AnyActor>(
  [outgoing, incoming, scheduled, mailbox, account, logDays]
    .map((actor) => [actor.kind, actor as AnyActor]),
);

/**
 * Folds every stream that is to be woken, and looks whether it is woken in time. Messages of which
 * nobody thinks any more are what the log of operations shows a day later.
 */
export async function checkWakes(
  events: EventReader,
  now: Instant,
  findings: Findings,
): Promise<void> {
  const all = await events.due(Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  for (const [index, due] of all.entries()) {
    const reason = await reasonAgainst(events, due, now);
    if (reason !== null) findings.fault(`wake of ${due.stream}`, reason);
    findings.reached(index + 1);
  }
  const daysBegun = (await events.readStream(DAYS, 0, 1)).length > 0;
  if (daysBegun && !all.some(({ stream }) => stream === DAYS)) {
    findings.fault(`wake of ${DAYS}`, "it is missing");
  }
}

async function reasonAgainst(
  events: EventReader,
  { stream, wake }: Due,
  now: Instant,
): Promise<string | null> {
  const actor = actors.get(stream.slice(0, stream.indexOf("-")));
  if (!actor) return null;
  let state = actor.initial();
  let version = 0;
  for await (const recorded of eventsOfStream(events, stream)) {
    const { event } = recorded;
    if (event.type !== ERASED) state = actor.evolve(state, event);
    version = recorded.version;
  }
  if (version === 0) return "there is no such stream";
  const { effects, deadline } = actor.pending(state, now);
  const latest = Math.min(
    deadline === null ? Infinity : deadline + LEASE,
    ...effects.map(({ type }) => now + (LONGEST_PAUSES[type] ?? LONGEST_PAUSE)),
  );
  return wake <= latest ? null : `it comes at ${iso(wake)}, which is after ${iso(latest)}`;
}

function iso(instant: Instant): string {
  const date = new Date(instant);
  return Number.isNaN(date.getTime()) ? String(instant) : date.toISOString();
}
