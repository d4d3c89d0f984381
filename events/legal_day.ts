/**
 * The days of Italy's legal time, by which the log is closed (DM 2-11-2005). The rules of
 * summer time come from the time zone database of the runtime.
 *
 * @module
 */
import { HOUR, type Instant, MINUTE } from "./instant.ts";

/** A day of legal time, `2026-11-21`. */
export type LegalDay = string;

const rome = new Intl.DateTimeFormat("en-GB", {
  timeZone: "Europe/Rome",
  timeZoneName: "longOffset",
});

/** The day of legal time in which an instant lies. */
export function legalDayOf(instant: Instant): LegalDay {
  return dayOf(instant + offsetAt(instant));
}

/**
 * The instant at which a day begins in legal time; `later` counts days from there.
 *
 * @throws {Error} for what is no day.
 */
export function startOfLegalDay(day: LegalDay, later = 0): Instant {
  const local = midnightOf(day) + later * 24 * HOUR;
  // Summer time begins and ends at 01:00 UTC: midnight in Rome and in UTC have the same offset.
  return local - offsetAt(local);
}

/**
 * The day after a day.
 *
 * @throws {Error} for what is no day.
 */
export function nextLegalDay(day: LegalDay): LegalDay {
  return dayOf(midnightOf(day) + 24 * HOUR);
}

/** Midnight as if Rome lay on the meridian of Greenwich. */
function midnightOf(day: LegalDay): Instant {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  // The parser takes the 30th of February for a day of March.
  const known = !Number.isNaN(midnight) && dayOf(midnight) === day;
  if (!known) throw new Error(`Cannot read the day ${day}: write it as 2026-11-21`);
  return midnight;
}

function dayOf(local: Instant): LegalDay {
  return new Date(local).toISOString().slice(0, 10);
}

/** How far legal time is ahead of UTC, in milliseconds. */
function offsetAt(instant: Instant): number {
  const name = rome.formatToParts(instant).find(({ type }) => type === "timeZoneName")?.value;
  const [, hours = "", minutes = ""] = /^GMT\+(\d\d):(\d\d)$/.exec(name ?? "") ?? [];
  if (hours === "") throw new Error(`Cannot tell legal time: its offset is ${name}`);
  return Number(hours) * HOUR + Number(minutes) * MINUTE;
}
