/**
 * Receipts as the API shows them: what they say is read from their own bytes.
 *
 * @module
 */
import { createHash } from "node:crypto";
import type { Instant } from "../../../events/instant.ts";
import type { NoticeKind } from "../../../events/incoming.ts";
import { cutRope, ropeLength } from "../../../events/rope.ts";
import type { MimePart } from "../../documents/mime/part.ts";
import { MimeScanner } from "../../documents/mime/scanner.ts";
import { decodeBody } from "../../documents/mime/transfer.ts";
import type { Daticert } from "../../documents/pec/daticert_reader.ts";
import { daticertIn, inspectPec, type PecInspection } from "../../documents/pec/inspect.ts";
import { SignatureFault } from "../../documents/smime/fault.ts";
import { verifySignature } from "../../documents/smime/verifier.ts";
import type { MessageFact } from "../../evidence/selection.ts";
import { bytesOf } from "../../points/bytes.ts";
import { addressesIn } from "../../points/address_fields.ts";
import { textOfInstant } from "../schemas.ts";
import type { World } from "../world.ts";
import type { ReceiptContent } from "./receipt_documents.ts";
import type { Receipt } from "./receipt_schemas.ts";

/** What X-Ricevuta is called here; the notices of delay say by their event which one they are. */
const KINDS: Readonly<Record<NoticeKind, Receipt["kind"]>> = {
  "accettazione": "acceptance",
  "non-accettazione": "non_acceptance",
  "presa-in-carico": "taken_in_charge",
  "avvenuta-consegna": "delivery",
  "errore-consegna": "non_delivery",
  "preavviso-errore-consegna": "overdue_12h",
  "rilevazione-virus": "virus_detection",
};

/** The id of the receipt that an event stands for. */
export function receiptId({ entry: { position } }: MessageFact): string {
  return `r${position}`;
}

/** A receipt, read. */
export async function readReceipt(
  world: World,
  message: string,
  fact: MessageFact,
  content: ReceiptContent,
): Promise<Receipt> {
  const { sha256, root, inspection } = await readThrough(world, content);
  const base = `/v1/messages/${message}/receipts/${receiptId(fact)}`;
  const signed = inspection.form === "signed" ? inspection : null;
  const daticert = signed && signed.document.kind !== "incorrect" ? signed.document.daticert : null;
  return {
    id: receiptId(fact),
    ...saidBy(world, fact, daticert),
    message_id: "messageId" in fact.event ? fact.event.messageId : "",
    size: ropeLength(content.rope),
    sha256,
    signature: signed && {
      signer: addressesIn(root, "From")?.addresses[0] ?? "",
      valid: await holds(world, content, signed, fact.event.at),
    },
    links: { raw: `${base}/raw`, daticert: daticert && `${base}/daticert` },
  };
}

/** The bytes of daticert.xml; null in an ordinary notice. */
export async function daticertOf(
  world: World,
  content: ReceiptContent,
): Promise<Uint8Array | null> {
  const { rope, pending } = content;
  const part = daticertIn(await world.provider.structures.of(rope, pending));
  if (!part) return null;
  return decodeBody(
    part.encoding,
    await bytesOf(world.storage.blobs, rope, pending)(part.bodyStart, part.end),
  );
}

async function readThrough(world: World, content: ReceiptContent) {
  const hash = createHash("sha256");
  const scanner = new MimeScanner();
  for await (const chunk of world.storage.blobs.read(content.rope, content.pending)) {
    hash.update(chunk);
    scanner.push(chunk);
  }
  const root: MimePart = scanner.end();
  const inspection = await inspectPec(
    root,
    bytesOf(world.storage.blobs, content.rope, content.pending),
  );
  return { sha256: hash.digest("hex"), root, inspection };
}

/** What daticert.xml says; of an ordinary notice what its event does. */
function saidBy(
  { provider: { issuer } }: World,
  { event }: MessageFact,
  daticert: Daticert | null,
): Pick<
  Receipt,
  "kind" | "ricevuta" | "issued_at" | "provider" | "recipients" | "error" | "error_detail"
> {
  if (daticert === null || daticert.tipo === "posta-certificata") {
    return {
      kind: "delivery_status",
      ricevuta: null,
      issued_at: textOfInstant(event.at),
      provider: issuer.name,
      recipients: "recipient" in event ? [event.recipient] : [],
      error: null,
      error_detail: null,
    };
  }
  const { tipo, at, issuer: provider, consegna, ricezione, errore, erroreEsteso } = daticert;
  const lastDelay = event.type === "outgoing.overdue-notified" && event.hours === 24;
  return {
    kind: lastDelay ? "overdue_24h" : KINDS[tipo],
    ricevuta: tipo,
    issued_at: textOfInstant(at),
    provider,
    recipients: consegna === undefined ? [...ricezione] : [consegna],
    error: errore === "nessuno" ? null : errore,
    error_detail: erroreEsteso ?? null,
  };
}

/**
 * Whether the signature is one over these bytes, by a certificate that was trusted then. Whether it
 * had been revoked was asked when the document came in: today's lists need not tell of then.
 */
async function holds(
  { storage: { blobs }, provider: { trust } }: World,
  { rope, pending }: ReceiptContent,
  { signature, signedPart: { start, end } }: Extract<PecInspection, { form: "signed" }>,
  at: Instant,
): Promise<boolean> {
  const digest = async (algorithm: string) => {
    const hash = createHash(algorithm);
    for await (const chunk of blobs.read(cutRope(rope, start, end), pending)) hash.update(chunk);
    return new Uint8Array(hash.digest());
  };
  try {
    await verifySignature(signature, digest, trust.current(), at);
    return true;
  } catch (error) {
    if (error instanceof SignatureFault) return error.code === "revocation-unknown";
    throw error;
  }
}
