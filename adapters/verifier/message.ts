/**
 * A document of PEC by itself: who signed it and when, and whether it says one thing throughout
 * (RFC 6109 §2.1, §2.2.2, §4).
 *
 * @module
 */
import { createHash } from "node:crypto";
import { parseAddresses } from "../documents/mime/addresses.ts";
import { field, fields, unfolded } from "../documents/mime/headers.ts";
import { LineEnds } from "../documents/mime/line_ends.ts";
import { MimeFault } from "../documents/mime/limits.ts";
import { readUtf8 } from "../documents/mime/octets.ts";
import type { MimePart } from "../documents/mime/part.ts";
import { scanBytes } from "../documents/mime/scanner.ts";
import { decodeBody } from "../documents/mime/transfer.ts";
import type { Daticert } from "../documents/pec/daticert_reader.ts";
import {
  inspectPec,
  type PecForm,
  type PecInspection,
  postacertIn,
} from "../documents/pec/inspect.ts";
import { outerHeaderFault } from "../documents/pec/outer_header.ts";
import { signerNames } from "../documents/smime/certificate.ts";
import { shown } from "./report.ts";
import { type Court, type GoodSignature, judgeSignature, readSignature } from "./signature.ts";

/** A document that was read. */
export interface ReadDocument {
  /** Value of X-Ricevuta or X-Trasporto. */
  readonly kind: string;
  /** As it stands in the header; empty where there is none. */
  readonly messageId: string;
  readonly daticert: Daticert;
  /** Null where the signature was not valid. */
  readonly signature: GoodSignature | null;
  /** The message that it encloses, decoded; null where it encloses none. */
  readonly original: Uint8Array | null;
}

/** Between the instant in daticert.xml and that of the signature: they are one (RFC 6109 §4.1). */
const SIGNED_WITHIN = 60 * 60_000;

/** RFC 5322 §3.6: of two, nobody can say which one a reader is shown. */
const ONCE = ["From", "Reply-To", "Subject", "Date", "Message-ID"];

/** Judges a document; null where it is none of PEC. */
export async function judgeDocument(
  court: Court,
  subject: string,
  given: Uint8Array,
): Promise<ReadDocument | null> {
  const { claims } = court;
  const bytes = withLineEnds(given);
  const read = await inspect(bytes);
  if (typeof read === "string") {
    claims.fails("form", subject, read);
    return null;
  }
  const { root, inspection } = read;
  const { document, signedPart, signature: cms } = inspection;
  judgeForm(court, subject, root, document);
  const signed = bytes.subarray(signedPart.start, signedPart.end);
  const signature = await signatureOf(court, subject, cms, signed);
  judgeSigner(court, subject, root, signature);
  if (document.kind === "incorrect") return null;
  const { daticert } = document;
  judgeDaticert(court, subject, root, daticert, signature);
  const part = document.kind === "envelope" ? document.original : postacertIn(root);
  const original = part
    ? decodeBody(part.encoding, bytes.subarray(part.bodyStart, part.end))
    : null;
  if (original) judgeOriginal(court, subject, original, daticert, signature);
  return {
    kind: daticert.tipo,
    messageId: valueOf(root, "Message-ID"),
    daticert,
    signature,
    original,
  };
}

/** Whether the octets are a message at all: a header and, in it, a field that PEC documents have. */
export function looksLikeMessage(bytes: Uint8Array): boolean {
  const start = new TextDecoder("latin1").decode(bytes.subarray(0, 64 * 1024));
  return /^[!-9;-~]+[ \t]*:/.test(start) &&
    /^(?:mime-version|content-type|from)[ \t]*:/im.test(start);
}

/** Whether it is a delivery status notification (RFC 3464 §2), and does not look like one of PEC. */
export function isOrdinaryReport(bytes: Uint8Array): boolean {
  try {
    const root = scanBytes(bytes);
    const marked = ["X-Ricevuta", "X-Trasporto"].some((name) => field(root, name));
    return root.type === "multipart/report" && !marked;
  } catch (error) {
    if (error instanceof MimeFault) return false;
    throw error;
  }
}

type Signed = Extract<PecInspection, { readonly form: "signed" }>;

async function inspect(
  bytes: Uint8Array,
): Promise<{ readonly root: MimePart; readonly inspection: Signed } | string> {
  try {
    const root = scanBytes(bytes);
    const readRange = (start: number, end: number) => Promise.resolve(bytes.subarray(start, end));
    const inspection = await inspectPec(root, readRange);
    return inspection.form === "signed" ? { root, inspection } : "it bears no provider's signature";
  } catch (error) {
    if (error instanceof MimeFault) return error.message;
    throw error;
  }
}

/**
 * Mail programs save messages with the line ends of their system; those that were signed are CRLF
 * (RFC 8551 §3.1.1). A file that has a single CRLF is taken as it is.
 */
function withLineEnds(bytes: Uint8Array): Uint8Array {
  const LF = 0x0a;
  for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1)) {
    if (bytes[at - 1] === 0x0d) return bytes;
  }
  return new LineEnds().push(bytes);
}

function judgeForm({ claims }: Court, subject: string, root: MimePart, document: PecForm): void {
  if (document.kind !== "incorrect") {
    const { tipo, certified } = document.daticert;
    claims.holds("form", subject, `${tipo} of ${certified.pecId}`);
  } else if (isAnomaly(root)) {
    claims.unknown("form", subject, "an anomaly envelope: it certifies nothing of its contents");
  } else claims.fails("form", subject, document.reason);
}

async function signatureOf(
  court: Court,
  subject: string,
  cms: Uint8Array,
  signed: Uint8Array,
): Promise<GoodSignature | null> {
  const data = readSignature(court, subject, cms, "detached");
  if (!data) return null;
  const content = (algorithm: string) =>
    Promise.resolve(createHash(algorithm).update(signed).digest());
  return await judgeSignature(court, { subject, data, content, purpose: "mail" });
}

/** RFC 8550 §3: the address in From is one of the certificate's. */
function judgeSigner(
  { claims }: Court,
  subject: string,
  root: MimePart,
  signature: GoodSignature | null,
): void {
  const from = field(root, "From");
  const [author] = from ? parseAddresses(readUtf8(unfolded(from))).addresses : [];
  if (!signature) {
    claims.unknown("signer", subject, "without a valid signature nobody vouches for the sender");
  } else if (author && signerNames(author.address, signature.signer)) {
    claims.holds("signer", subject, `${author.address} is in the certificate`);
  } else {
    claims.fails("signer", subject, `${author?.address ?? "no From"} is not in the certificate`);
  }
}

/** What the header, which nobody signs, says otherwise than daticert.xml, and the instants. */
function judgeDaticert(
  { claims }: Court,
  subject: string,
  root: MimePart,
  daticert: Daticert,
  signature: GoodSignature | null,
): void {
  const { msgid } = daticert.certified;
  const referred = valueOf(root, "X-Riferimento-Message-ID");
  const distance = Math.abs(daticert.at - (signature?.signingTime ?? daticert.at));
  const doubled = ONCE.find((name) => fields(root, name).length > 1);
  const fault = (doubled ? `it has more than one ${doubled}` : null) ??
    outerHeaderFault(root, daticert) ??
    (msgid && referred && referred !== msgid
      ? "its X-Riferimento-Message-ID is another one"
      : null) ??
    (distance > SIGNED_WITHIN ? "it was signed more than an hour before or after its data" : null);
  if (fault !== null) claims.fails("daticert", subject, fault);
  else claims.holds("daticert", subject, `${daticert.issuer}, ${shown(daticert.at)}`, daticert.at);
}

/** The original has the identificativo as its Message-ID, or kept its own (RFC 6109 §2.2.1). */
function judgeOriginal(
  { claims }: Court,
  subject: string,
  original: Uint8Array,
  { certified, ricevuta }: Daticert,
  signature: GoodSignature | null,
): void {
  const digest = `SHA-256 ${createHash("sha256").update(original).digest("hex")}`;
  if (!signature) return claims.unknown("original", subject, `${digest}: nobody vouches for it`);
  const messageId = messageIdOf(original);
  const known = [null, `<${certified.pecId}>`, certified.msgid];
  if (!known.includes(messageId)) {
    return claims.fails("original", subject, `the message inside is ${messageId}`);
  }
  const brief = ricevuta === "breve" ? "; a brief receipt has digests for its attachments" : "";
  claims.holds("original", subject, `${digest}${brief}`);
}

/** Null where it has none. */
function messageIdOf(message: Uint8Array): string | null {
  try {
    return valueOf(scanBytes(message), "Message-ID") || null;
  } catch (error) {
    if (error instanceof MimeFault) return null;
    throw error;
  }
}

/** RFC 6109 §3.2.2: such an envelope is signed, and has no certification data. */
function isAnomaly(root: MimePart): boolean {
  return valueOf(root, "X-Trasporto").toLowerCase() === "errore";
}

function valueOf(root: MimePart, name: string): string {
  const found = field(root, name);
  return found ? unfolded(found) : "";
}
