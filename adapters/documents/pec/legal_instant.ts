/**
 * Instants in the legal time of Italy as files write them.
 *
 * @module
 */
import type { Instant } from "../../../events/instant.ts";
import { romeTime, SECOND } from "./rome_time.ts";

/** An instant in legal time with its offset (RFC 3339), `2026-11-21T22:30:00.000+01:00`. */
export function legalInstant(instant: Instant): string {
  const { giorno, ora, zona } = romeTime(instant);
  const day = giorno.split("/").reverse().join("-");
  const fraction = String(instant - Math.floor(instant / SECOND) * SECOND).padStart(3, "0");
  return `${day}T${ora}.${fraction}${zona.slice(0, 3)}:${zona.slice(3)}`;
}
