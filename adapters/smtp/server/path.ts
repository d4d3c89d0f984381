/**
 * Reverse-paths and forward-paths (RFC 5321 §4.1.2) with internationalised addresses (RFC 6531
 * §3.3). An address is checked, never rewritten: what is handed on is what the client sent.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { isIPv4, isIPv6 } from "node:net";

/** A path without brackets and source route, and what followed it in the command. */
export interface ParsedPath {
  /** The address as sent; empty for the null path `<>`. */
  readonly address: string;
  /** The rest of the command: parameters. */
  readonly rest: string;
}

/** Why a path cannot be read, in words for the client. */
export interface PathFault {
  /** Reads after `Cannot read the address:`. */
  readonly fault: string;
}

/** RFC 5321 §4.5.3.1: octets of a path with its brackets, of a local part, of a domain. */
const PATH_LIMIT = 256;
const LOCAL_PART_LIMIT = 64;
const DOMAIN_LIMIT = 255;
/** RFC 1035 §2.3.4. An internationalised label is measured here as the UTF-8 it came in. */
const LABEL_LIMIT = 63;

/** A quoted string or anything without brackets, so that `>` and `@` inside quotes do not count. */
const PATH = /^<((?:"(?:[^"\\]|\\.)*"|[^<>"])*)>(?= |$)/u;
/** A-d-l of RFC 5321 §4.1.2: accepted and stripped (RFC 5321 Appendix C). */
const SOURCE_ROUTE = /^@[^,:@"]+(?:,@[^,:@"]+)*:/u;
const DOT_STRING =
  /^[\w!#$%&'*+/=?^`{|}~\u{80}-\u{10ffff}-]+(?:\.[\w!#$%&'*+/=?^`{|}~\u{80}-\u{10ffff}-]+)*$/u;
const QUOTED_STRING = /^"(?:[ !#-[\]-~\u{80}-\u{10ffff}]|\\[ -~])*"$/u;
const LABEL =
  /^[A-Za-z0-9\u{80}-\u{10ffff}](?:[A-Za-z0-9\u{80}-\u{10ffff}-]*[A-Za-z0-9\u{80}-\u{10ffff}])?$/u;
const GENERAL_LITERAL = /^[A-Za-z0-9-]*[A-Za-z0-9]:[!-Z^-~]+$/;

/** Reads the path at the start of `text`. */
export function parsePath(text: string): ParsedPath | PathFault {
  const match = PATH.exec(text);
  if (!match) return { fault: "a path stands in angle brackets" };
  const [bracketed, inside = ""] = match;
  if (octets(bracketed) > PATH_LIMIT) return { fault: `a path has at most ${PATH_LIMIT} octets` };
  const address = inside.replace(SOURCE_ROUTE, "");
  const rest = text.slice(bracketed.length);
  if (address === "" && inside === "") return { address, rest };
  const fault = faultOfAddress(address);
  return fault === null ? { address, rest } : { fault };
}

/** Why an address is not a Mailbox of RFC 5321 §4.1.2; null if it is one. */
function faultOfAddress(address: string): string | null {
  const at = address.lastIndexOf("@");
  if (at < 0) return "an address has a local part, an @ and a domain";
  return faultOfLocalPart(address.slice(0, at)) ?? faultOfDomain(address.slice(at + 1));
}

function faultOfLocalPart(local: string): string | null {
  if (octets(local) > LOCAL_PART_LIMIT) {
    return `a local part has at most ${LOCAL_PART_LIMIT} octets`;
  }
  return DOT_STRING.test(local) || QUOTED_STRING.test(local) ? null : "malformed local part";
}

function faultOfDomain(domain: string): string | null {
  if (octets(domain) > DOMAIN_LIMIT) return `a domain has at most ${DOMAIN_LIMIT} octets`;
  if (domain.startsWith("[")) {
    return isAddressLiteral(domain) ? null : "malformed address literal";
  }
  const wellFormed = domain
    .split(".")
    .every((label) => octets(label) <= LABEL_LIMIT && LABEL.test(label));
  return wellFormed ? null : "malformed domain";
}

/** RFC 5321 §4.1.3. */
function isAddressLiteral(domain: string): boolean {
  if (!domain.endsWith("]")) return false;
  const inside = domain.slice(1, -1);
  if (/^ipv6:/i.test(inside)) return !inside.includes("%") && isIPv6(inside.slice(5));
  return isIPv4(inside) || GENERAL_LITERAL.test(inside);
}

function octets(text: string): number {
  return Buffer.byteLength(text);
}
