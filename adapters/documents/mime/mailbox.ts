/**
 * The form of one mail address.
 *
 * @module
 */
import { encodeWords } from "./encoded_words.ts";

/** An address with the name that people see beside it. */
export interface Mailbox {
  /** The addr-spec as written (RFC 5322 §3.4.1). */
  readonly address: string;
  /** Decoded; empty where there is none. */
  readonly name: string;
}

/** RFC 5321 §4.5.3.1, in octets. A path of 256 leaves 254 between its angle brackets. */
const LONGEST_LOCAL_PART = 64;
const LONGEST_ADDRESS = 254;
const LONGEST_LABEL = 63;

/** RFC 5322 §3.2.3 with the characters of RFC 6531 §3.3; blanks and controls are none of them. */
const DOT_ATOM =
  /^(?:[\w!#$%&'*+/=?^`{|}~-]|[^\0-\x9f\p{Z}\p{Cs}])+(?:\.(?:[\w!#$%&'*+/=?^`{|}~-]|[^\0-\x9f\p{Z}\p{Cs}])+)*$/u;

/** RFC 5321 §4.1.2. */
const QUOTED_STRING = /^"(?:[ !#-[\]-~]|[^\0-\x9f\p{Cs}]|\\[ -~])*"$/u;

/** RFC 5321 §4.1.2 sub-domain, or a U-label (RFC 5890 §2.3.2.1). */
const LABEL =
  /^(?:[0-9A-Za-z]|[^\0-\x9f\p{Z}\p{Cs}])(?:(?:[0-9A-Za-z-]|[^\0-\x9f\p{Z}\p{Cs}])*(?:[0-9A-Za-z]|[^\0-\x9f\p{Z}\p{Cs}]))?$/u;

/**
 * Whether a text is the address of a mailbox: local part and domain or address literal, by
 * RFC 5321 §4.1.2 with the international forms of RFC 6531 §3.3.
 */
export function isMailbox(address: string): boolean {
  const at = address.lastIndexOf("@");
  if (at <= 0 || address.length > LONGEST_ADDRESS || octets(address) > LONGEST_ADDRESS) {
    return false;
  }
  const localPart = address.slice(0, at);
  return octets(localPart) <= LONGEST_LOCAL_PART &&
    (DOT_ATOM.test(localPart) || QUOTED_STRING.test(localPart)) &&
    isDomain(address.slice(at + 1));
}

function isDomain(domain: string): boolean {
  if (domain.startsWith("[")) return isAddressLiteral(domain);
  return domain.split(".").every((label) => octets(label) <= LONGEST_LABEL && LABEL.test(label));
}

/** RFC 5321 §4.1.3. */
function isAddressLiteral(literal: string): boolean {
  const inside = /^\[([!-Z^-~]+)\]$/.exec(literal)?.[1] ?? "";
  const [, tag, content = ""] = /^([0-9A-Za-z-]*[0-9A-Za-z]):(.+)$/.exec(inside) ?? [];
  if (tag === undefined) return isIPv4(inside);
  return tag.toLowerCase() === "ipv6" ? isIPv6(content) : true;
}

function isIPv4(text: string): boolean {
  const numbers = text.split(".");
  return numbers.length === 4 && numbers.every((number) => {
    return /^\d{1,3}$/.test(number) && Number(number) <= 255;
  });
}

function isIPv6(text: string): boolean {
  return URL.canParse(`http://[${text}]/`);
}

function octets(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** Room for a field name and a colon before the first word of a name. */
const FIRST_WORD = 60;

/** RFC 5322 §3.2.3: words that may stand in a phrase without quotes. */
const PLAIN_PHRASE = /^[\w!#$%&'*+/=?^`{|}~-]+(?: [\w!#$%&'*+/=?^`{|}~-]+)*$/;

/**
 * An address as it stands in a header field: `"Name" <address>`. Names beyond ASCII become encoded
 * words; control characters in a name become blanks.
 *
 * @throws {Error} when the address is none
 */
export function formatMailbox(mailbox: Mailbox): string {
  const { address } = mailbox;
  if (!isMailbox(address)) {
    throw new Error(`Cannot format mailbox: this is no address: ${JSON.stringify(address)}`);
  }
  // deno-lint-ignore no-control-regex -- control characters are what is looked for
  const name = mailbox.name.replace(/[\0-\x1f\x7f-\x9f]+/g, " ").trim();
  return name === "" ? address : `${formatPhrase(name)} <${address}>`;
}

function formatPhrase(name: string): string {
  if (!/^[ -~]*$/.test(name)) return encodeWords(name, FIRST_WORD).join(" ");
  // Unquoted, it would be read as an encoded word; quoted, tolerant readers do so as well.
  if (name.includes("=?")) return encodeWords(name, FIRST_WORD).join(" ");
  return PLAIN_PHRASE.test(name) ? name : `"${name.replace(/["\\]/g, "\\$&")}"`;
}
