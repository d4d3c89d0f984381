/**
 * The parts of a message as people see them: its text, and what is attached.
 *
 * @module
 */
import { isMessage, isMultipart } from "../../documents/imap/structure.ts";
import { fileName } from "../../documents/mime/headers.ts";
import type { MimePart } from "../../documents/mime/part.ts";

/** The parts of a message. */
export interface ShownParts {
  readonly text: MimePart | null;
  readonly html: MimePart | null;
  /** In their order; the first one bears the index 1. */
  readonly attachments: readonly MimePart[];
}

/** Attachments that can be asked for; a message with more has to be read as a whole. */
export const MOST_ATTACHMENTS = 1000;

/** Tells the parts of a message apart. */
export function shownParts(root: MimePart): ShownParts {
  const shown = {
    text: null as MimePart | null,
    html: null as MimePart | null,
    attachments: [] as MimePart[],
  };
  for (const part of leavesOf(root)) {
    if (part.type === "text/plain" && shown.text === null && isBody(part)) shown.text = part;
    else if (part.type === "text/html" && shown.html === null && isBody(part)) shown.html = part;
    else if (shown.attachments.length < MOST_ATTACHMENTS) shown.attachments.push(part);
  }
  return shown;
}

/** What is no multipart; messages within the message stay whole. */
function* leavesOf(part: MimePart): Generator<MimePart> {
  if (!isMultipart(part) || isMessage(part)) yield part;
  else for (const inner of part.children) yield* leavesOf(inner);
}

function isBody(part: MimePart): boolean {
  return part.disposition !== "attachment" && fileName(part) === undefined;
}
