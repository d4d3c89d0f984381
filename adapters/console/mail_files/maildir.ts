/**
 * Names in a Maildir: those of folders (Maildir++: `.Clienti.Rossi` lies within `.Clienti`), and
 * what the name of a file says of the message in it. Keywords have letters, which the file
 * `dovecot-keywords` explains.
 *
 * @module
 */
import { SEPARATOR } from "../../../events/folders.ts";
import { decodeName, encodeName } from "../../imap/server/grammar/names.ts";

/** The file of a folder that says which keywords the letters `a` to `z` mean. */
export const KEYWORDS_FILE = "dovecot-keywords";

const FLAGS: ReadonlyMap<string, string> = new Map([
  ["D", "\\Draft"],
  ["F", "\\Flagged"],
  ["P", "$Forwarded"],
  ["R", "\\Answered"],
  ["S", "\\Seen"],
  ["T", "\\Deleted"],
]);
const LETTERS: ReadonlyMap<string, string> = new Map([...FLAGS].map(([letter, flag]) => {
  return [flag, letter];
}));
const A = "a".charCodeAt(0);
const MOST_KEYWORDS = 26;
const KEYWORD = /^[!#$&'+-[\]^-z|}~]{1,64}$/;

/** Keywords in the order of their letters; undefined for a letter that means nothing. */
export type Keywords = readonly (string | undefined)[];

/** The name of the subfolder for a folder. */
export function maildirFolderName(folder: string): string {
  const parts = folder.split(SEPARATOR).map((part) =>
    // As Dovecot's plugin listescape writes what separates names, and what it writes that with.
    encodeName(part, "modified UTF-7").replaceAll("\\", "\\5c").replaceAll(".", "\\2e")
  );
  return `.${parts.join(".")}`;
}

/** The folder that a subfolder of this name is; null where the name is none. */
export function folderOfMaildirName(name: string): string | null {
  if (!/^\.[^.]/.test(name)) return null;
  const parts = name.slice(1).split(".").map((part) =>
    decodeName(part.replaceAll("\\2e", ".").replaceAll("\\5c", "\\"), "modified UTF-7")
  );
  return parts.some((part) => !part || part.includes(SEPARATOR)) ? null : parts.join(SEPARATOR);
}

/** The flags that the name of a file bears. */
export function flagsOfFileName(name: string, keywords: Keywords): readonly string[] {
  const [, letters = ""] = /[:;!]2,([A-Za-z]*)$/.exec(name) ?? [];
  const flags = [...letters].map((letter) =>
    FLAGS.get(letter) ?? keywords[letter.charCodeAt(0) - A]
  );
  return [...new Set(flags.filter((flag) => flag !== undefined))];
}

/** What follows a file's base name for these flags; flags without a letter get lost. */
export function fileNameSuffix(flags: readonly string[], keywords: Keywords): string {
  const letters = flags.map((flag) => {
    const index = keywords.indexOf(flag);
    return LETTERS.get(flag) ?? (index < 0 ? "" : String.fromCharCode(A + index));
  });
  return `:2,${letters.sort().join("")}`;
}

/** Reads the file of keywords: lines such as `0 $PecReceipt`. */
export function readKeywords(text: string): Keywords {
  const keywords: (string | undefined)[] = [];
  for (const line of text.split("\n")) {
    const [, index, keyword = ""] = /^(\d{1,2}) (\S+)$/.exec(line) ?? [];
    if (Number(index) < MOST_KEYWORDS && KEYWORD.test(keyword)) keywords[Number(index)] = keyword;
  }
  return keywords;
}

/** The file's text. */
export function writeKeywords(keywords: Keywords): string {
  return keywords.map((keyword, index) => keyword === undefined ? "" : `${index} ${keyword}\n`)
    .join("");
}

/** Keywords with letters for those that have none yet, as long as there are letters. */
export function withLetters(keywords: Keywords, flags: Iterable<string>): Keywords {
  const known = [...keywords];
  for (const flag of flags) {
    if (LETTERS.has(flag) || flag.startsWith("\\") || known.includes(flag)) continue;
    if (known.length < MOST_KEYWORDS) known.push(flag);
  }
  return known;
}
