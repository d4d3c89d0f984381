/**
 * Finds the entities of a message while it streams past, without holding it: offsets only.
 *
 * Lines end in LF; a CR before it belongs to the line end. So stored files with bare LF can be
 * read, and content as it travels (CRLF) is cut byte for byte as RFC 2046 §5.1 says.
 *
 * @module
 */
import { describeContent } from "./content_fields.ts";
import { cutHeader } from "./header_block.ts";
import { defaultMimeLimits, MimeFault, type MimeLimits } from "./limits.ts";
import { latin1, readUtf8 } from "./octets.ts";
import type { HeaderField, MimePart } from "./part.ts";

export { defaultMimeLimits, MimeFault, type MimeLimits } from "./limits.ts";

/** Octets that are looked at together. */
const SEGMENT = 64 * 1024;

/** RFC 5322 §2.1.1: no line is longer, so that no longer one is a delimiter. */
const LONGEST_DELIMITER_LINE = 1000;

const CR = 0x0d;

/** RFC 2046 §5.2.1 and RFC 6532 §3.7; neither is ever scanned behind base64. */
const MESSAGE_TYPES = new Set(["message/rfc822", "message/global"]);
const IDENTITY_ENCODINGS = new Set(["7bit", "8bit", "binary"]);

/** A part while its end is not known. */
type Draft = { -readonly [Member in keyof MimePart]: MimePart[Member] } & {
  header: readonly HeaderField[];
  children: MimePart[];
};

/** An entity that has begun and not ended. */
interface OpenEntity {
  readonly part: Draft;
  readonly defaultType: string;
  /** What its delimiters begin with, while it waits for them. */
  boundary: string | null;
  /** The outer entity with the same boundary, which waits until this one is over. */
  shadowed: OpenEntity | undefined;
}

/**
 * What the next octet belongs to: a header line; the start of a body line, which may turn out to
 * be a delimiter; or a body line that is none.
 */
type Place = "header" | "line start" | "text";

/** A push scanner: any number of `push`, then `end` once. One that threw is of no further use. */
export class MimeScanner {
  readonly #limits: MimeLimits;
  readonly #open: OpenEntity[] = [];
  readonly #delimiters = new Map<string, OpenEntity>();
  readonly #root: MimePart;
  #parts = 0;
  #place: Place = "header";
  /** Complete lines of the header that is being read. */
  #block = "";
  /** Bytes of the headers that are complete. */
  #headerBytes = 0;
  /** What has come of a line that may matter. */
  #line = "";
  /** Offset of the next octet that `push` will be given. */
  #offset = 0;
  /** Offset of the line end before the current line. */
  #break = 0;
  #endsInCR = false;

  /** Begins a message at offset 0. */
  constructor(limits: MimeLimits = defaultMimeLimits) {
    this.#limits = limits;
    this.#root = this.#begin(0, "text/plain").part;
  }

  /**
   * Takes the next octets. They may be cut anywhere, and are not kept.
   *
   * @throws {MimeFault} beyond a limit
   */
  push(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length; at += SEGMENT) {
      this.#pushSegment(chunk.subarray(at, at + SEGMENT));
    }
  }

  /**
   * Ends the message; entities that are still open end with it.
   *
   * @returns the message itself as an entity
   * @throws {MimeFault} beyond a limit
   */
  end(): MimePart {
    const line = this.#line;
    this.#line = "";
    if (this.#place === "header") this.#takeHeaderLine(line, this.#offset);
    else this.#takeDelimiter(line, this.#offset);
    if (this.#place === "header") this.#endHeader(this.#offset);
    this.#close(0, this.#offset);
    return this.#root;
  }

  #pushSegment(segment: Uint8Array): void {
    // Outside all multiparts nothing in a body can matter.
    if (this.#place !== "header" && this.#delimiters.size === 0) {
      this.#offset += segment.length;
      return;
    }
    const text = latin1(segment);
    for (let at = 0; at < text.length;) {
      if (this.#place === "header") at = this.#readHeader(text, at);
      else if (this.#delimiters.size === 0) at = text.length;
      else if (this.#place === "line start") at = this.#readLineStart(text, at);
      else at = this.#readText(text, at);
    }
    this.#endsInCR = segment.at(-1) === CR;
    this.#offset += segment.length;
  }

  #readHeader(text: string, at: number): number {
    const lineEnd = text.indexOf("\n", at);
    const next = lineEnd < 0 ? text.length : lineEnd + 1;
    this.#line += text.slice(at, next);
    this.#checkHeaderSize();
    if (lineEnd < 0) return next;
    const line = this.#line;
    this.#line = "";
    this.#takeHeaderLine(line, this.#offset + next);
    this.#break = this.#breakBefore(text, next);
    return next;
  }

  #takeHeaderLine(line: string, next: number): void {
    if (line === "\r\n" || line === "\n") this.#startBody(next);
    else if (!this.#takeDelimiter(line, next)) this.#block += line;
  }

  #readLineStart(text: string, at: number): number {
    const missing = 2 - this.#line.length;
    if (missing > 0) {
      const head = this.#line + text.slice(at, at + missing);
      if (!"--".startsWith(head)) return this.#leaveLine(at);
      if (head.length < 2) {
        this.#line = head;
        return text.length;
      }
    }
    const lineEnd = text.indexOf("\n", at);
    const next = lineEnd < 0 ? text.length : lineEnd + 1;
    this.#line += text.slice(at, next);
    if (this.#line.length > LONGEST_DELIMITER_LINE) {
      return this.#leaveLine(lineEnd < 0 ? text.length : lineEnd);
    }
    if (lineEnd < 0) return next;
    const line = this.#line;
    this.#line = "";
    this.#takeDelimiter(line, this.#offset + next);
    this.#break = this.#breakBefore(text, next);
    return next;
  }

  /** Gives up a line as a delimiter; the search goes on at `at`. */
  #leaveLine(at: number): number {
    this.#line = "";
    this.#place = "text";
    return at;
  }

  #readText(text: string, at: number): number {
    let lineEnd = text.indexOf("\n--", at);
    if (lineEnd < 0) {
      // The cut may lie within the three characters.
      if (text.endsWith("\n")) lineEnd = text.length - 1;
      else if (text.endsWith("\n-")) lineEnd = text.length - 2;
      if (lineEnd < at) return text.length;
    }
    this.#break = this.#breakBefore(text, lineEnd + 1);
    this.#place = "line start";
    return lineEnd + 1;
  }

  /** Offset of the line end whose LF stands before `next`. */
  #breakBefore(text: string, next: number): number {
    const afterCR = next > 1 ? text.charCodeAt(next - 2) === CR : this.#endsInCR;
    return this.#offset + next - (afterCR ? 2 : 1);
  }

  /**
   * Acts on a line if it is a delimiter of any open multipart (RFC 2046 §5.1.1). An outer one
   * ends everything inside (§5.1.2).
   */
  #takeDelimiter(line: string, next: number): boolean {
    if (!line.startsWith("--") || line.length > LONGEST_DELIMITER_LINE) return false;
    const written = boundaryKey(line.slice(2));
    let entity = this.#delimiters.get(written);
    const closing = entity === undefined && written.endsWith("--");
    if (closing) entity = this.#delimiters.get(written.slice(0, -2));
    if (entity === undefined) return false;
    if (this.#place === "header") this.#endHeader(this.#break);
    this.#close(this.#open.indexOf(entity) + 1, this.#break);
    if (closing) {
      this.#forget(entity);
      entity.part.closed = true;
      this.#place = "line start";
    } else {
      const isDigest = entity.part.type === "multipart/digest";
      const { part } = this.#begin(next, isDigest ? "message/rfc822" : "text/plain");
      entity.part.children.push(part);
    }
    return true;
  }

  #begin(start: number, defaultType: string): OpenEntity {
    const { parts, depth } = this.#limits;
    if (++this.#parts > parts) throw fault("parts", `it has more than ${parts} parts`);
    if (this.#open.length >= depth) throw fault("depth", `its parts nest more than ${depth} deep`);
    const part: Draft = {
      start,
      bodyStart: start,
      end: start,
      header: [],
      headerClean: true,
      type: defaultType,
      parameters: new Map(),
      disposition: "",
      dispositionParameters: new Map(),
      encoding: "7bit",
      children: [],
      closed: true,
    };
    const entity = { part, defaultType, boundary: null, shadowed: undefined };
    this.#open.push(entity);
    this.#place = "header";
    return entity;
  }

  #checkHeaderSize(): void {
    const { headerBytes, totalHeaderBytes } = this.#limits;
    const length = this.#block.length + this.#line.length;
    if (length > headerBytes) {
      throw fault("headerBytes", `a header is longer than ${headerBytes} bytes`);
    }
    if (this.#headerBytes + length > totalHeaderBytes) {
      throw fault("totalHeaderBytes", `its headers are longer than ${totalHeaderBytes} bytes`);
    }
  }

  #endHeader(bodyStart: number): void {
    const { part, defaultType } = this.#open.at(-1)!;
    Object.assign(part, cutHeader(this.#block, part.start, this.#limits.headerFields));
    this.#headerBytes += this.#block.length;
    this.#block = "";
    Object.assign(part, describeContent(part.header, defaultType));
    part.bodyStart = Math.max(part.start, bodyStart);
    part.closed = !part.type.startsWith("multipart/");
  }

  #startBody(bodyStart: number): void {
    this.#endHeader(bodyStart);
    this.#place = "line start";
    const entity = this.#open.at(-1)!;
    const { part } = entity;
    if (part.type.startsWith("multipart/")) {
      this.#await(entity, boundaryKey(part.parameters.get("boundary") ?? ""));
    } else if (MESSAGE_TYPES.has(part.type) && IDENTITY_ENCODINGS.has(part.encoding)) {
      part.children.push(this.#begin(bodyStart, "text/plain").part);
    }
  }

  #await(entity: OpenEntity, boundary: string): void {
    if (boundary === "") return;
    entity.boundary = boundary;
    entity.shadowed = this.#delimiters.get(boundary);
    this.#delimiters.set(boundary, entity);
  }

  #forget(entity: OpenEntity): void {
    if (entity.boundary === null) return;
    if (entity.shadowed === undefined) this.#delimiters.delete(entity.boundary);
    else this.#delimiters.set(entity.boundary, entity.shadowed);
    entity.boundary = null;
  }

  /**
   * Ends the open entities from `depth` on. Where a delimiter follows directly upon another line
   * end that counts for it, parts are empty and no offset runs past the end.
   */
  #close(depth: number, at: number): void {
    const outermost = this.#open[depth];
    if (outermost === undefined) return;
    const end = Math.max(outermost.part.start, at);
    while (this.#open.length > depth) {
      const entity = this.#open.pop()!;
      this.#forget(entity);
      const { part } = entity;
      part.start = Math.min(part.start, end);
      part.bodyStart = Math.min(part.bodyStart, end);
      part.end = end;
    }
  }
}

/**
 * Scans a message that lies in memory.
 *
 * @throws {MimeFault} beyond a limit
 */
export function scanBytes(bytes: Uint8Array, limits: MimeLimits = defaultMimeLimits): MimePart {
  const scanner = new MimeScanner(limits);
  scanner.push(bytes);
  return scanner.end();
}

/** A boundary without the blanks that may follow it (RFC 2046 §5.1.1), as parameters decode it. */
function boundaryKey(written: string): string {
  let end = written.length;
  while (end > 0 && " \t\r\n".includes(written[end - 1]!)) end--;
  return readUtf8(written.slice(0, end));
}

function fault(limit: keyof MimeLimits, reason: string): MimeFault {
  return new MimeFault(limit, `Cannot scan message: ${reason}`);
}
