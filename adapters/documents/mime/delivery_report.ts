/**
 * Delivery status notifications that others send (RFC 3464): what became of a message on its way.
 * They come in every shape, so that the reader takes what it can understand and leaves the rest.
 *
 * Nothing in a report is proved: whoever reads one must check that it speaks of a message and a
 * recipient that there are.
 *
 * @module
 */
import { parseAddresses } from "./addresses.ts";
import { cutHeader } from "./header_block.ts";
import { decodedText, field, unfolded } from "./headers.ts";
import { latin1, readUtf8, trimBlanks } from "./octets.ts";
import type { HeaderField, MimePart } from "./part.ts";
import { decodeBody } from "./transfer.ts";

/** What happened for a recipient (RFC 3464 §2.3.3). */
export type DeliveryAction = "failed" | "delayed" | "relayed" | "delivered" | "expanded";

/** What a report says of one recipient. */
export interface RecipientReport {
  /** The address that the message was sent to: Original-Recipient, or else Final-Recipient. */
  readonly recipient: string;
  /** The address that the reporting host had in hand, where that is another one. */
  readonly finalRecipient?: string;
  readonly action: DeliveryAction;
  /** Enhanced status code (RFC 3463); `5.0.0`, `4.0.0` or `2.0.0` where the report has none. */
  readonly status: string;
  /** Diagnostic-Code without its type, on one line, up to 1,000 characters; may be empty. */
  readonly diagnostic: string;
}

/** A delivery status notification. */
export interface DeliveryReport {
  /** In the order of the report; one at least. */
  readonly recipients: readonly RecipientReport[];
  /** Message-ID of the message that the report is about, with angle brackets. */
  readonly originalMessageId?: string;
  /** ENVID of the transaction that the report is about (RFC 3461 §4.4). */
  readonly originalEnvelopeId?: string;
}

/** Reads the bytes of the message from `start` up to, not including, `end`. */
export type ReadBytes = (start: number, end: number) => Promise<Uint8Array>;

/** A report on thousands of recipients is shorter; a longer one is none. In bytes. */
const LONGEST_STATUS = 1024 * 1024;
/** Of the returned message or its header no more than this is read. In bytes. */
const LONGEST_HEADER = 64 * 1024;
/** As many recipients as a message can have here; those after them are left out. */
const MOST_RECIPIENTS = 10_000;
/** Characters of a diagnostic. */
const LONGEST_DIAGNOSTIC = 1000;
/** Characters of a field that holds an address (RFC 5321 §4.5.3.1: 254), its type and comments. */
const LONGEST_ADDRESS_FIELD = 1000;
/** RFC 3461 §4.4. */
const LONGEST_ENVELOPE_ID = 100;

/** RFC 3464 §2.1 and RFC 6533 §3; the return of the message, whole or its header. */
const STATUS_TYPES = ["message/delivery-status", "message/global-delivery-status"];
const MESSAGE_TYPES = ["message/rfc822", "message/global"];
const HEADER_TYPES = ["text/rfc822-headers", "message/rfc822-headers", "message/global-headers"];

/**
 * Reads a delivery status notification.
 *
 * @returns null where the message is none: bounces in plain text, in a form of their sender's own
 *   or without a recipient that can be read are ordinary messages.
 */
export async function readDeliveryReport(
  root: MimePart,
  readBytes: ReadBytes,
): Promise<DeliveryReport | null> {
  const report = findReport(root);
  const status = report?.children.find(({ type }) => STATUS_TYPES.includes(type));
  if (!report || !status || status.end - status.bodyStart > LONGEST_STATUS) return null;
  const groups = fieldGroups(await readText(status, LONGEST_STATUS, readBytes));
  const recipients = groups.flatMap(recipientReport).slice(0, MOST_RECIPIENTS);
  if (recipients.length === 0) return null;
  const originalEnvelopeId = envelopeId(groups);
  const originalMessageId = await messageId(report, readBytes);
  return {
    recipients,
    ...(originalMessageId === undefined ? {} : { originalMessageId }),
    ...(originalEnvelopeId === undefined ? {} : { originalEnvelopeId }),
  };
}

/**
 * The report: the message itself, or what a gateway has put into a multipart of its own. One that
 * somebody has attached or forwarded as a message tells of other business.
 */
function findReport(part: MimePart): MimePart | undefined {
  if (!part.type.startsWith("multipart/")) return undefined;
  if (part.children.some(({ type }) => STATUS_TYPES.includes(type))) return part;
  for (const child of part.children) {
    const found = findReport(child);
    if (found) return found;
  }
  return undefined;
}

async function readText(part: MimePart, limit: number, readBytes: ReadBytes): Promise<string> {
  const body = await readBytes(part.bodyStart, Math.min(part.end, part.bodyStart + limit));
  return latin1(decodeBody(part.encoding, body));
}

/** RFC 3464 §2.1: groups of fields with empty lines between them. */
function fieldGroups(text: string): readonly (readonly HeaderField[])[] {
  return text.split(/\n[ \t]*\r?\n/).map((group) => cutHeader(group, 0, Infinity).header);
}

/** The first group is about the message; it has no recipient, and so needs no place of its own. */
function recipientReport(group: readonly HeaderField[]): readonly RecipientReport[] {
  const original = addressIn(group, "original-recipient");
  const final = addressIn(group, "final-recipient");
  const recipient = original ?? final;
  const written = /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(valueOf(group, "status"))?.[0];
  const action = actionOf(valueOf(group, "action"), written);
  if (recipient === undefined || action === undefined) return [];
  return [{
    recipient,
    ...(final === undefined || final === recipient ? {} : { finalRecipient: final }),
    action,
    status: written ?? DEFAULT_STATUS[action],
    diagnostic: diagnosticOf(group),
  }];
}

const DEFAULT_STATUS: Readonly<Record<DeliveryAction, string>> = {
  failed: "5.0.0",
  delayed: "4.0.0",
  relayed: "2.0.0",
  delivered: "2.0.0",
  expanded: "2.0.0",
};

/** Some give no action: then the class of the status says it (RFC 3463 §3.1). */
function actionOf(value: string, status: string | undefined): DeliveryAction | undefined {
  const word = /^[a-z]+/.exec(value.toLowerCase())?.[0] ?? "";
  if (Object.hasOwn(DEFAULT_STATUS, word)) return word as DeliveryAction;
  if (word !== "" || status === undefined) return undefined;
  return status.startsWith("5") ? "failed" : status.startsWith("4") ? "delayed" : "delivered";
}

/** An address after its type, with or without angle brackets and comments. */
function addressIn(group: readonly HeaderField[], name: string): string | undefined {
  const value = valueOf(group, name);
  if (value.length > LONGEST_ADDRESS_FIELD) return undefined;
  const semicolon = value.indexOf(";");
  const type = trimBlanks(value.slice(0, Math.max(semicolon, 0))).toLowerCase();
  if (!["", "rfc822", "utf-8"].includes(type)) return undefined;
  const written = value.slice(semicolon + 1);
  const { addresses } = parseAddresses(type === "utf-8" ? unescapeUtf8(written) : written);
  return addresses[0]?.address;
}

/** RFC 6533 §3: characters outside ASCII may stand as `\x{E8}`. */
function unescapeUtf8(text: string): string {
  return readUtf8(text).replace(/\\x\{([0-9A-F]{2,6})\}/gi, (escape, hex: string) => {
    const point = parseInt(hex, 16);
    return point > 0x10ffff ? escape : String.fromCodePoint(point);
  });
}

function diagnosticOf(group: readonly HeaderField[]): string {
  const found = named(group, "diagnostic-code");
  const text = found === undefined ? "" : decodedText(found).replace(/^[\w-]{1,40}[ \t]*;/, "");
  // deno-lint-ignore no-control-regex -- control characters are what is looked for
  return text.replace(/[\x00-\x20\x7f-\x9f]+/g, " ").trim().slice(0, LONGEST_DIAGNOSTIC)
    .toWellFormed();
}

function envelopeId(groups: readonly (readonly HeaderField[])[]): string | undefined {
  for (const group of groups) {
    const value = valueOf(group, "original-envelope-id");
    if (/^[ -~]+$/.test(value) && value.length <= LONGEST_ENVELOPE_ID) return value;
  }
  return undefined;
}

/** Message-ID of the message that came back, whole or as its header alone. */
async function messageId(report: MimePart, readBytes: ReadBytes): Promise<string | undefined> {
  const returned = report.children.find(({ type }) =>
    MESSAGE_TYPES.includes(type) || HEADER_TYPES.includes(type)
  );
  if (!returned) return undefined;
  const [message] = returned.children;
  const found = message
    ? field(message, "Message-ID")
    : named(headerOf(await readText(returned, LONGEST_HEADER, readBytes)), "message-id");
  return found && /<[^<>\s]{1,995}>/.exec(unfolded(found))?.[0];
}

function headerOf(text: string): readonly HeaderField[] {
  const [header = ""] = text.split(/(?<=\n)\r?\n/, 1);
  return cutHeader(header, 0, Infinity).header;
}

function named(group: readonly HeaderField[], name: string): HeaderField | undefined {
  return group.find((field) => field.name.toLowerCase() === name);
}

function valueOf(group: readonly HeaderField[], name: string): string {
  const found = named(group, name);
  return found === undefined ? "" : unfolded(found);
}
