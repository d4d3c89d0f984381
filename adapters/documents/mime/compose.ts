/**
 * Composing header fields and small parts. All text is made to go through SMTP unchanged.
 *
 * @module
 */
import { encodeWords } from "./encoded_words.ts";
import { concat, trimBlanks } from "./octets.ts";
import { formatParameters } from "./parameters.ts";
import { encodeBase64, encodeQuotedPrintable } from "./transfer.ts";

/** RFC 5322 §2.1.1: where lines are folded, and what no line exceeds. */
const FOLD_AT = 78;
const LONGEST_LINE = 998;

/** RFC 2047 §2: the longest line that holds an encoded word. */
const FOLD_ENCODED_AT = 76;

/**
 * A header field with its CRLF, folded at blanks.
 *
 * @param value the value as it shall stand in the message, unfolded; UTF-8 is let through (RFC 6532)
 * @throws {Error} when the name is none, when the value holds a control character and so could
 *   smuggle in another field, or when it cannot be folded into lines of 998 octets
 */
export function headerField(name: string, value: string): string {
  if (!/^[!-9;-~]+$/.test(name)) {
    throw new Error(`Cannot compose header field: this is no name: ${JSON.stringify(name)}`);
  }
  // deno-lint-ignore no-control-regex -- control characters are what is looked for
  if (/[\0-\x08\x0a-\x1f\x7f]/.test(value)) {
    throw new Error(`Cannot compose ${name}: its value holds a control character`);
  }
  const lines = fold(`${name}:`, trimBlanks(value));
  if (lines.some((line) => new TextEncoder().encode(line).length > LONGEST_LINE)) {
    throw new Error(`Cannot compose ${name}: a word is longer than a line of ${LONGEST_LINE}`);
  }
  return `${lines.join("\r\n")}\r\n`;
}

/** Never folds before the first word while it fits a line: some readers lose such values. */
function fold(start: string, value: string): string[] {
  const width = value.includes("=?") ? FOLD_ENCODED_AT : FOLD_AT;
  const [first = "", ...words] = value.match(/[ \t]*[^ \t]+/g) ?? [];
  const lines: string[] = [];
  let line = first === "" ? start : `${start} ${first}`;
  if (line.length > LONGEST_LINE) {
    lines.push(start);
    line = ` ${first}`;
  }
  for (const word of words) {
    if (line.length + word.length > width) {
      lines.push(line);
      line = word;
    } else line += word;
  }
  return [...lines, line];
}

/**
 * A field of unstructured text, such as Subject. Words in plain ASCII at its start stay readable;
 * from the first other one on, it is encoded words (RFC 2047). Control characters, which a foreign
 * Subject can hold once it is decoded, become blanks; blanks around the text are dropped.
 *
 * @throws {Error} when the name is none
 */
export function textField(name: string, text: string): string {
  // deno-lint-ignore no-control-regex -- control characters are what is looked for
  const value = trimBlanks(text.replace(/[\0-\x1f\x7f-\x9f]+/g, " "));
  return headerField(name, encodeText(value, FOLD_ENCODED_AT - `${name}: `.length));
}

function encodeText(text: string, first: number): string {
  const words = text.split(" ");
  const odd = words.findIndex((word) => !/^[!-~]{1,900}$/.test(word) || word.includes("=?"));
  if (text === "" || odd < 0) return text;
  const rest = words.slice(odd).join(" ");
  const encoded = odd === 0 ? encodeWords(rest, first) : encodeWords(rest);
  return [...words.slice(0, odd), ...encoded].join(" ");
}

/** What the Content-* fields of a part shall say. */
export interface PartDescription {
  /** Media type, such as `text/plain`. */
  readonly type: string;
  /** Parameters of Content-Type. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Content-Transfer-Encoding. */
  readonly encoding: "7bit" | "8bit" | "base64" | "quoted-printable";
  /** Content-Disposition; none when left out. */
  readonly disposition?: "inline" | "attachment";
  /** Parameters of Content-Disposition, such as `filename`. */
  readonly dispositionParameters?: Readonly<Record<string, string>>;
}

/**
 * The header of a part, with the empty line after it.
 *
 * @throws {Error} when a type or a parameter's name cannot stand in a field
 */
export function partHeader(part: PartDescription): string {
  const { type, parameters = {}, encoding, disposition, dispositionParameters = {} } = part;
  const fields = [
    headerField("Content-Type", type + formatParameters(parameters)),
    headerField("Content-Transfer-Encoding", encoding),
  ];
  if (disposition !== undefined) {
    fields.push(
      headerField("Content-Disposition", disposition + formatParameters(dispositionParameters)),
    );
  }
  return `${fields.join("")}\r\n`;
}

/**
 * A whole part in 7-bit form: its header, and the content encoded as the description says.
 *
 * @throws {Error} as `partHeader`
 */
export function encodedPart(
  part: PartDescription & { readonly encoding: "base64" | "quoted-printable" },
  content: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const encode = part.encoding === "base64" ? encodeBase64 : encodeQuotedPrintable;
  return concat([new TextEncoder().encode(partHeader(part)), encode(content)]);
}
