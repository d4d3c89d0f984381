/**
 * Messages as strings of octets, and the ways to scan them.
 *
 * @module
 */
import { latin1, octetsOf } from "../../../adapters/documents/mime/octets.ts";
import type { MimePart } from "../../../adapters/documents/mime/part.ts";
import {
  defaultMimeLimits,
  type MimeLimits,
  MimeScanner,
} from "../../../adapters/documents/mime/scanner.ts";

/** Lines joined by CRLF, the last one without. */
export function crlf(...lines: string[]): string {
  return lines.join("\r\n");
}

/** Scans a message that comes in pieces of `size` octets. */
export function scanInPieces(
  message: string,
  size: number = Infinity,
  limits: MimeLimits = defaultMimeLimits,
): MimePart {
  const scanner = new MimeScanner(limits);
  const bytes = octetsOf(message);
  const step = Math.min(size, bytes.length) || 1;
  for (let at = 0; at < bytes.length; at += step) scanner.push(bytes.subarray(at, at + step));
  return scanner.end();
}

/** Scans a message at once. */
export function scan(message: string): MimePart {
  return scanInPieces(message);
}

/** The whole part as it stands in the message. */
export function wholeOf(message: string, part: MimePart): string {
  return message.slice(part.start, part.end);
}

/** The body as it stands in the message. */
export function bodyOf(message: string, part: MimePart): string {
  return message.slice(part.bodyStart, part.end);
}

/** The tree of types, such as `multipart/mixed(text/plain,text/html)`. */
export function shapeOf(part: MimePart): string {
  return part.type + (part.children.length ? `(${part.children.map(shapeOf).join(",")})` : "");
}

/** Every part of a tree, outer ones first. */
export function allParts(part: MimePart): MimePart[] {
  return [part, ...part.children.flatMap(allParts)];
}

export { latin1, octetsOf };
