/**
 * What an enhanced status code of another system means in the words of PEC.
 *
 * @module
 */
import type { RelayRefusal } from "../../actors/outgoing.ts";

/** RFC 6109 §4.4: `no-dest` and `no-dominio` stand for a wrong recipient and a wrong domain. */
export function refusalOf(
  { recipient, enhanced, text }: {
    readonly recipient: string;
    readonly enhanced: string;
    readonly text: string;
  },
): RelayRefusal {
  const error = enhanced === "5.1.1" ? "no-dest" : enhanced === "5.1.2" ? "no-dominio" : "altro";
  return { recipient, error, code: enhanced, detail: text };
}
