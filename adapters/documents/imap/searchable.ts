/**
 * The text in which SEARCH TEXT and SEARCH BODY look (RFC 9051 §6.4.4).
 *
 * @module
 */
import { fileName } from "../mime/headers.ts";
import type { MimePart } from "../mime/part.ts";
import type { MessageContent } from "./content.ts";
import { enclosedMessage } from "./enclosed.ts";
import { headerText } from "./header_fields.ts";
import { partText } from "./part_text.ts";
import { isMessage } from "./structure.ts";

/** Text of a message, in Unicode. */
export interface SearchableText {
  /** Header and body. */
  readonly text: string;
  /** Everything but the header of the message itself. */
  readonly body: string;
}

/** Characters of a message's text; what follows is not found. */
const LONGEST_TEXT = 2 * 1024 * 1024;

/** Characters of one header. */
const LONGEST_HEADER = 256 * 1024;

/** Parts of a message that are looked at. */
const MOST_PARTS = 1000;

/** Messages in base64 within one another. */
const DEEPEST_DECODED = 3;

/**
 * What can be found in a message: its header, texts, messages in it with their headers, and file
 * names of attachments. So the message in an envelope of PEC is found by its own words.
 */
export async function searchableText(content: MessageContent): Promise<SearchableText> {
  const header = headerText(content.root, LONGEST_HEADER);
  const gathering = new Gathering();
  await gathering.addPart(content, content.root, 0);
  const body = gathering.text;
  return { text: header + body, body };
}

class Gathering {
  text = "";
  #parts = 0;

  /** Adds what stands in a part; `depth` counts the messages that had to be decoded. */
  async addPart(
    content: Pick<MessageContent, "read">,
    part: MimePart,
    depth: number,
  ): Promise<void> {
    if (++this.#parts > MOST_PARTS || this.#room <= 0) return;
    this.#add(fileName(part) ?? "");
    if (part.type.startsWith("multipart/")) {
      for (const inner of part.children) await this.addPart(content, inner, depth);
    } else if (isMessage(part)) await this.#addMessage(content, part, depth);
    else if (/^(?:text|message)\//.test(part.type)) {
      this.#add(await partText(content, { part, limit: this.#room }));
    }
  }

  async #addMessage(
    content: Pick<MessageContent, "read">,
    part: MimePart,
    depth: number,
  ): Promise<void> {
    const decoded = part.children.length === 0 ? depth + 1 : depth;
    if (decoded > DEEPEST_DECODED) return;
    const { root, read } = await enclosedMessage(content, part);
    this.#add(headerText(root, Math.min(LONGEST_HEADER, this.#room)));
    await this.addPart({ read }, root, decoded);
  }

  get #room(): number {
    return LONGEST_TEXT - this.text.length;
  }

  #add(text: string): void {
    if (text !== "") this.text += `${text.slice(0, this.#room)}\n`;
  }
}
