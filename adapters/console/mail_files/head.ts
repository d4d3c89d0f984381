/**
 * What the header of a message in a file says, for lists of messages.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import type { Instant } from "../../../events/instant.ts";
import { parseSentDate } from "../../documents/imap/sent_date.ts";
import { decodedText, field, unfolded } from "../../documents/mime/headers.ts";
import { scanBytes } from "../../documents/mime/scanner.ts";

/** Octets of a header that are looked at. */
const LONGEST_HEAD = 256 * 1024;
/** Characters of a Subject or Message-ID that are kept. */
const LONGEST_VALUE = 1000;

/** Keeps the start of a message that passes by. */
export class HeadKeeper {
  readonly #parts: Uint8Array[] = [];
  #size = 0;

  /** The next octets. */
  take(chunk: Uint8Array): void {
    const part = new Uint8Array(chunk.subarray(0, LONGEST_HEAD - this.#size));
    if (part.length === 0) return;
    this.#parts.push(part);
    this.#size += part.length;
  }

  /** The header, as far as it was kept. */
  bytes(): Uint8Array {
    const all = Buffer.concat(this.#parts);
    const end = all.indexOf("\r\n\r\n");
    return end < 0 ? all : all.subarray(0, end + 4);
  }
}

/** What a header says. */
export interface HeadFacts {
  readonly subject: string;
  readonly messageId: string;
  /** Of the field Date; null where there is none that can be read. */
  readonly date: Instant | null;
}

/** Reads a header; what cannot be read is empty. */
export function headFacts(head: Uint8Array): HeadFacts {
  try {
    const root = scanBytes(head);
    const subject = field(root, "Subject");
    const messageId = field(root, "Message-ID");
    const date = field(root, "Date");
    return {
      subject: subject ? decodedText(subject).slice(0, LONGEST_VALUE) : "",
      messageId: messageId ? unfolded(messageId).slice(0, LONGEST_VALUE) : "",
      date: date ? parseSentDate(unfolded(date))?.instant ?? null : null,
    };
  } catch {
    // Such a message comes over the limits of what is read: it can be stored all the same.
    return { subject: "", messageId: "", date: null };
  }
}
