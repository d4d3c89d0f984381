/**
 * Messages within messages.
 *
 * @module
 */
import type { MimePart } from "../mime/part.ts";
import { type MessageContent, readerOf } from "./content.ts";
import { decodedStart } from "./part_text.ts";
import { readStructure } from "./structure.ts";

/** Octets that are decoded of an enclosed message that came in base64. */
const LONGEST_DECODED = 4 * 1024 * 1024;

/**
 * The message in a message/rfc822. One in base64 or quoted-printable, against RFC 2046 §5.2.1, is
 * decoded and scanned anew.
 */
export async function enclosedMessage(
  content: Pick<MessageContent, "read">,
  part: MimePart,
): Promise<Pick<MessageContent, "root" | "read">> {
  const [root] = part.children;
  if (root !== undefined) return { root, read: content.read };
  const bytes = await decodedStart(content, { part, limit: LONGEST_DECODED });
  const read = readerOf(bytes);
  return { root: await readStructure(bytes.length, read), read };
}
