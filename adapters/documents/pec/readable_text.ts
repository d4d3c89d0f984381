/**
 * The part that people read: plain text and the same in HTML, both from one template
 * (RFC 6109 §4.3.1).
 *
 * @module
 */
import { latin1, octetsOf } from "../mime/octets.ts";
import { encodeQuotedPrintable } from "../mime/transfer.ts";
import { singleLine, transliterate } from "./latin1.ts";
import type { Placeholder, TextTemplate } from "./texts.ts";

/** What fills a template. */
export interface TextValues {
  readonly values: Readonly<Partial<Record<Placeholder, string>>>;
  /** The lines that `{destinatari}` stands for. */
  readonly recipients: readonly string[];
}

/** A multipart/alternative entity, 7-bit clean, without a final line end. */
export function readableEntity(template: TextTemplate, data: TextValues, boundary: string): string {
  const text = plainText(template, data);
  const html = hypertext(template, data);
  return `Content-Type: multipart/alternative;\r
 boundary="${boundary}"\r
\r
--${boundary}\r
Content-Type: text/plain; charset=iso-8859-1\r
Content-Transfer-Encoding: quoted-printable\r
Content-Disposition: inline\r
\r
${quotedPrintable(text)}\r
--${boundary}\r
Content-Type: text/html; charset=iso-8859-1\r
Content-Transfer-Encoding: quoted-printable\r
Content-Disposition: inline\r
\r
${quotedPrintable(html)}\r
--${boundary}--`;
}

function plainText(template: TextTemplate, data: TextValues): string {
  const lines = filledLines(template, data, (value) => transliterate(singleLine(value)));
  return `${template.title}\r\n\r\n${lines.join("\r\n")}\r\n`;
}

function hypertext(template: TextTemplate, data: TextValues): string {
  const title = escapeHtml(template.title);
  const lines = filledLines(template, data, (value) => escapeHtml(singleLine(value)));
  return `<!DOCTYPE html>\r
<html lang="it">\r
<head><title>${title}</title></head>\r
<body>\r
<h3>${title}</h3>\r
<p>${lines.join("<br>\r\n")}</p>\r
</body>\r
</html>\r
`;
}

/**
 * The template's lines with the values in their places. A value is never looked through for
 * placeholders: its braces are the sender's own.
 */
function filledLines(
  template: TextTemplate,
  data: TextValues,
  escape: (value: string) => string,
): string[] {
  return template.lines.flatMap((line) =>
    line === "{destinatari}"
      ? data.recipients.map(escape)
      : line.split(/\{(\w+)\}/).map((piece, index) =>
        index % 2 === 0 ? piece : escape(data.values[piece as Placeholder] ?? "")
      ).join("")
  );
}

const REFERENCES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text as content or attribute of HTML in ISO-8859-1. */
function escapeHtml(text: string): string {
  return text.replace(/[&<>"']|[^\0-\u00ff]/gu, (found) => {
    const code = found.codePointAt(0) ?? 0xfffd;
    // HTML has no reference to half a surrogate pair.
    return REFERENCES[found] ?? `&#${code >= 0xd800 && code <= 0xdfff ? 0xfffd : code};`;
  });
}

function quotedPrintable(text: string): string {
  return latin1(encodeQuotedPrintable(octetsOf(text)));
}
