/**
 * What follows from a message's content, as programs ask for it and as they search it.
 *
 * @module
 */
import { bodyStructures } from "../../documents/imap/body_structure.ts";
import { type MessageContent, readRange } from "../../documents/imap/content.ts";
import { envelopeText } from "../../documents/imap/envelope.ts";
import { headerTexts } from "../../documents/imap/header_fields.ts";
import { previewText } from "../../documents/imap/preview.ts";
import { searchableText } from "../../documents/imap/searchable.ts";
import { type SortKeys, sortKeys } from "../../documents/imap/sort_keys.ts";
import { decodedText } from "../../documents/mime/headers.ts";
import type { MimePart } from "../../documents/mime/part.ts";
import { fold } from "./fold.ts";

/** What FETCH, SORT and THREAD tell or use. */
export interface MessageFacts {
  /** ENVELOPE, Latin-1. */
  readonly envelope: string;
  /** BODY, Latin-1. */
  readonly body: string;
  /** BODYSTRUCTURE, Latin-1. */
  readonly bodystructure: string;
  /** PREVIEW, Unicode. */
  readonly preview: string;
  /** The octets of the header with its empty line; null where there are more than 64 KiB. */
  readonly header: Uint8Array | null;
  /** The day in the field Date as it stands there, in days since 1970-01-01; null without one. */
  readonly sentDay: number | null;
  readonly sortKeys: SortKeys;
}

/** Folded values of fields; several of one name have line feeds between them; null for none. */
export type SearchedFields = Readonly<
  Record<"subject" | "from" | "to" | "cc" | "bcc", string | null>
>;

/** Folded text. */
export interface SearchedText {
  /** `\nNAME: VALUE` for each field. */
  readonly head: string;
  readonly body: string;
}

/** A header that is kept, in octets. */
const LONGEST_HEADER = 64 * 1024;

/** Characters of a header that are searched. */
const LONGEST_HEAD = 256 * 1024;

/** The facts of a message. */
export async function readFacts(content: MessageContent): Promise<MessageFacts> {
  const { root } = content;
  const header = { start: 0, end: root.bodyStart };
  const keys = sortKeys(root);
  return {
    envelope: envelopeText(root),
    ...await bodyStructures(content),
    preview: await previewText(content),
    header: header.end > LONGEST_HEADER ? null : await readRange(content, header),
    sentDay: keys.sent?.day ?? null,
    sortKeys: keys,
  };
}

/** What is searched for FROM, TO, CC, BCC and SUBJECT. */
export function searchedFields(root: MimePart): SearchedFields {
  const folded = (name: string) => {
    const values = headerTexts(root, name);
    return values.length === 0 ? null : values.map(fold).join("\n");
  };
  return {
    subject: folded("subject"),
    from: folded("from"),
    to: folded("to"),
    cc: folded("cc"),
    bcc: folded("bcc"),
  };
}

/** What is searched for TEXT, BODY and HEADER. */
export async function searchedText(content: MessageContent): Promise<SearchedText> {
  let head = "";
  for (const field of content.root.header) {
    if (head.length >= LONGEST_HEAD) break;
    head += `\n${fold(`${field.name}: ${decodedText(field)}`)}`;
  }
  const { body } = await searchableText(content);
  return { head: head.slice(0, LONGEST_HEAD), body: fold(body) };
}
