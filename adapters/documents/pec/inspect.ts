/**
 * The form of an arrived message: whether it is signed as PEC documents are, and whether it is
 * formally a correct envelope or notice (RFC 6109 §2.2.2). Who signed it is not asked here.
 *
 * Readers are tolerant of how other providers lay out their parts; what counts are the marker
 * header, daticert.xml and the names of the parts, never the order of the parts or the prose.
 *
 * @module
 */
import type { NoticeKind } from "../../../events/incoming.ts";
import { field, fields, unfolded } from "../mime/headers.ts";
import type { MimePart } from "../mime/part.ts";
import { decodeBody } from "../mime/transfer.ts";
import { type Daticert, DATICERT_LIMIT, DaticertError, parseDaticert } from "./daticert_reader.ts";

/** What a signed message is by its form. */
export type PecForm =
  | {
    readonly kind: "envelope";
    readonly daticert: Daticert;
    /**
     * The part postacert.eml. The original's bytes are its body; its one child is the scanned
     * original, absent where the part came in base64 or quoted-printable.
     */
    readonly original: MimePart;
  }
  | { readonly kind: "notice"; readonly notice: NoticeKind; readonly daticert: Daticert }
  | { readonly kind: "incorrect"; readonly reason: string };

/** What an arrived message is before its signature has been verified. */
export type PecInspection =
  | { readonly form: "ordinary" }
  | {
    readonly form: "signed";
    /** The bytes that the signature covers: from `start` up to, not including, `end`. */
    readonly signedPart: { readonly start: number; readonly end: number };
    /** DER or BER of the CMS SignedData, as it came. */
    readonly signature: Uint8Array;
    readonly document: PecForm;
  };

/** The bytes of the message from `start` up to, not including, `end`. */
export type ReadRange = (start: number, end: number) => Promise<Uint8Array>;

/** The longest encoded signature, and the longest encoded daticert.xml, that is read: bytes. */
const ENCODED_LIMIT = 2 * DATICERT_LIMIT;

/** Finds the signature and judges the form. Never throws for what the message holds. */
export async function inspectPec(root: MimePart, readRange: ReadRange): Promise<PecInspection> {
  const [signed, seal] = root.children;
  if (root.type !== "multipart/signed" || !signed || !seal || !isSignature(seal)) {
    return { form: "ordinary" };
  }
  if (seal.end - seal.bodyStart > ENCODED_LIMIT) return { form: "ordinary" };
  return {
    form: "signed",
    signedPart: { start: signed.start, end: signed.end },
    signature: await contentOf(seal, readRange),
    document: await judge(root, signed, readRange),
  };
}

/** The part postacert.eml of an envelope whose form has been judged; undefined in anything else. */
export function postacertIn(envelope: MimePart): MimePart | undefined {
  const [signed] = envelope.children;
  return signed && partsNamed(signed, "postacert.eml")[0];
}

/** The part daticert.xml of a document whose form has been judged; undefined in anything else. */
export function daticertIn(document: MimePart): MimePart | undefined {
  const [signed] = document.children;
  return signed && partsNamed(signed, "daticert.xml")[0];
}

/** RFC 8551 §3.5.3.1, and the older name that many providers write. */
function isSignature(part: MimePart): boolean {
  return /^application\/(x-)?pkcs7-signature$/.test(part.type);
}

async function judge(root: MimePart, signed: MimePart, readRange: ReadRange): Promise<PecForm> {
  // RFC 1847 §2.1: two parts. A third one would be seen by people, and covered by nothing.
  if (root.children.length !== 2) return incorrect("multipart/signed has more than two parts");
  const marker = markerOf(root);
  if ("reason" in marker) return incorrect(marker.reason);
  const daticert = await readDaticert(signed, readRange);
  if ("reason" in daticert) return incorrect(daticert.reason);
  if (daticert.tipo !== marker.kind) {
    return incorrect(`the header says ${marker.kind}, daticert.xml ${daticert.tipo}`);
  }
  return marker.kind === "posta-certificata"
    ? judgeEnvelope(root, signed, daticert)
    : judgeNotice(marker.kind, daticert);
}

/** The one marker header that a document carries. */
function markerOf(
  root: MimePart,
): { readonly kind: Daticert["tipo"] } | { readonly reason: string } {
  const [marker, ...others] = [...fields(root, "X-Trasporto"), ...fields(root, "X-Ricevuta")];
  if (!marker) return { reason: "neither X-Trasporto nor X-Ricevuta" };
  if (others.length > 0) return { reason: "more than one X-Trasporto or X-Ricevuta" };
  const value = unfolded(marker).toLowerCase();
  if (marker.name.toLowerCase() === "x-ricevuta") {
    return isNoticeKind(value) ? { kind: value } : { reason: "unknown X-Ricevuta" };
  }
  return value === "posta-certificata"
    ? { kind: "posta-certificata" }
    : { reason: "X-Trasporto is not posta-certificata" };
}

function judgeEnvelope(root: MimePart, signed: MimePart, daticert: Daticert): PecForm {
  const messageId = field(root, "Message-ID");
  if (!messageId || unfolded(messageId) !== `<${daticert.certified.pecId}>`) {
    return incorrect("Message-ID is not the identificativo");
  }
  const [original, ...others] = partsNamed(signed, "postacert.eml");
  if (!original) return incorrect("no postacert.eml");
  if (others.length > 0) return incorrect("more than one postacert.eml");
  if (original.type !== "message/rfc822") return incorrect(`postacert.eml is ${original.type}`);
  return { kind: "envelope", daticert, original };
}

/** What a notice is about must stand in it, or nobody can tell whom it concerns (§4.4). */
function judgeNotice(notice: NoticeKind, daticert: Daticert): PecForm {
  if (notice === "presa-in-carico" && daticert.ricezione.length === 0) {
    return incorrect("daticert.xml has no ricezione");
  }
  if (CONCERNS_ONE[notice] && daticert.consegna === undefined) {
    return incorrect("daticert.xml has no consegna");
  }
  return { kind: "notice", notice, daticert };
}

/** The values of X-Ricevuta, and whether such a notice concerns one recipient. */
const CONCERNS_ONE: Readonly<Record<NoticeKind, boolean>> = {
  "accettazione": false,
  "non-accettazione": false,
  "presa-in-carico": false,
  "avvenuta-consegna": true,
  "errore-consegna": true,
  "preavviso-errore-consegna": true,
  "rilevazione-virus": true,
};

function isNoticeKind(value: string): value is NoticeKind {
  return Object.hasOwn(CONCERNS_ONE, value);
}

async function readDaticert(
  signed: MimePart,
  readRange: ReadRange,
): Promise<Daticert | { readonly reason: string }> {
  const [part, ...others] = partsNamed(signed, "daticert.xml");
  if (!part) return { reason: "no daticert.xml" };
  if (others.length > 0) return { reason: "more than one daticert.xml" };
  if (part.end - part.bodyStart > ENCODED_LIMIT) return { reason: "daticert.xml is too long" };
  try {
    return parseDaticert(await contentOf(part, readRange));
  } catch (error) {
    if (error instanceof DaticertError) return { reason: error.message };
    throw error;
  }
}

/** The parts of a name at any depth of multiparts; those of the original are not the document's. */
function partsNamed(part: MimePart, name: string): readonly MimePart[] {
  const own = [part.dispositionParameters.get("filename"), part.parameters.get("name")];
  if (own.some((given) => given?.trim().toLowerCase() === name)) return [part];
  if (!part.type.startsWith("multipart/")) return [];
  return part.children.flatMap((child) => partsNamed(child, name));
}

async function contentOf(part: MimePart, readRange: ReadRange): Promise<Uint8Array> {
  return decodeBody(part.encoding, await readRange(part.bodyStart, part.end));
}

function incorrect(reason: string): PecForm {
  return { kind: "incorrect", reason };
}
