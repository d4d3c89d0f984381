/**
 * What the PEC documents are rendered from.
 *
 * @module
 */
import type { CertifiedData } from "../../../events/incoming.ts";
import type { Instant } from "../../../events/instant.ts";
import type { ErrorKind, ReceiptType } from "../../../events/outgoing.ts";
import type { Rope, SmallBlob } from "../../../events/rope.ts";
import type { Seal } from "../../../events/seal.ts";
import type { MimePart } from "../mime/part.ts";

/** The provider in whose name a document is issued. */
export interface Issuer {
  /** providerName of the directory; `gestore-emittente` in daticert.xml. */
  readonly name: string;
  /** Mail domain: PEC ids and receipts' Message-IDs end in it. */
  readonly domain: string;
  /** `posta-certificata@…`: the address in the signing certificate (RFC 6109 §2.1). */
  readonly address: string;
}

/** What every document certifies. */
export interface Certified extends CertifiedData {
  /** The one instant of the transaction: text, daticert.xml, Date and signingTime (§4.1). */
  readonly at: Instant;
}

/** Why a message was refused or not delivered. */
export interface Fault {
  readonly error: ErrorKind;
  /** What stands in the text and in errore-esteso, in Italian. */
  readonly description: string;
}

/** The original message (or an envelope around it): its bytes and its structure. */
export interface Source {
  readonly rope: Rope;
  /** Small blobs of the rope that are not stored yet. */
  readonly pending?: readonly SmallBlob[];
  /** The scanned structure; offsets count from the rope's first byte. */
  readonly root: MimePart;
}

/** A signed document, ready to be stored or sent. */
export interface PecDocument {
  /** Value of X-Ricevuta, or of X-Trasporto. */
  readonly kind: string;
  /** With angle brackets. */
  readonly messageId: string;
  /** Decoded. */
  readonly subject: string;
  readonly rope: Rope;
  /** The new bytes of the document; everything else in the rope is stored already. */
  readonly inline: readonly SmallBlob[];
  readonly size: number;
  /** Whether it holds bytes above 127, and so needs BODY=8BITMIME (RFC 6152). */
  readonly eightBit: boolean;
  /** What its signature adds to what follows from the facts. */
  readonly seal: Seal;
}

/** Which of the delivery receipts, and for whom. */
export interface Delivery {
  readonly recipient: string;
  readonly receipt: ReceiptType;
}
