/**
 * Instants in the legal time of Italy as files and commands write them.
 *
 * @module
 */
import { HOUR, type Instant, SECOND } from "../../../events/instant.ts";
import { romeTime } from "./rome_time.ts";

/** An instant in legal time with its offset (RFC 3339), `2026-11-21T22:30:00.000+01:00`. */
export function legalInstant(instant: Instant): string {
  const { giorno, ora, zona } = romeTime(instant);
  const day = giorno.split("/").reverse().join("-");
  const fraction = String(instant - Math.floor(instant / SECOND) * SECOND).padStart(3, "0");
  return `${day}T${ora}.${fraction}${zona.slice(0, 3)}:${zona.slice(3)}`;
}

/**
 * The instant at which a day (`2026-11-21`) begins in legal time; `later` counts days from there.
 *
 * @throws {Error} for what is no day.
 */
export function startOfLegalDay(day: string, later = 0): Instant {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  // The parser takes the 30th of February for a day of March.
  const known = !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(`${day}T`);
  if (!known) throw new Error(`Cannot read the day ${day}: write it as 2026-11-21`);
  const local = midnight + later * 24 * HOUR;
  // Summer time begins and ends at 01:00 UTC: midnight in Rome and in UTC have the same offset.
  const offset = legalInstant(local).slice(-6);
  return Date.parse(new Date(local).toISOString().replace("Z", offset));
}
