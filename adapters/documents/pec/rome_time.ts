/**
 * Legal time of Italy: readable times stand in the legal time of the moment of the operation
 * (RFC 6109 §4.2). The rules of summer time come from the time zone database of the runtime, so
 * that a change of the law is an update of it.
 *
 * @module
 */
import type { Instant } from "../../../events/instant.ts";

// What reads documents also runs without the engine, to verify what it did: it shares no value.

/** One second, in milliseconds. */
export const SECOND = 1000;
/** One minute, in milliseconds. */
export const MINUTE = 60 * SECOND;
/** One hour, in milliseconds. */
const HOUR = 60 * MINUTE;

/** An instant in the legal time of Europe/Rome. */
export interface RomeTime {
  /** `dd/mm/yyyy` */
  readonly giorno: string;
  /** `hh:mm:ss` */
  readonly ora: string;
  /** `+0100` or `+0200`: without the colon of RFC 6109 §4.2, which nobody writes. */
  readonly zona: string;
  /** The value of a Date header field (RFC 5322 §3.3), `Sat, 21 Nov 2026 22:30:00 +0100`. */
  readonly date: string;
}

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"] as const;
// deno-fmt-ignore: twelve months read better in one line
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;

const rome = new Intl.DateTimeFormat("en-GB", {
  timeZone: "Europe/Rome",
  calendar: "gregory",
  numberingSystem: "latn",
  hourCycle: "h23",
  year: "numeric",
  month: "numeric",
  day: "numeric",
  hour: "numeric",
  minute: "numeric",
  second: "numeric",
});

/** The legal time of Europe/Rome at an instant; fractions of a second are cut off. */
export function romeTime(instant: Instant): RomeTime {
  const second = Math.floor(instant / SECOND) * SECOND;
  const local = localTime(second);
  const shifted = new Date(local);
  const day = two(shifted.getUTCDate());
  const year = String(shifted.getUTCFullYear()).padStart(4, "0");
  const month = shifted.getUTCMonth();
  const ora = [shifted.getUTCHours(), shifted.getUTCMinutes(), shifted.getUTCSeconds()]
    .map(two).join(":");
  const zona = offset(local - second);
  return {
    giorno: `${day}/${two(month + 1)}/${year}`,
    ora,
    zona,
    date: `${DAYS[shifted.getUTCDay()]}, ${day} ${MONTHS[month]} ${year} ${ora} ${zona}`,
  };
}

/** What a clock on the wall in Rome shows, as if it were UTC. */
function localTime(instant: Instant): Instant {
  const parts = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 };
  for (const { type, value } of rome.formatToParts(instant)) {
    if (type in parts) parts[type as keyof typeof parts] = Number(value);
  }
  const { year, month, day, hour, minute, second } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

function offset(milliseconds: number): string {
  const size = Math.abs(milliseconds);
  const hours = two(Math.floor(size / HOUR));
  const minutes = two(Math.floor((size % HOUR) / MINUTE));
  return `${milliseconds < 0 ? "-" : "+"}${hours}${minutes}`;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
