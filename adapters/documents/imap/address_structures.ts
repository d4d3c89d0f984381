/**
 * Address lists as ENVELOPE tells them (RFC 9051 §7.5.2): groups with their markers, names not
 * decoded. Unlike what accepts mail, this reads whatever stands there as well as it can.
 *
 * @module
 */
import { type AddressToken, tokenizeAddresses } from "../mime/address_tokens.ts";

/** An address, or the marker of a group; all texts Latin-1 and without quoting. */
export interface AddressStructure {
  /** The phrase before the address, or the comment after it; encoded words stand as written. */
  readonly name: string | null;
  /** `@one,@other` of a source route. */
  readonly route: string | null;
  /** Local part; a group's name where `host` is null; null at a group's end. */
  readonly mailbox: string | null;
  /** Domain; null in both markers of a group. */
  readonly host: string | null;
}

/** NIL would mean a group. Clients know these words from Dovecot. */
const MISSING_MAILBOX = "MISSING_MAILBOX";
const MISSING_DOMAIN = "MISSING_DOMAIN";

const GROUP_END: AddressStructure = { name: null, route: null, mailbox: null, host: null };

/** Reads an address list; never throws. @param value the unfolded value, Latin-1 */
export function addressStructures(value: string): AddressStructure[] {
  const structures: AddressStructure[] = [];
  let entry: AddressToken[] = [];
  let inGroup = false;
  let inAngle = false;
  const endEntry = () => {
    if (entry.some(isContent)) structures.push(readAddress(entry));
    entry = [];
  };
  for (const token of tokenizeAddresses(value)) {
    const { kind } = token;
    if (kind === "<") inAngle = true;
    if (kind === ">") inAngle = false;
    if (!inAngle && kind === ":" && !inGroup && entry.filter(isContent).every(isWord)) {
      structures.push({ ...GROUP_END, mailbox: phraseOf(entry.filter(isContent)) });
      inGroup = true;
      entry = [];
    } else if (!inAngle && (kind === "," || kind === ";")) {
      endEntry();
      if (kind === ";" && inGroup) {
        structures.push(GROUP_END);
        inGroup = false;
      }
    } else entry.push(token);
  }
  endEntry();
  if (inGroup) structures.push(GROUP_END);
  return structures;
}

function isContent({ kind }: AddressToken): boolean {
  return kind !== "comment";
}

function isWord({ kind }: AddressToken): boolean {
  return kind === "atom" || kind === "quoted";
}

/** Several words are a name to which no address was given. */
function unaddressed(name: string): AddressStructure {
  return { name, route: null, mailbox: MISSING_MAILBOX, host: MISSING_DOMAIN };
}

function readAddress(entry: readonly AddressToken[]): AddressStructure {
  const content = entry.filter(isContent);
  const open = content.findIndex(({ kind }) => kind === "<");
  if (open < 0) {
    if (content.length > 1 && content.every(isWord)) return unaddressed(phraseOf(content));
    const name = entry.findLast(({ kind }) => kind === "comment")?.value ?? null;
    return { name, route: null, ...addressOf(content) };
  }
  const close = content.findIndex(({ kind }, at) => kind === ">" && at > open);
  const inside = content.slice(open + 1, close < 0 ? undefined : close);
  const colon = inside[0]?.kind === "@" ? inside.findIndex(({ kind }) => kind === ":") : -1;
  return {
    name: phraseOf(content.slice(0, open)) || null,
    route: colon < 0 ? null : inside.slice(0, colon).map(({ text }) => text).join(""),
    ...addressOf(inside.slice(colon + 1)),
  };
}

function addressOf(tokens: readonly AddressToken[]): Pick<AddressStructure, "mailbox" | "host"> {
  const at = tokens.findLastIndex(({ kind }) => kind === "@");
  const local = at < 0 ? tokens : tokens.slice(0, at);
  const domain = at < 0 ? [] : tokens.slice(at + 1);
  return {
    mailbox: localPart(local) || MISSING_MAILBOX,
    host: domain.map(({ text }) => text).join("") || MISSING_DOMAIN,
  };
}

/** Blanks around dots mean nothing (RFC 5322 §4.4). */
function localPart(tokens: readonly AddressToken[]): string {
  let text = "";
  for (const { value, afterBlank } of tokens) {
    const apart = afterBlank && text !== "" && !text.endsWith(".") && !value.startsWith(".");
    text += apart ? ` ${value}` : value;
  }
  return text;
}

function phraseOf(tokens: readonly AddressToken[]): string {
  return tokens.map(({ value, afterBlank }, index) => afterBlank && index > 0 ? ` ${value}` : value)
    .join("");
}
