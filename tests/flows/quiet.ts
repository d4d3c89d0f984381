/**
 * Waiting for providers to come to rest.
 *
 * @module
 */
import type { EventReader } from "../../adapters/storage/storage.ts";
import type { Instant } from "../../events/instant.ts";

/** Looks at a log before a test is told that it waits for what never comes; a minute or more. */
const MOST_LOOKS = 10_000;
/** Milliseconds between two looks. */
const PAUSE = 5;

/**
 * Resolves with true once no stream of any log owes anything (whatever is owed ends with an event),
 * with false once nothing has happened for `patience` milliseconds: however slow the machine is,
 * as long as it gets on it is waited for.
 */
export async function quiet(logs: readonly EventReader[], patience: number): Promise<boolean> {
  const stop = new AbortController();
  const giveUp = () => stop.abort();
  let impatience = setTimeout(giveUp, patience);
  const watch = async (log: EventReader, after: number) => {
    for await (const _event of log.follow(after, stop.signal)) {
      clearTimeout(impatience);
      impatience = setTimeout(giveUp, patience);
      if (await owesNothing(logs)) stop.abort();
    }
  };
  try {
    const heads = await Promise.all(logs.map((log) => log.head()));
    if (await owesNothing(logs)) return true;
    await Promise.all(logs.map((log, index) => watch(log, heads[index]!)));
  } finally {
    clearTimeout(impatience);
  }
  return await owesNothing(logs);
}

/** Asked twice: what one log owed when the first was asked, another may owe by now. */
async function owesNothing(logs: readonly EventReader[]): Promise<boolean> {
  for (const log of [...logs, ...logs]) if (await nextWake(log) !== null) return false;
  return true;
}

/** The days of the log, which never end. */
const DAYS = "log-days";

/** When the first stream must be looked at that is about messages or mailboxes; null for none. */
export async function nextWake(log: EventReader): Promise<Instant | null> {
  const due = await log.due(Number.MAX_SAFE_INTEGER, 2);
  return due.find(({ stream }) => stream !== DAYS)?.wake ?? null;
}

/** The streams that owe something, for people. */
export async function owedBy(logs: readonly EventReader[]): Promise<string> {
  const due = await Promise.all(logs.map((log) => log.due(Number.MAX_SAFE_INTEGER, 10)));
  return due.flat().map(({ stream }) => stream).filter((stream) => stream !== DAYS).join(", ");
}

/**
 * Resolves once all that a log owes waits for an instant; null for nothing owed. Throws where it
 * comes to wait for another one, so that a broken rule does not hang.
 */
export async function wakesAt(log: EventReader, instant: Instant | null): Promise<void> {
  await lookedUntil(async () => {
    const wake = await nextWake(log);
    return wake === instant ? null : `it wakes at ${wake}, not ${instant}`;
  });
}

/** Resolves once `look` finds nothing missing any more; throws, with what it finds, where it does. */
export async function lookedUntil(look: () => Promise<string | null>): Promise<void> {
  let missing = await look();
  for (let looks = 0; missing !== null; looks++) {
    if (looks === MOST_LOOKS) throw new Error(`Cannot wait longer: ${missing}`);
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
    missing = await look();
  }
}
