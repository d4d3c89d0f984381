/**
 * The original as it travels: it carries the PEC id as its Message-ID, and every other byte stays
 * as submitted (RFC 6109 §2.2.1, §3.1.5).
 *
 * @module
 */
import { cutRope, ropeLength } from "../../../events/rope.ts";
import { field } from "../mime/headers.ts";
import { latin1, octetsOf } from "../mime/octets.ts";
import type { Certified, Source } from "./facts.ts";
import { headerLine } from "./header_line.ts";
import { readBytes, type ReadRope, type Segment } from "./rope_bytes.ts";

/**
 * The original with its Message-ID replaced, or added where the client had set none, and
 * X-Riferimento-Message-ID as the last field of its header.
 */
export async function travellingOriginal(
  certified: Certified,
  source: Source,
  read: ReadRope,
): Promise<readonly Segment[]> {
  const cut = (start: number, end: number) => cutRope(source.rope, start, end);
  const { root } = source;
  const messageId = headerLine("Message-ID", `<${certified.pecId}>`);
  const reference = certified.msgid === undefined
    ? ""
    : headerLine("X-Riferimento-Message-ID", certified.msgid);
  const given = field(root, "Message-ID");
  const header = await endOfHeader(source, read);
  const rest = cut(header.end, ropeLength(source.rope));
  if (!given) {
    const added = `${header.missing}${messageId}${reference}`;
    return [...cut(0, header.end), octetsOf(added), ...rest];
  }
  // Where the replaced field ends the header, the new one brings the line end with it.
  const added = given.end === header.end ? reference : `${header.missing}${reference}`;
  return [
    ...cut(0, given.start),
    octetsOf(messageId),
    ...cut(given.end, header.end),
    ...(added === "" ? [] : [octetsOf(added)]),
    ...rest,
  ];
}

/**
 * Where a field can be added: before the empty line or, in a message without one (RFC 5322 §2.1
 * lets the body be absent with it), at the end, after the line end that may be missing there.
 */
async function endOfHeader(
  source: Source,
  read: ReadRope,
): Promise<{ readonly end: number; readonly missing: "" | "\r\n" }> {
  const { start, bodyStart, header } = source.root;
  if (bodyStart === (header.at(-1)?.end ?? start) + 2) return { end: bodyStart - 2, missing: "" };
  const before = latin1(await readBytes(source, Math.max(start, bodyStart - 4), bodyStart, read));
  if (before === "\r\n" || before.endsWith("\r\n\r\n")) return { end: bodyStart - 2, missing: "" };
  return { end: bodyStart, missing: before === "" || before.endsWith("\r\n") ? "" : "\r\n" };
}
