/**
 * Documents taken apart as a receiver does it.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import type { MimePart } from "../../../adapters/documents/mime/part.ts";
import { decodeBody } from "../../../adapters/documents/mime/transfer.ts";
import { parseDaticert } from "../../../adapters/documents/pec/daticert_reader.ts";
import type { Unsigned } from "../../../adapters/documents/pec/unsigned.ts";
import { Blobs, type Rendered } from "./support.ts";

export interface Readable {
  /** The text and the HTML that people read, decoded. */
  readonly text: string;
  readonly html: string;
}

export interface Notice extends Readable {
  readonly rendered: Rendered;
  readonly daticert: ReturnType<typeof parseDaticert>;
}

/** Renders a notice and takes it apart. */
export async function openNotice(unsigned: Unsigned): Promise<Notice> {
  const rendered = await new Blobs().render(unsigned);
  const daticert = rendered.source.root.children[0]!.children[1]!;
  return {
    rendered,
    ...readableOf(rendered),
    daticert: parseDaticert(contentOf(rendered, daticert)),
  };
}

/** What people read of a document. */
export function readableOf(rendered: Rendered): Readable {
  const alternative = rendered.source.root.children[0]!.children[0]!;
  const [text, html] = alternative.children.map((part) =>
    Buffer.from(contentOf(rendered, part)).toString("latin1")
  );
  return { text: text!, html: html! };
}

/** The header but for its Content-Type, as it stands. */
export function headerOf({ text }: Rendered): string {
  return text.slice(0, text.indexOf("Content-Type:"));
}

/** The lines of the HTML as a browser shows them. */
export function shownLines(html: string): string[] {
  return html.slice(html.indexOf("<h3>")).replace(/<[^>]*>/g, "")
    .replaceAll("&quot;", '"').replaceAll("&#39;", "'").replaceAll("&#8211;", "-")
    .trim().split(/[\r\n]+/);
}

function contentOf(rendered: Rendered, part: MimePart): Uint8Array {
  return decodeBody(part.encoding, rendered.bytes.subarray(part.bodyStart, part.end));
}
