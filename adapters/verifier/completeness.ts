/**
 * Whether an extract shows every event of a mailbox between two closes: the length of its stream is
 * committed to at each close, and every version from one to the other is there.
 *
 * @module
 */
import { verifyAbsence, verifyLength } from "../merkle/lengths.ts";
import { DAY_CLOSED, type ProvenEvent, type ProvenEvents } from "./bundle_events.ts";
import { dayClosedSchema, type ListedLength } from "./manifest.ts";
import { type Claims, some } from "./report.ts";

/** How long the stream was at a close. */
interface KnownLength {
  readonly version: number;
  /** The last position that the close speaks of. */
  readonly position: number;
  readonly when: string;
}

/** Judges the completeness of a mailbox's events. */
export function judgeCompleteness(
  claims: Claims,
  mailbox: string,
  lengths: { readonly from: ListedLength; readonly to: ListedLength },
  events: ProvenEvents,
): void {
  const stream = `mailbox-${mailbox.toLowerCase()}`;
  const from = lengthAt(stream, lengths.from, events);
  const to = lengthAt(stream, lengths.to, events);
  const fault = typeof from === "string" ? from : typeof to === "string" ? to : undefined;
  if (typeof from === "string" || typeof to === "string") {
    return claims.fails("complete", mailbox, fault ?? "");
  }
  const own = [...events.values()].filter((event) => event.stream === stream);
  const gap = gapBetween(own, from, to);
  if (gap !== null) return claims.fails("complete", mailbox, gap);
  const count = to.version - from.version;
  claims.holds("complete", mailbox, `all ${count} events ${from.when} ${to.when}`);
}

function lengthAt(
  stream: string,
  { closed, version, leafKey, other, siblings }: ListedLength,
  events: ProvenEvents,
): KnownLength | string {
  if (closed === null) {
    return version === 0
      ? { version, position: 0, when: "from the log's beginning" }
      : "nothing shows the length at the beginning";
  }
  const event = events.get(closed);
  const close = dayClosedSchema.safeParse(event?.data);
  if (event?.number !== DAY_CLOSED || event.stream !== "log-days" || !close.success) {
    return `event ${closed}, a day's close, is not there`;
  }
  const { day, last, lengths } = close.data;
  const shown = version === 0
    ? verifyAbsence({ stream, other: other ?? null, siblings }, lengths)
    : leafKey && verifyLength({ stream, version, leafKey, siblings }, lengths);
  if (!shown) return `the close of ${day} does not say that there were ${version} events`;
  return { version, position: last, when: `up to ${day}` };
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
