/**
 * What became of a message at a hop, recipient by recipient.
 *
 * @module
 */

/** What a hop, or the lack of one, means for a recipient. */
export interface Verdict {
  /**
   * `taken`: the hop has taken responsibility. `refused`: it never will. `deferred`: to be tried
   * again.
   */
  readonly outcome: "taken" | "refused" | "deferred";
  /** SMTP reply code (RFC 5321 §4.2). */
  readonly code: number;
  /**
   * Enhanced status code (RFC 3463), its class in accord with the outcome; x.0.0 where the
   * hop sent none.
   */
  readonly enhanced: string;
  /** The rest of the reply, or the relay's own words; one line, no control characters. */
  readonly text: string;
}

/** The verdict on one recipient. */
export interface RecipientOutcome extends Verdict {
  readonly recipient: string;
}

/** The class of enhanced status codes (RFC 3463 §3.1) that goes with an outcome. */
const CLASS = { taken: "2", refused: "5", deferred: "4" } as const;
/** Longest text kept of a reply. */
const LONGEST_TEXT = 500;

/** A verdict of the relay itself. */
export function ownVerdict(
  outcome: "refused" | "deferred",
  enhanced: string,
  text: string,
): Verdict {
  return { outcome, code: outcome === "refused" ? 550 : 451, enhanced, text: oneLine(text) };
}

/** The verdict of a reply as it came off the wire, with all its lines. */
export function verdictOfReply(reply: string): Verdict {
  const code = Number(/^\d{3}/.exec(reply)?.[0] ?? 0);
  const outcome = outcomeOf(code);
  const lines = reply.split(/\r?\n/).map((line) => line.replace(/^\d{3}[ -]?/, ""));
  const enhanced = /^[245](\.\d{1,3}\.\d{1,3})(?= |$)/.exec(lines[0] ?? "");
  const text = lines.map((line) => enhanced ? line.replace(`${enhanced[0]} `, "") : line).join(" ");
  const detail = enhanced?.[1] ?? ".0.0";
  return { outcome, code, enhanced: `${CLASS[outcome]}${detail}`, text: oneLine(text) };
}

/** The verdict of a reply that refuses nothing for good, whatever its code says. */
export function asDeferred(verdict: Verdict): Verdict {
  return { ...verdict, outcome: "deferred", enhanced: CLASS.deferred + verdict.enhanced.slice(1) };
}

/** The same verdict for every recipient. */
export function forAll(recipients: readonly string[], verdict: Verdict): RecipientOutcome[] {
  return recipients.map((recipient) => ({ recipient, ...verdict }));
}

/**
 * 503 tells that the session went wrong, not that the message is refused; another session may
 * do better. Whatever is no reply code at all is tried again as well.
 */
function outcomeOf(code: number): Verdict["outcome"] {
  if (code >= 200 && code < 300) return "taken";
  return code >= 500 && code < 600 && code !== 503 ? "refused" : "deferred";
}

/** Replies end up in notices and logs: neither line ends nor control characters may get there. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ").trim().slice(0, LONGEST_TEXT).toWellFormed();
}
