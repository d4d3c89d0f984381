/**
 * The original as it travels: it carries the PEC id as its Message-ID and the client's as
 * X-Riferimento-Message-ID; every other byte stays as submitted (RFC 6109 §2.2.1, §3.1.5).
 *
 * @module
 */
import { cutRope, ropeLength } from "../../../events/rope.ts";
import { field } from "../mime/headers.ts";
import { latin1, octetsOf } from "../mime/octets.ts";
import type { Certified, Source } from "./facts.ts";
import { headerLine } from "./header_line.ts";
import { readBytes, type ReadRope, type Segment } from "./rope_bytes.ts";

/** The fields that say which message this is (RFC 6109 §2.2.1): the provider alone sets them. */
const IDENTITY: ReadonlySet<string> = new Set(["message-id", "x-riferimento-message-id"]);

/**
 * The original with its Message-ID replaced, or added where the client had set none, and
 * X-Riferimento-Message-ID as the last field of its header. RFC 6109 §2.2.1 knows one of each:
 * a second Message-ID (RFC 5322 §3.6 allows one) and an X-Riferimento-Message-ID of the client's
 * would contradict them, and are left out.
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
  const segments: Segment[] = [];
  let kept = 0;
  for (const one of root.header.filter(({ name }) => IDENTITY.has(name.toLowerCase()))) {
    segments.push(...cut(kept, one.start));
    if (one === given) segments.push(octetsOf(messageId));
    kept = one.end;
  }
  segments.push(...cut(kept, header.end));
  // Where a field that goes ends the header, no line end is missing before the new one.
  const missing = kept === header.end ? "" : header.missing;
  const added = given ? reference : `${messageId}${reference}`;
  if (added !== "") segments.push(octetsOf(`${missing}${added}`));
  return [...segments, ...cut(header.end, ropeLength(source.rope))];
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
