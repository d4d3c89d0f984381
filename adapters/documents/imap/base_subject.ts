/**
 * The base subject (RFC 5256 §2.1): what remains of a subject without `Re:`, `Fwd:` and the like.
 *
 * @module
 */

/** What a subject is about. */
export interface BaseSubject {
  /** As written; compare by `casemap`. */
  readonly base: string;
  /** Whether something was removed that tells of a reply or a forwarded message (§3). */
  readonly isReply: boolean;
}

/** RFC 5256 §5 subj-refwd and the blobs before it. The letters are ASCII, so no flag `u`. */
const LEADER = /^(?:\[[^[\]]*\] ?)*(?:re|fwd?) ?(?:\[[^[\]]*\] ?)?:/i;
const BLOB = /^\[[^[\]]*\] ?/;
const FORWARD = /^\[fwd:/i;
const TRAILER = "(fwd)";

/** Extracts the base subject. @param subject decoded */
export function baseSubject(subject: string): BaseSubject {
  // Slices of a flat string are no copies, so that all of this is linear.
  let text = subject.replace(/[\t\r\n ]+/g, " ");
  let isReply = false;
  for (;;) {
    const trailed = withoutTrailers(text);
    const led = withoutLeaders(trailed.base);
    isReply ||= trailed.isReply || led.isReply;
    text = led.base;
    if (!FORWARD.test(text) || !text.endsWith("]")) return { base: text, isReply };
    text = text.slice("[fwd:".length, -1);
    isReply = true;
  }
}

/** Step 2. */
function withoutTrailers(subject: string): BaseSubject {
  let text = subject;
  let isReply = false;
  for (;;) {
    if (text.endsWith(" ")) text = text.slice(0, -1);
    else if (text.slice(-TRAILER.length).toLowerCase() === TRAILER) {
      text = text.slice(0, -TRAILER.length);
      isReply = true;
    } else return { base: text, isReply };
  }
}

/** Steps 3 to 5. */
function withoutLeaders(subject: string): BaseSubject {
  let text = subject;
  let isReply = false;
  for (;;) {
    if (text.startsWith(" ")) text = text.slice(1);
    const leader = LEADER.exec(text)?.[0];
    if (leader === undefined) return { base: withoutBlobs(text), isReply };
    text = text.slice(leader.length);
    isReply = true;
  }
}

/** Blobs before which no leader could be found before the first of them went, or will be after. */
function withoutBlobs(subject: string): string {
  let text = subject;
  for (;;) {
    const blob = BLOB.exec(text)?.[0];
    if (blob === undefined || blob.length === text.length) return text;
    text = text.slice(blob.length);
  }
}
