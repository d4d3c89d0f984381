/**
 * What clients are told of a command that the mailbox has refused.
 *
 * @module
 */
import type { Refusal } from "../../../actors/actor.ts";
import { type Completion, no } from "./completion.ts";

/** Response codes of RFC 9051 §7.1 and RFC 9208 §4.2 by the mailbox's reasons. */
const CODES: ReadonlyMap<string, string> = new Map([
  ["bad-name", "CANNOT"],
  ["exists", "ALREADYEXISTS"],
  ["full", "OVERQUOTA"],
  ["no-folder", "NONEXISTENT"],
  ["no-message", "EXPUNGEISSUED"],
  ["standing", "CANNOT"],
  ["too-many", "LIMIT"],
  ["too-many-keywords", "LIMIT"],
]);

/** The answer to a refused command. */
export function refused({ refused, detail }: Refusal): Completion {
  const text = detail.charAt(0).toUpperCase() + detail.slice(1);
  return no(text, CODES.get(refused));
}
