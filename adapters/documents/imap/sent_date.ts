/**
 * The date that a message's header bears (RFC 5322 §3.3, with the old forms of §4.3).
 *
 * @module
 */
import { HOUR, type Instant, MINUTE, SECOND } from "../../../events/instant.ts";

/** When a message says that it was sent. */
export interface SentDate {
  /** For SORT and THREAD: the zone is taken into account (RFC 5256 §2.2). */
  readonly instant: Instant;
  /**
   * For SENTBEFORE, SENTON and SENTSINCE: days from 1970-01-01 to the date as written, whatever
   * its time and zone (RFC 9051 §6.4.4).
   */
  readonly day: number;
}

const DAY = 24 * HOUR;

const MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";

/** Characters that are looked at. */
const LONGEST = 200;

const DATE =
  /^\s*(?:[a-z]+\.?\s*,?\s*)?(\d{1,2})[\s-]+([a-z]{3})[a-z]*\.?,?[\s-]+(\d{2,4})(?!\d)(.*)$/i;
const TIME = /^[\s,]*(\d{1,2})\s*[:.]\s*(\d{2})(?:\s*[:.]\s*(\d{2}))?(?![\d:])(.*)$/;
const ZONE = /^[\s.\d]*?\s*(?:([+-])(\d{2}):?(\d{2})|([a-z]{1,5}))/i;

/** RFC 5322 §4.3; zones of one letter and unknown ones count as UTC. */
const ZONE_HOURS: Readonly<Record<string, number>> = {
  EST: -5,
  EDT: -4,
  CST: -6,
  CDT: -5,
  MST: -7,
  MDT: -6,
  PST: -8,
  PDT: -7,
  CET: 1,
  CEST: 2,
};

/**
 * Reads the value of a Date field. A zone that cannot be read counts as UTC, and a time as midnight
 * (RFC 5256 §2.2).
 *
 * @param value unfolded
 * @returns null where there is no day
 */
export function parseSentDate(value: string): SentDate | null {
  const text = value.slice(0, LONGEST).replace(/\([^()]*\)/g, " ");
  const [, day = "", month = "", year = "", rest = ""] = DATE.exec(text) ?? [];
  const index = MONTHS.indexOf(month.toLowerCase());
  if (day === "" || index < 0 || index % 3 !== 0) return null;
  const midnight = midnightOf(fullYear(year), index / 3, Number(day));
  if (midnight === null) return null;
  return { instant: midnight + sinceMidnight(rest), day: midnight / DAY };
}

/** RFC 5322 §4.3. */
function fullYear(written: string): number {
  const year = Number(written);
  if (written.length === 2) return year < 50 ? 2000 + year : 1900 + year;
  return written.length === 3 ? 1900 + year : year;
}

function midnightOf(year: number, month: number, day: number): Instant | null {
  const date = new Date(0);
  date.setUTCFullYear(year, month, day);
  return date.getUTCMonth() === month && date.getUTCDate() === day ? date.getTime() : null;
}

/** From the midnight of UTC to what follows the date. */
function sinceMidnight(text: string): Instant {
  const [, hours, minutes, seconds = 0, zone = ""] = TIME.exec(text) ?? [];
  // A leap second is the second before it.
  const [hour, minute, second] = [Number(hours), Number(minutes), Math.min(Number(seconds), 59)];
  if (!(hour < 24 && minute < 60)) return 0;
  return hour * HOUR + minute * MINUTE + second * SECOND - offsetOf(zone);
}

function offsetOf(text: string): Instant {
  const [, sign, hours = "", minutes = "", name = ""] = ZONE.exec(text) ?? [];
  if (sign === undefined) return (ZONE_HOURS[name.toUpperCase()] ?? 0) * HOUR;
  if (Number(hours) > 23 || Number(minutes) > 59) return 0;
  const offset = Number(hours) * HOUR + Number(minutes) * MINUTE;
  return sign === "-" ? -offset : offset;
}
