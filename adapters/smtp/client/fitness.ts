/**
 * Whether a message can go to a hop at all. What cannot is refused: an envelope is never
 * converted, for that would break its seals (RFC 6152 §3).
 *
 * @module
 */
import { ownVerdict, type Verdict } from "./outcome.ts";

/** What the answer depends on. */
export interface Sendable {
  readonly sender: string;
  readonly recipients: readonly string[];
  readonly size: number;
  readonly eightBit: boolean;
}

/** What must not get into a path: it would end it, or be taken for another one. */
const UNSENDABLE = /[<>\p{Cc}]|^\s|\s$/u;
const NON_ASCII = /\P{ASCII}/u;

/** Why a message cannot be sent to any hop: one of its addresses is no SMTP path. */
export function malformedPath({ sender, recipients }: Sendable): Verdict | undefined {
  if (UNSENDABLE.test(sender)) return ownVerdict("refused", "5.1.7", "the sender is malformed");
  const recipient = recipients.find((each) => each === "" || UNSENDABLE.test(each));
  if (recipient === undefined) return undefined;
  return ownVerdict("refused", "5.1.3", `the recipient ${recipient} is malformed`);
}

/** What a hop lacks to take the message. */
export function lackOf(
  extensions: ReadonlyMap<string, string>,
  { sender, recipients, size, eightBit }: Sendable,
): Verdict | undefined {
  if (eightBit && !extensions.has("8BITMIME")) {
    return ownVerdict("refused", "5.6.3", "the next hop does not take 8-bit content");
  }
  // RFC 1870 §4: no number, or 0, stands for no fixed limit.
  const limit = Number(extensions.get("SIZE") ?? 0);
  if (limit > 0 && size > limit) {
    return ownVerdict("refused", "5.3.4", `the next hop takes at most ${limit} bytes`);
  }
  if ([sender, ...recipients].some((path) => NON_ASCII.test(path)) && !extensions.has("SMTPUTF8")) {
    return ownVerdict("refused", "5.6.7", "the next hop takes ASCII addresses only");
  }
  return undefined;
}
