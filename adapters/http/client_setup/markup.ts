/**
 * XML and HTML in which nothing that is put in can become markup.
 *
 * @module
 */

/** A piece of XML or HTML. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What may stand in a template's gaps: text, which is escaped, and markup, which is not. */
export type Filling = string | number | Markup | readonly Markup[];

/** The tag of templates of markup: ``markup`<a href="${url}">${name}</a>` ``. */
export function markup(pieces: TemplateStringsArray, ...fillings: readonly Filling[]): Markup {
  const texts = fillings.map(textOf);
  return new Markup(pieces.map((piece, index) => piece + (texts[index] ?? "")).join(""));
}

function textOf(filling: Filling): string {
  if (filling instanceof Markup) return filling.text;
  if (typeof filling === "object") return filling.map(({ text }) => text).join("");
  return escaped(String(filling));
}

/** Everything that is no character of XML 1.0 (§2.2): most controls, lone surrogates. */
const FORBIDDEN = /[^\t\n\r -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

/** Text as the content of an element or an attribute. */
function escaped(text: string): string {
  return text.replace(FORBIDDEN, "\ufffd").replace(
    /[&<>"'\t\n\r]/g,
    (found) => `&#${found.charCodeAt(0)};`,
  );
}
