/**
 * The patterns of LIST: `*` is anything, `%` anything within one level (RFC 9051 §6.3.9.1).
 *
 * @module
 */
import { canonicalName, SEPARATOR } from "../../../events/folders.ts";

/** Whether a name fits any of the patterns. Takes no more than pattern times name steps. */
export function matcherOf(patterns: readonly string[]): (name: string) => boolean {
  const canonical = patterns.map(canonicalName);
  return (name) => canonical.some((pattern) => fits(pattern, name));
}

/** Follows all ways through the pattern at once, so that no pattern takes exponential time. */
function fits(pattern: string, name: string): boolean {
  let places = close(pattern, new Set([0]));
  for (const character of name) {
    const next = new Set<number>();
    for (const place of places) {
      const wanted = pattern[place];
      if (wanted === "*" || (wanted === "%" && character !== SEPARATOR)) next.add(place);
      else if (pattern.startsWith(character, place)) next.add(place + character.length);
    }
    places = close(pattern, next);
    if (places.size === 0) return false;
  }
  return places.has(pattern.length);
}

/** A wildcard may stand for nothing. */
function close(pattern: string, places: Set<number>): Set<number> {
  for (const place of places) {
    if (pattern[place] === "*" || pattern[place] === "%") places.add(place + 1);
  }
  return places;
}
