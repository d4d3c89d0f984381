/**
 * What SORT and THREAD go by (RFC 5256).
 *
 * @module
 */
import { decodedText, field, fields, unfolded } from "../mime/headers.ts";
import { readUtf8 } from "../mime/octets.ts";
import type { MimePart } from "../mime/part.ts";
import { addressStructures } from "./address_structures.ts";
import { baseSubject } from "./base_subject.ts";
import { casemap } from "./casemap.ts";
import { messageIdOf, referencesOf } from "./message_ids.ts";
import { parseSentDate, type SentDate } from "./sent_date.ts";

/** Keys of a message; texts in the form of `casemap`, to be compared as they are. */
export interface SortKeys {
  /** Local part of the first address, as ENVELOPE has it (§3, SORT); empty where there is none. */
  readonly from: string;
  /** The same of To. */
  readonly to: string;
  /** The same of Cc. */
  readonly cc: string;
  /** Base subject (§2.1). */
  readonly subject: string;
  /** Whether the subject is that of a reply or a forwarded message. */
  readonly isReply: boolean;
  /** Null where the header has none: then INTERNALDATE counts (§2.2). */
  readonly sent: SentDate | null;
  /** Without angle brackets; null where there is none. */
  readonly messageId: string | null;
  /** Identifiers of the ancestors, the nearest last. */
  readonly references: readonly string[];
}

/** Characters of a subject that are looked at. */
const LONGEST_SUBJECT = 4096;

/** The keys of a message. */
export function sortKeys(root: MimePart): SortKeys {
  const subject = field(root, "Subject");
  const date = field(root, "Date");
  const { base, isReply } = baseSubject(
    subject === undefined ? "" : decodedText(subject).slice(0, LONGEST_SUBJECT),
  );
  return {
    from: firstMailbox(root, "From"),
    to: firstMailbox(root, "To"),
    cc: firstMailbox(root, "Cc"),
    subject: casemap(base),
    isReply,
    sent: date === undefined ? null : parseSentDate(unfolded(date)),
    messageId: messageIdOf(root),
    references: referencesOf(root),
  };
}

function firstMailbox(root: MimePart, name: string): string {
  for (const found of fields(root, name)) {
    const [first] = addressStructures(unfolded(found));
    if (first !== undefined) return casemap(readUtf8(first.mailbox ?? ""));
  }
  return "";
}
