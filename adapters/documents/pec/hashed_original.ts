/**
 * What a brief delivery receipt leaves of the original: its structure, and the SHA-1 of each
 * attachment in its place (RFC 6109 §3.3.2.2).
 *
 * @module
 */
import { createHash } from "node:crypto";
import { cutRope } from "../../../events/rope.ts";
import { partHeader } from "../mime/compose.ts";
import { fileName } from "../mime/headers.ts";
import { octetsOf } from "../mime/octets.ts";
import type { HeaderField, MimePart } from "../mime/part.ts";
import type { Source } from "./facts.ts";
import { singleLine } from "./latin1.ts";
import type { ReadRope, Segment } from "./rope_bytes.ts";

/** What stands in the place of the bytes from `start` up to, not including, `end`. */
interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly bytes: Uint8Array;
}

/** The name of an attached message that has none. */
const NAMELESS_MESSAGE = "message.eml";

/**
 * The original with every attachment replaced by a text file that holds the SHA-1 of the part's
 * content as it is encoded in the message.
 *
 * @param source what holds the original: offsets of `root` count from its rope's first byte
 * @param root the original itself
 */
export async function hashedOriginal(
  source: Source,
  root: MimePart,
  read: ReadRope,
): Promise<readonly Segment[]> {
  const replacements: Replacement[] = [];
  for (const part of attachmentsOf(root)) {
    const digest = await sha1Of(source, part, read);
    replacements.push(...(part === root ? replaceRoot(root, digest) : [replacePart(part, digest)]));
  }
  const segments: Segment[] = [];
  let position = root.start;
  for (const { start, end, bytes } of replacements) {
    segments.push(...cutRope(source.rope, position, start));
    if (bytes.length > 0) segments.push(bytes);
    position = end;
  }
  return [...segments, ...cutRope(source.rope, position, root.end)];
}

/**
 * The parts to be replaced, in the order of the message. Only the type of the message itself says
 * that it is S/MIME: of a signed one the signature stays, an enveloped or opaquely signed one
 * stays whole. A root that is a multipart stays in any case: it is the structure.
 */
function attachmentsOf(root: MimePart): readonly MimePart[] {
  if (/^application\/(x-)?pkcs7-mime$/.test(root.type)) return [];
  if (isSmimeSigned(root)) return root.children.slice(0, 1).flatMap(attachmentsWithin);
  if (root.type.startsWith("multipart/")) return root.children.flatMap(attachmentsWithin);
  return attachmentsWithin(root);
}

function attachmentsWithin(part: MimePart): readonly MimePart[] {
  if (part.type === "message/rfc822" || fileName(part) !== undefined) return [part];
  return part.children.flatMap(attachmentsWithin);
}

function isSmimeSigned(root: MimePart): boolean {
  const signature = /^application\/(x-)?pkcs7?-signature$/;
  return root.type === "multipart/signed" &&
    (signature.test(root.parameters.get("protocol")?.toLowerCase() ?? "") ||
      signature.test(root.children[1]?.type ?? ""));
}

async function sha1Of(source: Source, part: MimePart, read: ReadRope): Promise<string> {
  const digest = createHash("sha1");
  const content = cutRope(source.rope, part.bodyStart, part.end);
  for await (const chunk of read(content, source.pending)) digest.update(chunk);
  return digest.digest("hex");
}

function replacePart(part: MimePart, digest: string): Replacement {
  const bytes = octetsOf(`${describeHash(part)}${digest}`);
  return { start: part.start, end: part.end, bytes };
}

/** A message that is itself an attachment keeps its header but for the Content-* fields. */
function replaceRoot(root: MimePart, digest: string): readonly Replacement[] {
  const gone = root.header.filter(isContentField).map(({ start, end }) => ({
    start,
    end,
    bytes: new Uint8Array(),
  }));
  const headerEnd = root.header.at(-1)?.end ?? root.start;
  const bytes = octetsOf(`${describeHash(root)}${digest}`);
  return [...gone, { start: headerEnd, end: root.end, bytes }];
}

function isContentField({ name }: HeaderField): boolean {
  return name.toLowerCase().startsWith("content-");
}

/** The header of the text file, with the empty line after it. */
function describeHash(part: MimePart): string {
  const name = `${singleLine(fileName(part) ?? NAMELESS_MESSAGE)}.hash`;
  return partHeader({
    type: "text/plain",
    parameters: { charset: "us-ascii", name },
    encoding: "7bit",
    disposition: "attachment",
    dispositionParameters: { filename: name },
  });
}
