/**
 * The bytes of a message as its sender has submitted it.
 *
 * @module
 */
import type { Rope } from "../../../events/rope.ts";
import { Problem } from "../problem.ts";
import type { MessageEvents } from "./load.ts";

/**
 * What was submitted, or will be.
 *
 * @throws {Problem} gone for a message with a virus: it lies in the special storage
 *   (RFC 6109 §2.2.4), which has another door.
 */
export function originalOf({ events, scheduled }: MessageEvents): Rope {
  if (events.some(({ type }) => type === "outgoing.infected")) {
    throw new Problem("gone", {
      detail: {
        en: "The message holds a virus and is not handed out: send a clean one",
        it: "Il messaggio contiene un virus e non viene consegnato: inviane uno pulito",
      },
    });
  }
  for (const event of [...events, ...scheduled]) {
    if ("content" in event) return event.content;
  }
  throw new Error("Cannot find the content of a message that has events");
}
