/**
 * The text that HTML shows. No browser: tags are left out, and what is never shown; in one pass,
 * since the text is foreign.
 *
 * @module
 */
import { decodeCharset } from "../mime/charset.ts";

const TAG = /<\/?([a-z][a-z0-9:-]*)/iy;

/** Elements whose content is not shown. */
const HIDDEN: ReadonlyMap<string, RegExp> = new Map([
  ["script", /<\/script/gi],
  ["style", /<\/style/gi],
  ["title", /<\/title/gi],
]);

/** Elements that may stand within a word; all others end it. */
const INLINE: ReadonlySet<string> = new Set(
  "a abbr b bdi bdo big cite code del dfn em font i ins kbd mark q s samp small span strike strong sub sup tt u var wbr"
    .split(" "),
);

/** The text, with blanks where elements end words; blanks are not collapsed. */
export function htmlText(html: string): string {
  let text = "";
  for (let at = 0; at < html.length;) {
    const open = html.indexOf("<", at);
    const stop = open < 0 ? html.length : open;
    if (at < stop) text += html.slice(at, stop);
    if (open < 0) break;
    const markup = readMarkup(html, open);
    text += markup.stands;
    at = markup.end;
  }
  return decodeReferences(text);
}

/** What a markup is to be replaced with, and where the text goes on. */
interface Markup {
  readonly stands: string;
  readonly end: number;
}

function readMarkup(html: string, open: number): Markup {
  if (html.startsWith("<!--", open)) return { stands: "", end: after(html, "-->", open + 2) };
  if (html[open + 1] === "!" || html[open + 1] === "?") {
    return { stands: "", end: after(html, ">", open) };
  }
  TAG.lastIndex = open;
  const name = TAG.exec(html)?.[1]?.toLowerCase();
  if (name === undefined) return { stands: "<", end: open + 1 };
  const end = after(html, ">", open);
  const closing = html[open + 1] === "/" ? undefined : HIDDEN.get(name);
  if (closing !== undefined) return { stands: " ", end: find(html, closing, end) };
  return { stands: INLINE.has(name) ? "" : " ", end };
}

function after(html: string, mark: string, from: number): number {
  const found = html.indexOf(mark, from);
  return found < 0 ? html.length : found + mark.length;
}

function find(html: string, pattern: RegExp, from: number): number {
  pattern.lastIndex = from;
  return pattern.exec(html)?.index ?? html.length;
}

/** Names of the characters from U+00A0 on. */
const LATIN1_NAMES =
  ("nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn " +
    "sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave " +
    "Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc " +
    "Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute " +
    "THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml " +
    "igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave " +
    "uacute ucirc uuml yacute thorn yuml").split(" ");

const NAMED: ReadonlyMap<string, string> = new Map([
  ...LATIN1_NAMES.map((name, at) => [name, String.fromCharCode(0xa0 + at)] as const),
  ...Object.entries({
    amp: "&",
    lt: "<",
    gt: ">",
    quot: '"',
    apos: "'",
    euro: "€",
    hellip: "…",
    ndash: "–",
    mdash: "—",
    lsquo: "‘",
    rsquo: "’",
    ldquo: "“",
    rdquo: "”",
    bull: "•",
    trade: "™",
    zwnj: "\u200c",
    zwj: "\u200d",
  }),
]);

const REFERENCE = /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z][a-z0-9]{1,7}));?/gi;

function decodeReferences(text: string): string {
  return text.replace(REFERENCE, (written, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return NAMED.get(name) ?? written;
    return character(decimal === undefined ? parseInt(hex!, 16) : parseInt(decimal, 10));
  });
}

/** HTML reads the control characters from 0x80 on as windows-1252. */
function character(code: number): string {
  if (code >= 0x80 && code < 0xa0) {
    return decodeCharset(Uint8Array.of(code), "windows-1252") ?? "\ufffd";
  }
  const isCharacter = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
  return isCharacter ? String.fromCodePoint(code) : "\ufffd";
}
