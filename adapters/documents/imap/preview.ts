/**
 * PREVIEW (RFC 8970): the first words of a message.
 *
 * @module
 */
import { field } from "../mime/headers.ts";
import type { MimePart } from "../mime/part.ts";
import { postacertIn } from "../pec/inspect.ts";
import type { MessageContent } from "./content.ts";
import { enclosedMessage } from "./enclosed.ts";
import { partText } from "./part_text.ts";
import { isMessage } from "./structure.ts";

/** RFC 8970 §3.3: characters of Unicode. */
const LONGEST_PREVIEW = 200;

/** Octets of a part that are looked through; style sheets may come first. */
const LONGEST_START = 64 * 1024;

/** Texts that are tried before a message counts as one without. */
const MOST_TEXTS = 10;

/** What mailings put between the first words and the next, so that nothing more is seen. */
const INVISIBLE = /[\u00ad\u034f\u200b-\u200f\u2060\ufeff]/g;

/** Blanks and control characters. */
// deno-lint-ignore no-control-regex -- control characters are what is looked for
const BLANKS = /[\s\0-\x1f\x7f-\x9f]+/g;

/**
 * The first words, in Unicode and on one line; empty where there are none. An envelope of PEC shows
 * those of the message in it, and a receipt its own: what the envelope says is always the same.
 */
export async function previewText(content: Pick<MessageContent, "root" | "read">): Promise<string> {
  const { root, read } = await spokenMessage(content);
  let looks = 0;
  for (const part of textsIn(root)) {
    if (++looks > MOST_TEXTS) break;
    const preview = shortened(await partText({ read }, { part, limit: LONGEST_START }));
    if (preview !== "") return preview;
  }
  return "";
}

/** The message in an envelope, and everything else itself (RFC 6109 §2.2). */
async function spokenMessage(
  content: Pick<MessageContent, "root" | "read">,
): Promise<Pick<MessageContent, "root" | "read">> {
  if (field(content.root, "X-Trasporto") === undefined) return content;
  const original = postacertIn(content.root);
  if (original === undefined || !isMessage(original)) return content;
  return await enclosedMessage(content, original);
}

/** Texts that are shown and no attachments, in the order in which they serve. */
function* textsIn(part: MimePart): Generator<MimePart> {
  if (part.disposition === "attachment") return;
  if (part.type === "text/plain" || part.type === "text/html") yield part;
  const parts = part.type === "multipart/alternative"
    ? part.children.toSorted((one, other) => plainness(other) - plainness(one))
    : part.children;
  for (const inner of parts) yield* textsIn(inner);
}

function plainness({ type }: MimePart): number {
  return type === "text/plain" ? 1 : 0;
}

function shortened(text: string): string {
  const own = text.split("\n").filter((line) => !line.startsWith(">")).join("\n");
  const words = collapsed(own) || collapsed(text);
  return [...words.slice(0, 2 * LONGEST_PREVIEW)].slice(0, LONGEST_PREVIEW).join("").trim();
}

function collapsed(text: string): string {
  return text.replace(INVISIBLE, "").replace(BLANKS, " ").trim();
}
