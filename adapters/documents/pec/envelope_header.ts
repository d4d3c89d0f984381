/**
 * Header fields that both envelopes take from the message they hold: it goes on its way as if it
 * were the message itself (RFC 6109 §3.1.5, §3.2.2).
 *
 * @module
 */
import { formatMailbox } from "../mime/addresses.ts";
import { headerField } from "../mime/compose.ts";
import { field } from "../mime/headers.ts";
import type { HeaderField, MimePart } from "../mime/part.ts";
import type { Issuer } from "./facts.ts";
import { headerLine, LONGEST_LINE } from "./header_line.ts";
import { ON_BEHALF_OF } from "./texts.ts";

/** What both envelopes take over. */
const INHERITED = new Set(["return-path", "received", "to", "cc", "reply-to"]);

/** The fields that are taken over byte for byte, each with its line end. */
export function inheritedFields(original: MimePart): readonly string[] {
  return original.header
    .filter(({ name }) => INHERITED.has(name.toLowerCase()))
    .map(rawLine);
}

/**
 * Where the original has no Reply-To, replies go to its From (RFC 6109 §2.1), or to its sender.
 *
 * @param sender empty for the null reverse-path, which nobody can reply to
 */
export function replyToField(original: MimePart, sender: string): string {
  if (field(original, "Reply-To")) return "";
  const from = field(original, "From");
  if (from) return renamed(from, "Reply-To");
  return sender === "" ? "" : headerLine("Reply-To", sender);
}

/** A field under a longer name: its first line may have no room for that. */
function renamed(field: HeaderField, name: string): string {
  const line = rawLine({ ...field, name });
  if (line.indexOf("\r\n") <= LONGEST_LINE) return line;
  return `${name}:\r\n ${field.raw.replace(/^[ \t\r\n]+/, "")}\r\n`;
}

/** RFC 6109 §2.1 wants From and Sender alike; RFC 5322 §3.6.2 then leaves Sender out. */
export function onBehalfOf(issuer: Issuer, sender: string): string {
  const mailbox = { name: `${ON_BEHALF_OF}${sender}`, address: issuer.address };
  return headerField("From", formatMailbox(mailbox));
}

/** A field of the original as it stands there, with its line end. */
export function rawLine({ name, raw }: Pick<HeaderField, "name" | "raw">): string {
  return `${name}:${raw}\r\n`;
}
