/**
 * Facts, blobs and signers for the tests of the PEC documents.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { cutRope, type Rope, type SmallBlob } from "../../../events/rope.ts";
import { scanBytes } from "../../../adapters/documents/mime/scanner.ts";
import type {
  Certified,
  Issuer,
  PecDocument,
  Source,
} from "../../../adapters/documents/pec/facts.ts";
import type { ReadRope } from "../../../adapters/documents/pec/rope_bytes.ts";
import { sealDocument, type Signer } from "../../../adapters/documents/pec/seal.ts";
import type { Unsigned } from "../../../adapters/documents/pec/unsigned.ts";

export const issuer: Issuer = {
  name: "Gestore Alfa & Figli",
  domain: "alfa.example",
  address: "posta-certificata@alfa.example",
};

export const certified: Certified = {
  pecId: "0192a3b4c5d6e7f8@alfa.example",
  msgid: "<first.message@client.alfa.example>",
  sender: "anna@alfa.example",
  recipients: [
    { address: "bruno@beta.example", kind: "certificato" },
    { address: "carla@gamma.example", kind: "esterno" },
  ],
  replyTo: "anna@alfa.example",
  subject: "Città di Alfa – preventivo",
  at: Date.UTC(2026, 10, 21, 21, 30, 0),
};

export const original = [
  "Received: from [192.0.2.1] by smtp.alfa.example; Sat, 21 Nov 2026 22:29:59 +0100",
  "From: Anna <anna@alfa.example>",
  "To: Bruno <bruno@beta.example>,",
  " carla@gamma.example",
  "Cc: dario@beta.example",
  "Subject: =?UTF-8?Q?Citt=C3=A0_di_Alfa_=E2=80=93_preventivo?=",
  "Message-ID: <first.message@client.alfa.example>",
  "MIME-Version: 1.0",
  "Content-Type: text/plain; charset=utf-8",
  "Content-Transfer-Encoding: quoted-printable",
  "",
  "Buongiorno.",
  "",
].join("\r\n");

/** A blob store in memory. */
export class Blobs {
  readonly #blobs = new Map<string, Uint8Array>();

  /** Stores a blob; Latin-1, so that any byte can be written. */
  put(content: string | Uint8Array): Rope {
    const bytes = typeof content === "string" ? Buffer.from(content, "latin1") : content;
    const blob = createHash("sha256").update(bytes).digest("hex");
    this.#blobs.set(blob, bytes);
    return bytes.length === 0 ? [] : [{ blob, offset: 0, length: bytes.length }];
  }

  source(content: string | Uint8Array): Source {
    const bytes = typeof content === "string" ? Buffer.from(content, "latin1") : content;
    return { rope: this.put(bytes), root: scanBytes(bytes) };
  }

  /** In small chunks, so that whoever reads must put them together. */
  readonly read: ReadRope = async function* (
    this: Blobs,
    rope: Rope,
    pending: readonly SmallBlob[] = [],
  ) {
    for (const { blob, offset, length } of rope) {
      const bytes = this.#blobs.get(blob) ?? pending.find(({ sha256 }) => sha256 === blob)?.bytes;
      if (!bytes) throw new Error(`Cannot read blob ${blob}: it is not there`);
      for (let at = 0; at < length; at += 1000) {
        yield await bytes.subarray(offset + at, offset + Math.min(at + 1000, length));
      }
    }
  }.bind(this);

  async bytes(rope: Rope, pending?: readonly SmallBlob[]): Promise<Buffer> {
    return Buffer.concat(await Array.fromAsync(this.read(rope, pending)));
  }

  /** A document as it would go over the wire, and as a receiver scans it. */
  async render(unsigned: Unsigned, signer: Signer = plainSigner): Promise<Rendered> {
    const document = await sealDocument(unsigned, signer, this.read);
    const bytes = await this.bytes(document.rope, document.inline);
    return { document, bytes, text: bytes.toString("latin1"), source: this.source(bytes) };
  }

  async slice(source: Source, start: number, end: number): Promise<string> {
    return (await this.bytes(cutRope(source.rope, start, end))).toString("latin1");
  }
}

export interface Rendered {
  readonly document: PecDocument;
  readonly bytes: Uint8Array;
  /** Latin-1. */
  readonly text: string;
  readonly source: Source;
}

/** Shows what was to be signed, where the structure around it is what a test is about. */
export const plainSigner: Signer = {
  sign(digest, time) {
    const signedData = Buffer.from(`${Buffer.from(digest).toString("hex")} ${time}`);
    return Promise.resolve({ certificate: "0".repeat(64), value: digest, signedData });
  },
};
