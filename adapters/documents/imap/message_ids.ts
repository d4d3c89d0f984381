/**
 * Message identifiers (RFC 5322 §3.6.4), in the form in which THREAD compares them.
 *
 * @module
 */
import { field, unfolded } from "../mime/headers.ts";
import type { MimePart } from "../mime/part.ts";

/** Identifiers of a References field that are kept: the last, which are the nearest ancestors. */
const MOST_REFERENCES = 500;

const MESSAGE_ID = /<\s*("(?:[^"\\<>]|\\.)*"|[^<>"\s@]+)@([^<>"\s]+)\s*>/g;

/** The identifier of a message, without angle brackets; null where it has none that is valid. */
export function messageIdOf(root: MimePart): string | null {
  return idsIn(root, "Message-ID")[0] ?? null;
}

/**
 * The ancestors that a message names, the nearest last: those of References, or else the first of
 * In-Reply-To (RFC 5256 §3, REFERENCES).
 */
export function referencesOf(root: MimePart): readonly string[] {
  const references = idsIn(root, "References");
  return references.length > 0
    ? references.slice(-MOST_REFERENCES)
    : idsIn(root, "In-Reply-To").slice(0, 1);
}

/** Quoted or not, an identifier is the same (RFC 5256 §3). */
function idsIn(root: MimePart, name: string): string[] {
  const found = field(root, name);
  if (found === undefined) return [];
  return Array.from(unfolded(found).matchAll(MESSAGE_ID), ([, left = "", right = ""]) => {
    const local = left.startsWith('"') ? left.slice(1, -1).replace(/\\(.)/g, "$1") : left;
    return `${local}@${right}`;
  });
}
