/**
 * Search keys that a folder's list decides: what they match is known at once.
 *
 * @module
 */
import { HOUR, type Instant, SECOND } from "../../../../events/instant.ts";
import { emailIdOf } from "../../../mailboxes/era.ts";
import type { Message } from "../../../mailboxes/folder_view.ts";
import { type SearchKey, type SequenceSet, STAR } from "../grammar/ast.ts";
import { isWithin } from "../numbers_in.ts";
import type { Searched } from "./searched.ts";

/** Keys that hold others. */
export type Compound = Extract<SearchKey, { key: "AND" | "OR" | "NOT" }>;

/** Keys for which contents are needed. */
export type ContentKey = Extract<
  SearchKey,
  { key: "BODY" | "HEADER" | "SENTBEFORE" | "SENTON" | "SENTSINCE" | "TEXT" }
>;

/** Keys for which the folder's list is enough. */
export type MessageKey = Exclude<SearchKey, Compound | ContentKey>;

/** Whether a message with a number matches. */
export type Predicate = (message: Message, number: number) => boolean;

const DAY = 24 * HOUR;

/** How a key is decided (RFC 9051 §6.4.4, and the extensions named below). */
export function predicateOf(key: MessageKey, { era, selection, now }: Searched): Predicate {
  switch (key.key) {
    case "ALL":
    case "SAVEDATESUPPORTED":
      return () => true;
    case "FLAG":
      return flagPredicate(key.flag, key.set);
    case "RECENT":
      // No message is ever recent here: RFC 9051 has done away with that.
      return () => !key.recent;
    case "BEFORE":
    case "ON":
    case "SINCE":
    case "SAVEDBEFORE":
    case "SAVEDON":
    case "SAVEDSINCE":
      return datePredicate(key.key, key.day);
    case "LARGER":
      return ({ size }) => size > key.size;
    case "SMALLER":
      return ({ size }) => size < key.size;
    // RFC 5032: to the second.
    case "OLDER":
      return ({ received }) => secondOf(received) <= secondOf(now) - key.seconds;
    case "YOUNGER":
      return ({ received }) => secondOf(received) >= secondOf(now) - key.seconds;
    case "NUMBERS":
    case "UID":
      return memberPredicate(key.key, key.set, selection);
    case "MODSEQ":
      return ({ modseq }) => modseq >= key.modseq;
    case "EMAILID":
      return ({ email }) => emailIdOf(era, email) === key.id;
    case "THREADID":
      // RFC 8474 §5.2: the server has none.
      return () => false;
  }
}

/** Whether a day stands to another one as a key asks for; RFC 8514 for those of SAVEDATE. */
function isDay(key: string, day: number, asked: number): boolean {
  if (key.endsWith("BEFORE")) return day < asked;
  return key.endsWith("SINCE") ? day >= asked : day === asked;
}

/** INTERNALDATE is told in UTC, and so are its days. */
function datePredicate(key: string, asked: number): Predicate {
  return key.startsWith("SAVED")
    ? ({ saved }) => isDay(key, Math.floor(saved / DAY), asked)
    : ({ received }) => isDay(key, Math.floor(received / DAY), asked);
}

/** Few different sets of flags occur in a folder: each is looked at once. */
function flagPredicate(flag: string, set: boolean): Predicate {
  const written = ` ${flag.toLowerCase()} `;
  const known = new Map<string, boolean>();
  return ({ flags }) => {
    let answer = known.get(flags);
    if (answer === undefined) {
      answer = flags.toLowerCase().includes(written) === set;
      known.set(flags, answer);
    }
    return answer;
  };
}

function memberPredicate(
  key: "NUMBERS" | "UID",
  set: SequenceSet,
  selection: Searched["selection"],
): Predicate {
  const known = key === "UID" ? set : existing(set, selection.count);
  const ranges = selection.rangesOf(known, key === "UID") ?? [];
  return (_, number) => isWithin(ranges, number);
}

/** Of message numbers those that exist: what does not is not found. */
function existing(set: SequenceSet, count: number): SequenceSet {
  if (set === "$") return set;
  return set.flatMap(([low, high]) => {
    const ends = [low, high].map((end) => end === STAR ? count : end);
    const [from, to] = [Math.min(...ends), Math.min(Math.max(...ends), count)];
    return from > to ? [] : [[from, to] as const];
  });
}

function secondOf(instant: Instant): number {
  return Math.floor(instant / SECOND);
}
