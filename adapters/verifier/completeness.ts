/**
 * Whether an extract shows every event of a mailbox between two closes: the length of its stream is
 * committed to at each close, and every version from one to the other is there.
 *
 * @module
 */
import { verifyAbsence, verifyLength } from "../merkle/lengths.ts";
import { DAY_CLOSED, type ProvenEvent, type ProvenEvents } from "./bundle_events.ts";
import { type DayClose, dayClosedSchema, type ListedLength, type Manifest } from "./manifest.ts";
import { type Claims, some } from "./report.ts";

/** How long the stream was at a close. */
interface KnownLength {
  readonly version: number;
  /** The last position that the close speaks of. */
  readonly position: number;
  /** The day that was closed; null at the log's beginning. */
  readonly day: string | null;
}

/** The days that an extract says it is about. */
export type Period = NonNullable<Manifest["period"]>;

/** Judges the completeness of a mailbox's events. */
export function judgeCompleteness(
  claims: Claims,
  mailbox: string,
  period: Period | undefined,
  lengths: { readonly from: ListedLength; readonly to: ListedLength },
  events: ProvenEvents,
): void {
  const stream = `mailbox-${mailbox.toLowerCase()}`;
  if (lengths.to.closed === null) return claims.fails("complete", mailbox, "it ends with no close");
  const from = lengthAt(stream, lengths.from, events);
  const to = lengthAt(stream, lengths.to, events);
  if (typeof from === "string") return claims.fails("complete", mailbox, from);
  if (typeof to === "string") return claims.fails("complete", mailbox, to);
  const own = events.all().filter((event) => event.stream === stream);
  const fault = gapBetween(own, from, to);
  if (fault !== null) return claims.fails("complete", mailbox, fault);
  const shown = `all ${to.version - from.version} events ${after(from)} up to ${to.day}`;
  const doubt = doubtAbout(own, period, from, to);
  if (doubt === null) claims.holds("complete", mailbox, shown);
  else claims.unknown("complete", mailbox, `${shown}; ${doubt}`);
}

/**
 * Judges whether an export for an authority has all events of its days: they stand in the log one
 * after the other, from the first position that the close of the first day names to the last one
 * that the close of the last day does. That close itself comes later.
 */
export function judgeContiguity(
  claims: Claims,
  period: Period | undefined,
  events: ProvenEvents,
): void {
  const closes = new Map(
    events.all().flatMap((event) => {
      const close = closeIn(event);
      return close ? [[close.day, { ...close, position: event.position }]] : [];
    }),
  );
  const end = period && closes.get(period.to);
  const positions = events.all().map(({ position }) => position)
    .filter((position) => position !== end?.position || position <= end.last)
    .sort((a, b) => a - b);
  const gap = positions.findIndex((position, at) => at > 0 && position !== positions[at - 1]! + 1);
  const [first, last = first] = [positions[0], positions.at(-1)];
  const subject = "the log";
  if (first === undefined) return claims.unknown("complete", subject, "there are no events");
  if (gap >= 0) {
    return claims.fails("complete", subject, `something is missing before ${positions[gap]}`);
  }
  const begin = first === 1 ? 1 : period && closes.get(period.from)?.first;
  const doubt = !begin || !end
    ? "no close shows where the period begins or ends"
    : begin < first || end.last > last!
    ? `the period has those from ${begin} to ${end.last}`
    : events.all().some(({ erased }) => erased)
    ? "what some of them said is erased or kept back"
    : null;
  const shown = `all events from ${first} to ${last}`;
  if (doubt === null) claims.holds("complete", subject, shown);
  else claims.unknown("complete", subject, `${shown}; ${doubt}`);
}

/** What an event says that closes a day; null for any other. */
function closeIn(event: ProvenEvent | undefined): DayClose | null {
  if (event?.number !== DAY_CLOSED || event.stream !== "log-days") return null;
  return dayClosedSchema.safeParse(event.data).data ?? null;
}

function after({ day }: KnownLength): string {
  return day === null ? "from the beginning" : `after ${day}`;
}

/** What keeps it from being shown for the whole period. */
function doubtAbout(
  own: readonly ProvenEvent[],
  period: Period | undefined,
  from: KnownLength,
  to: KnownLength,
): string | null {
  if (own.some(({ erased }) => erased)) return "some of them are erased, and could be any";
  if (!period) return "the manifest names no period";
  if (from.day !== null && from.day >= period.from) return `the period begins on ${period.from}`;
  return to.day !== null && to.day < period.to ? `the period ends on ${period.to}` : null;
}

function lengthAt(
  stream: string,
  { closed, version, leafKey, other, siblings }: ListedLength,
  events: ProvenEvents,
): KnownLength | string {
  if (closed === null) {
    return version === 0
      ? { version, position: 0, day: null }
      : "nothing shows the length at the beginning";
  }
  const close = closeIn(events.at(closed));
  if (!close) return `event ${closed}, a day's close, is not there`;
  const { day, last, lengths } = close;
  if (last >= closed) return `the close of ${day} counts events that came after it`;
  const shown = version === 0
    ? verifyAbsence({ stream, other: other ?? null, siblings }, lengths)
    : leafKey && verifyLength({ stream, version, leafKey, siblings }, lengths);
  if (!shown) return `the close of ${day} does not say that there were ${version} events`;
  return { version, position: last, day };
}

function gapBetween(
  own: readonly ProvenEvent[],
  from: KnownLength,
  to: KnownLength,
): string | null {
  if (to.version < from.version || to.position < from.position) return "it ends before it begins";
  const versions = new Map(own.map((event) => [event.version, event]));
  const missing: number[] = [];
  for (let version = from.version + 1; version <= to.version; version++) {
    const event = versions.get(version);
    const inside = event && event.position > from.position && event.position <= to.position;
    if (!inside) missing.push(version);
    // A hostile length has no end.
    if (missing.length > own.length + 5) break;
  }
  return missing.length === 0 ? null : `events that are not there: ${some(missing)}`;
}
