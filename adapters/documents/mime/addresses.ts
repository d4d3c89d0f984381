/**
 * Address lists: the values of From, To, Cc and Reply-To (RFC 5322 §3.4).
 *
 * @module
 */
import { type AddressToken, tokenizeAddresses } from "./address_tokens.ts";
import { decodeEncodedWords } from "./encoded_words.ts";
import { MimeFault } from "./limits.ts";
import { isMailbox, type Mailbox } from "./mailbox.ts";
import { readUtf8 } from "./octets.ts";

export { formatMailbox, isMailbox, type Mailbox } from "./mailbox.ts";

/** What an address list holds. */
export interface AddressList {
  /** In the order of the list, groups dissolved. */
  readonly addresses: readonly Mailbox[];
  /** Entries that are no mailbox, as written. */
  readonly invalid: readonly string[];
}

/** The most entries of a list, valid or not. */
const MOST_ADDRESSES = 10_000;

/** The tokens that make up an address. */
const IN_ADDRESS: ReadonlySet<AddressToken["kind"]> = new Set(["atom", "quoted", "literal", "@"]);

/** The longest list, in characters. */
const LONGEST_LIST = 1024 * 1024;

/**
 * Reads an address list. Addresses are kept exactly as written, without comments, blanks and
 * source routes around them; names are decoded. Where a name is missing, a comment after the
 * address serves (RFC 5322 §3.4, the old form). Semicolons separate like commas.
 *
 * @param value the unfolded value, Latin-1 as it stands in the message or read as UTF-8; not its
 *   decoded text, where a decoded name may hold commas and addresses of its own
 * @throws {MimeFault} on a list of more than 10,000 entries or 1 MiB
 */
export function parseAddresses(value: string): AddressList {
  if (value.length > LONGEST_LIST) {
    throw new MimeFault(
      "addressBytes",
      `Cannot parse addresses: the list is longer than ${LONGEST_LIST} characters`,
    );
  }
  const text = readUtf8(value);
  const addresses: Mailbox[] = [];
  const invalid: string[] = [];
  for (const entry of entriesOf(tokenizeAddresses(text))) {
    if (addresses.length + invalid.length >= MOST_ADDRESSES) {
      throw new MimeFault(
        "addresses",
        `Cannot parse addresses: the list has more than ${MOST_ADDRESSES} entries`,
      );
    }
    const mailbox = readMailbox(entry);
    if (mailbox !== undefined) addresses.push(mailbox);
    else invalid.push(text.slice(entry[0]!.start, entry.at(-1)!.end));
  }
  return { addresses, invalid };
}

/** The tokens between separators; a group's name is left out. */
function* entriesOf(tokens: Iterable<AddressToken>): Generator<AddressToken[]> {
  let entry: AddressToken[] = [];
  let content = 0;
  let phrase = 0;
  let inGroup = false;
  let inAngle = false;
  for (const token of tokens) {
    const { kind } = token;
    if (kind === "<") inAngle = true;
    if (kind === ">") inAngle = false;
    const separates = !inAngle && (kind === "," || kind === ";");
    const namesGroup: boolean = kind === ":" && !inGroup && content > 0 && content === phrase;
    if (separates || namesGroup) {
      if (separates && content > 0) yield entry;
      inGroup = namesGroup || (inGroup && kind !== ";");
      entry = [];
      content = phrase = 0;
      continue;
    }
    entry.push(token);
    if (isContent(token)) content++;
    if (kind === "atom" || kind === "quoted") phrase++;
  }
  if (content > 0) yield entry;
}

function isContent(token: AddressToken): boolean {
  return token.kind !== "comment";
}

function readMailbox(entry: readonly AddressToken[]): Mailbox | undefined {
  const content = entry.filter(isContent);
  const open = content.findIndex((token) => token.kind === "<");
  const address = open < 0 ? joinAddress(content) : angleAddress(content.slice(open + 1));
  if (address === undefined || !isMailbox(address)) return undefined;
  const written = open < 0
    ? entry.filter((token) => !isContent(token)).slice(-1)
    : content.slice(0, open);
  return { address, name: decodeEncodedWords(joinPhrase(written)) };
}

/** What stands between the angle brackets, without a source route (RFC 5321 §4.1.1.3). */
function angleAddress(tokens: readonly AddressToken[]): string | undefined {
  if (tokens.at(-1)?.kind !== ">") return undefined;
  const inside = tokens.slice(0, -1);
  const route = inside[0]?.kind === "@" ? inside.findIndex((token) => token.kind === ":") : -1;
  return joinAddress(inside.slice(route + 1));
}

/** Blanks within an address are allowed around dots and the at sign alone (RFC 5322 §4.4). */
function joinAddress(tokens: readonly AddressToken[]): string | undefined {
  let before = "@";
  for (const { kind, text, afterBlank } of tokens) {
    if (!IN_ADDRESS.has(kind)) return undefined;
    if (afterBlank && !/^[.@]/.test(text) && !/[.@]$/.test(before)) return undefined;
    before = text;
  }
  return tokens.map((token) => token.text).join("");
}

function joinPhrase(tokens: readonly AddressToken[]): string {
  return tokens.map((token) => (token.afterBlank ? " " : "") + token.value).join("").trim();
}
