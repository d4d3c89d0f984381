/**
 * Messages of a given size, each of them different from every other.
 *
 * @module
 */
import { Buffer } from "node:buffer";

const LINE = 76;
const BOUNDARY = "=_of_the_load_generator";

/** Makes messages of `size` octets: a text, and an attachment that takes the room that is left. */
export class MessageMaker {
  readonly #size: number;
  readonly #attachment: string;
  #made = 0;

  constructor(size: number) {
    this.#size = size;
    this.#attachment = base64Lines(size);
  }

  /** A message; its Message-ID and its Subject are its own. */
  make(from: string, to: readonly string[]): Buffer {
    const number = ++this.#made;
    const [, domain] = from.split("@");
    const head = [
      `From: ${from}`,
      `To: ${to.join(",\r\n ")}`,
      `Subject: =?UTF-8?Q?Perch=C3=A9_no=3F_Documento_n._${number}?=`,
      `Message-ID: <${number}.${GENERATOR}@${domain}>`,
      "Date: Sat, 21 Nov 2026 10:30:00 +0100",
      "MIME-Version: 1.0",
      `Content-Type: multipart/mixed; boundary="${BOUNDARY}"`,
      "",
      `--${BOUNDARY}`,
      "Content-Type: text/plain; charset=utf-8",
      "Content-Transfer-Encoding: quoted-printable",
      "",
      `Buongiorno, in allegato il documento n. ${number}.`,
      `--${BOUNDARY}`,
      'Content-Type: application/pdf; name="documento.pdf"',
      'Content-Disposition: attachment; filename="documento.pdf"',
      "Content-Transfer-Encoding: base64",
      "",
      "",
    ].join("\r\n");
    const tail = `\r\n--${BOUNDARY}--\r\n`;
    const room = Math.max(0, this.#size - head.length - tail.length);
    return Buffer.from(`${head}${this.#attachment.slice(0, room)}${tail}`, "latin1");
  }
}

/** Sets the messages of one generator apart from those of another. */
const GENERATOR = crypto.randomUUID();

/** Lines of base64 that make up at least `size` octets. */
function base64Lines(size: number): string {
  const block = crypto.getRandomValues(new Uint8Array(57 * 1024));
  const text = Buffer.from(block).toString("base64");
  const lines = [];
  for (let start = 0; start < text.length; start += LINE) {
    lines.push(text.slice(start, start + LINE));
  }
  const unit = `${lines.join("\r\n")}\r\n`;
  return unit.repeat(Math.ceil(size / unit.length));
}
