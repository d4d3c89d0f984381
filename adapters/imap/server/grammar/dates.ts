/**
 * Dates of search keys and messages (RFC 9051 §9, date and date-time).
 *
 * @module
 */
import { HOUR, type Instant, MINUTE, SECOND } from "../../../../events/instant.ts";
import type { Cursor } from "./cursor.ts";
import { malformed } from "./fault.ts";

/** The months, as they are written. */
export const MONTHS = [
  "Jan",
  "Feb",
  "Mar",
  "Apr",
  "May",
  "Jun",
  "Jul",
  "Aug",
  "Sep",
  "Oct",
  "Nov",
  "Dec",
] as const;

const DAY = 24 * HOUR;
const DATE = /("?)(\d{1,2})-([A-Za-z]{3})-(\d{4})\1/y;
// The day has two places, the first a blank for days up to the ninth. Not all clients know that.
const DATE_TIME = /" ?(\d{1,2})-([A-Za-z]{3})-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)"/y;

/** A day, quoted or not. */
export function date(cursor: Cursor): number {
  const [, , day = "", month = "", year = ""] = cursor.match(DATE) ?? [];
  return dayNumber(day, month, year);
}

/** A moment: date, time and zone, in quotes. */
export function dateTime(cursor: Cursor): Instant {
  const [, day = "", month = "", year = "", ...time] = cursor.match(DATE_TIME) ?? [];
  const [hours = "", minutes = "", seconds = "", sign = "", zoneHours = "", zoneMinutes = ""] =
    time;
  const days = dayNumber(day, month, year);
  // 60 is a leap second.
  if (+hours > 23 || +minutes > 59 || +seconds > 60 || +zoneHours > 23 || +zoneMinutes > 59) {
    throw malformed("there is no such time");
  }
  const local = days * DAY + +hours * HOUR + +minutes * MINUTE + +seconds * SECOND;
  const zone = +zoneHours * HOUR + +zoneMinutes * MINUTE;
  return sign === "-" ? local + zone : local - zone;
}

/** Days since 1970-01-01. */
function dayNumber(day: string, month: string, year: string): number {
  if (day === "") throw malformed("expected a date");
  const index = MONTHS.findIndex((name) => name.toLowerCase() === month.toLowerCase());
  // Date.UTC takes the years 0 to 99 for 1900 to 1999.
  const date = new Date(0);
  date.setUTCFullYear(+year, index, +day);
  if (index < 0 || date.getUTCMonth() !== index || date.getUTCDate() !== +day) {
    throw malformed("there is no such day");
  }
  return date.getTime() / DAY;
}
