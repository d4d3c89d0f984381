/**
 * Whether an extract shows every event of a mailbox between two closes: the length of its stream is
 * committed to at each close, and every version from one to the other is there.
 *
 * @module
 */
import { verifyAbsence, verifyLength } from "../merkle/lengths.ts";
import { DAY_CLOSED, type ProvenEvent, type ProvenEvents } from "./bundle_events.ts";
import { dayClosedSchema, type ListedLength, type Manifest } from "./manifest.ts";
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

/** Judges whether the events of an export for an authority stand in the log one after the other. */
export function judgeContiguity(claims: Claims, events: ProvenEvents): void {
  const positions = events.all().map(({ position }) => position).sort((a, b) => a - b);
  const gap = positions.findIndex((position, at) => at > 0 && position !== positions[at - 1]! + 1);
  const [first] = positions;
  const subject = "the log";
  if (first === undefined) claims.unknown("complete", subject, "there are no events");
  else if (gap >= 0) {
    claims.fails("complete", subject, `something is missing before ${positions[gap]}`);
  } else claims.holds("complete", subject, `all events from ${first} to ${positions.at(-1)}`);
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
  const event = events.at(closed);
  const close = dayClosedSchema.safeParse(event?.data);
  if (event?.number !== DAY_CLOSED || event.stream !== "log-days" || !close.success) {
    return `event ${closed}, a day's close, is not there`;
  }
  const { day, last, lengths } = close.data;
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
