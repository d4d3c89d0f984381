/**
 * A document in a mailbox, read as its holder's program would read it.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { inspectPec, type PecForm } from "../../adapters/documents/pec/inspect.ts";
import type { Daticert } from "../../adapters/documents/pec/daticert_reader.ts";
import { decodedText, field, unfolded } from "../../adapters/documents/mime/headers.ts";
import type { MimePart } from "../../adapters/documents/mime/part.ts";
import { scanBytes } from "../../adapters/documents/mime/scanner.ts";
import { decodeBody } from "../../adapters/documents/mime/transfer.ts";
import type { MailboxEntry } from "../../adapters/storage/storage.ts";

/** A document. */
export class Document {
  readonly entry: MailboxEntry;
  readonly bytes: Buffer;
  readonly root: MimePart;
  readonly form: PecForm;

  private constructor(entry: MailboxEntry, bytes: Buffer, root: MimePart, form: PecForm) {
    this.entry = entry;
    this.bytes = bytes;
    this.root = root;
    this.form = form;
  }

  static async read(entry: MailboxEntry, bytes: Buffer): Promise<Document> {
    const root = scanBytes(bytes);
    const inspected = await inspectPec(root, (start, end) => {
      return Promise.resolve(bytes.subarray(start, end));
    });
    if (inspected.form === "ordinary") throw new Error(`Cannot read ${entry.kind}: not signed`);
    return new Document(entry, bytes, root, inspected.document);
  }

  /** Value of X-Ricevuta or X-Trasporto, as the mailbox knows it. */
  get kind(): string {
    return this.entry.kind;
  }

  get daticert(): Daticert {
    if (this.form.kind === "incorrect") throw new Error(`Cannot read it: ${this.form.reason}`);
    return this.form.daticert;
  }

  /** A header field, unfolded; undefined where there is none. */
  header(name: string): string | undefined {
    const found = field(this.root, name);
    return found && unfolded(found);
  }

  get subject(): string {
    const found = field(this.root, "Subject");
    return found ? decodedText(found) : "";
  }

  /** The readable text. */
  get text(): string {
    const part = this.#part(({ type }) => type === "text/plain");
    if (!part) throw new Error("Cannot find the readable text");
    const body = decodeBody(part.encoding, this.bytes.subarray(part.bodyStart, part.end));
    return Buffer.from(body).toString("latin1");
  }

  /** The bytes of postacert.eml; undefined where the document has none. */
  get original(): Buffer | undefined {
    const part = this.#part(({ type, parameters }) =>
      type === "message/rfc822" && parameters.get("name") === "postacert.eml"
    );
    return part && this.bytes.subarray(part.bodyStart, part.end);
  }

  #part(wanted: (part: MimePart) => boolean): MimePart | undefined {
    const search = (part: MimePart): MimePart | undefined => {
      if (wanted(part)) return part;
      if (part.type === "message/rfc822") return undefined;
      return part.children.map(search).find((found) => found !== undefined);
    };
    return search(this.root);
  }
}
