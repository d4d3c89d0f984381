/**
 * Entity tags (RFC 9110 §8.8.3): whoever changes something says which state of it.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { Problem } from "./problem.ts";

/** The strong tag of a state. */
export function entityTag(...state: readonly (string | number | null)[]): string {
  const digest = createHash("sha256").update(JSON.stringify(state)).digest("base64url");
  return `"${digest.slice(0, 22)}"`;
}

/**
 * Requires that a caller means the state that there is.
 *
 * @param ifMatch the header field.
 * @throws {Problem} precondition-required where it is absent, precondition-failed where it names
 *   another state.
 */
export function requireMatch(ifMatch: string | undefined, tag: string): void {
  if (ifMatch === undefined) {
    const detail = {
      en: "Send the ETag of the state that you have seen in If-Match",
      it: "Manda in If-Match l'ETag dello stato che hai visto",
    };
    throw new Problem("precondition-required", {
      detail,
      faults: [{ header: "If-Match", detail }],
    });
  }
  const named = ifMatch.split(",").map((one) => one.trim());
  if (named.includes("*") || named.includes(tag)) return;
  throw new Problem("precondition-failed", {
    detail: {
      en: "It has changed since: fetch it again, and decide anew",
      it: "È cambiata nel frattempo: rileggila e decidi di nuovo",
    },
  });
}
