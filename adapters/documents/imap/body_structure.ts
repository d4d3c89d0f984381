/**
 * BODY and BODYSTRUCTURE (RFC 9051 §7.5.2).
 *
 * @module
 */
import { field, unfolded } from "../mime/headers.ts";
import { trimBlanks } from "../mime/octets.ts";
import type { MimePart } from "../mime/part.ts";
import type { ByteRange, MessageContent } from "./content.ts";
import { envelopeText } from "./envelope.ts";
import { countLines } from "./line_counts.ts";
import { parameterList } from "./parameter_list.ts";
import { nstringOf, stringOf } from "./strings.ts";
import { isMessage, isMultipart, partsWithin } from "./structure.ts";

/** A structure in both forms, Latin-1. */
export interface BodyStructures {
  /** Of FETCH BODY: without extension data. */
  readonly body: string;
  /** Of FETCH BODYSTRUCTURE. */
  readonly bodystructure: string;
}

/** Lines of a part's body. */
type Lines = (part: MimePart) => number;

/**
 * Describes a message. Types, encodings and names of parameters come in lower case; see
 * `parameterList` for values in the forms of RFC 2231. message/global is described like
 * message/rfc822, as RFC 9051 asks and RFC 3501 did not.
 */
export async function bodyStructures(content: MessageContent): Promise<BodyStructures> {
  const count = await countLines(content, [...countedBodies(content.root)]);
  return describe(content.root, (part) => count(bodyOf(part)));
}

function bodyOf({ bodyStart, end }: MimePart): ByteRange {
  return { start: bodyStart, end };
}

function* countedBodies(part: MimePart): Generator<ByteRange> {
  if (hasLines(part)) yield bodyOf(part);
  for (const inner of partsWithin(part)) yield* countedBodies(inner);
}

function hasLines(part: MimePart): boolean {
  return isMessage(part) || part.type.startsWith("text/");
}

function describe(part: MimePart, lines: Lines): BodyStructures {
  return isMultipart(part) ? describeMultipart(part, lines) : describeSinglePart(part, lines);
}

function describeMultipart(part: MimePart, lines: Lines): BodyStructures {
  const inner = partsWithin(part).map((child) => describe(child, lines));
  const subtype = stringOf(subtypeOf(part));
  const body = inner.map((child) => child.body).join("");
  const extended = inner.map((child) => child.bodystructure).join("");
  return {
    body: `(${body} ${subtype})`,
    bodystructure: `(${extended} ${subtype} ${parameterList(part.parameters)} ${extension(part)})`,
  };
}

function describeSinglePart(part: MimePart, lines: Lines): BodyStructures {
  const basic = basicFields(part);
  const md5 = fieldText(part, "Content-MD5");
  const rest = `${md5} ${extension(part)}`;
  if (!isMessage(part)) {
    const fields = hasLines(part) ? `${basic} ${lines(part)}` : basic;
    return { body: `(${fields})`, bodystructure: `(${fields} ${rest})` };
  }
  const [message] = partsWithin(part);
  const { body, bodystructure } = describe(message!, lines);
  const fields = `${basic} ${envelopeText(message!)}`;
  return {
    body: `(${fields} ${body} ${lines(part)})`,
    bodystructure: `(${fields} ${bodystructure} ${lines(part)} ${rest})`,
  };
}

/** The octets are those of the body as it stands in the message. */
function basicFields(part: MimePart): string {
  return [
    stringOf(part.type.slice(0, part.type.indexOf("/"))),
    stringOf(subtypeOf(part)),
    parameterList(withCharset(part)),
    fieldText(part, "Content-ID"),
    fieldText(part, "Content-Description"),
    stringOf(part.encoding),
    part.end - part.bodyStart,
  ].join(" ");
}

/** RFC 2046 §4.1.2: the default of text/plain. Other texts may name their charset within. */
function withCharset({ type, parameters }: MimePart): ReadonlyMap<string, string> {
  if (type !== "text/plain" || parameters.has("charset")) return parameters;
  return new Map([...parameters, ["charset", "us-ascii"]]);
}

function subtypeOf(part: MimePart): string {
  return part.type.slice(part.type.indexOf("/") + 1);
}

function fieldText(part: MimePart, name: string): string {
  const found = field(part, name);
  return nstringOf(found && unfolded(found));
}

/** Disposition, language and location. */
function extension(part: MimePart): string {
  const disposition = part.disposition === ""
    ? "NIL"
    : `(${stringOf(part.disposition)} ${parameterList(part.dispositionParameters)})`;
  return `${disposition} ${languages(part)} ${fieldText(part, "Content-Location")}`;
}

/** RFC 3282 §2: tags between commas. */
function languages(part: MimePart): string {
  const found = field(part, "Content-Language");
  const tags = found === undefined
    ? []
    : unfolded(found).split(",").map(trimBlanks).filter((tag) => tag !== "");
  return tags.length === 0 ? "NIL" : `(${tags.map(stringOf).join(" ")})`;
}
