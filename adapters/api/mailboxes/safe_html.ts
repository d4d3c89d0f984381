/**
 * HTML from strangers, made safe to show.
 *
 * What comes out is written anew from a short list of elements and attributes, with every other
 * character escaped. None of these elements changes how a browser reads what stands in it (no
 * style, no svg, no template, no comment), so that it reads nothing else than what was written here,
 * however the original was to be understood (mutation XSS).
 *
 * @module
 */
import { Parser } from "htmlparser2";
import { safeStyle } from "./safe_style.ts";

/** What was taken out. */
export const REMOVED_CONTENT = ["active_content", "remote_content", "forms", "styles"] as const;
/** See {@linkcode REMOVED_CONTENT}. */
export type RemovedContent = typeof REMOVED_CONTENT[number];

/** HTML that does nothing, and fetches nothing by itself. */
export interface SafeHtml {
  readonly html: string;
  readonly removed: RemovedContent[];
}

/** Elements that are kept; of all others only the content. */
const KEPT: ReadonlySet<string> = new Set(
  ("a abbr address article b bdi bdo big blockquote br caption center cite code col colgroup dd " +
    "del dfn div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd " +
    "li main mark ol p pre q s samp section small span strike strong sub sup table tbody td tfoot " +
    "th thead tr tt u ul var wbr").split(" "),
);

const VOID: ReadonlySet<string> = new Set(["br", "col", "hr", "img", "wbr"]);

/** Elements that go with everything in them, and what they are. */
const HIDDEN: ReadonlyMap<string, RemovedContent | null> = new Map([
  ["script", "active_content"],
  ["noscript", null],
  ["template", null],
  ["object", "active_content"],
  ["applet", "active_content"],
  ["svg", "active_content"],
  ["math", null],
  ["iframe", "remote_content"],
  ["frameset", "remote_content"],
  ["noframes", null],
  ["noembed", null],
  ["audio", "remote_content"],
  ["video", "remote_content"],
  ["canvas", "active_content"],
  ["style", "styles"],
  ["title", null],
  ["xmp", null],
  ["plaintext", null],
  ["listing", null],
  ["select", "forms"],
  ["textarea", "forms"],
]);

/** Elements without content to hide that are told all the same. */
const TOLD: ReadonlyMap<string, RemovedContent> = new Map([
  ["form", "forms"],
  ["input", "forms"],
  ["button", "forms"],
  ["embed", "active_content"],
  ["link", "remote_content"],
  ["base", "remote_content"],
  ["frame", "remote_content"],
]);

/** Attributes that are kept on every element, where their values are of this form. */
const ATTRIBUTES: ReadonlyMap<string, RegExp> = new Map([
  ["title", /^[^]{0,1000}$/],
  ["alt", /^[^]{0,1000}$/],
  ["lang", /^[A-Za-z0-9-]{1,35}$/],
  ["dir", /^(?:ltr|rtl|auto)$/i],
  ["align", /^[a-z]{1,10}$/i],
  ["valign", /^[a-z]{1,10}$/i],
  ["color", /^#?[a-z0-9]{1,30}$/i],
  ["bgcolor", /^#?[a-z0-9]{1,30}$/i],
  ["face", /^[\w ,-]{1,100}$/],
  ["size", /^[+-]?\d{1,2}$/],
  ["type", /^[1aAiI]$/],
  ["start", /^-?\d{1,6}$/],
  ...["width", "height"].map((name) => [name, /^\d{1,5}%?$/] as const),
  ...["border", "cellpadding", "cellspacing", "colspan", "rowspan", "span"]
    .map((name) => [name, /^\d{1,3}$/] as const),
]);

/** Where a link may lead: somebody has to follow it first. */
const LINK = /^(?:https?:\/\/|mailto:|tel:)/i;

/** Elements within one another: what nests deeper was written to cost time. */
const DEEPEST = 400;

class TooDeep extends Error {}

/**
 * Makes HTML safe.
 *
 * @param urlOf the URL under which a part of the same message is found by its Content-ID (without
 *   angle brackets); undefined where there is none.
 * @returns null where it nests too deeply to be read.
 */
export function safeHtml(
  html: string,
  urlOf: (contentId: string) => string | undefined,
): SafeHtml | null {
  const writer = new SafeWriter(urlOf);
  const parser = new Parser({
    onopentag: (name, attributes) => writer.open(name, attributes),
    onclosetag: (name) => writer.close(name),
    ontext: (text) => writer.text(text),
  });
  try {
    parser.end(html);
  } catch (error) {
    if (error instanceof TooDeep) return null;
    throw error;
  }
  return { html: writer.html, removed: [...writer.removed].sort() };
}

class SafeWriter {
  html = "";
  readonly removed = new Set<RemovedContent>();
  readonly #urlOf: (contentId: string) => string | undefined;
  #depth = 0;
  /** Depth of the outermost element that is hidden; 0 for none. */
  #hiddenFrom = 0;

  constructor(urlOf: (contentId: string) => string | undefined) {
    this.#urlOf = urlOf;
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    if (++this.#depth > DEEPEST) throw new TooDeep();
    if (this.#hiddenFrom > 0) return;
    const told = HIDDEN.get(name) ?? TOLD.get(name);
    if (told) this.removed.add(told);
    if (HIDDEN.has(name)) this.#hiddenFrom = this.#depth;
    else if (KEPT.has(name)) this.html += `<${name}${this.#attributes(name, attributes)}>`;
  }

  close(name: string): void {
    const hid = this.#hiddenFrom;
    if (hid === this.#depth) this.#hiddenFrom = 0;
    this.#depth--;
    if (hid === 0 && KEPT.has(name) && !VOID.has(name)) this.html += `</${name}>`;
  }

  text(text: string): void {
    if (this.#hiddenFrom === 0) this.html += escaped(text);
  }

  #attributes(element: string, attributes: Readonly<Record<string, string>>): string {
    let written = "";
    const write = (name: string, value: string) => written += ` ${name}="${escaped(value)}"`;
    for (const [name, value] of Object.entries(attributes)) {
      if (ATTRIBUTES.get(name)?.test(value)) write(name, value);
      else if (name.startsWith("on")) this.removed.add("active_content");
      else if (name === "background") this.removed.add("remote_content");
      else if (name === "style") {
        const { style, complete } = safeStyle(value);
        if (style !== "") write("style", style);
        if (!complete) this.removed.add("styles");
      }
    }
    if (element === "a") this.#link(attributes["href"], write);
    if (element === "img") this.#image(attributes["src"], write);
    return written;
  }

  #link(href: string | undefined, write: (name: string, value: string) => void): void {
    if (href === undefined) return;
    // Browsers leave control characters and blanks out before they look for the scheme.
    const url = href.replace(/[\0-\x20\x7f-\xa0]+/g, "");
    if (LINK.test(url)) {
      write("href", url);
      write("target", "_blank");
      write("rel", "noopener noreferrer nofollow");
    } else if (/^[a-z+.-]+:/i.test(url)) this.removed.add("active_content");
  }

  /** What is fetched tells the sender that the message is read: only parts of itself are shown. */
  #image(src: string | undefined, write: (name: string, value: string) => void): void {
    if (src === undefined) return;
    const own = /^\s*cid:(.+)$/i.exec(src)?.[1];
    const url = own === undefined ? undefined : this.#urlOf(decoded(own));
    if (url !== undefined) write("src", url);
    else {
      write("data-removed", "remote_content");
      this.removed.add("remote_content");
    }
  }
}

/** RFC 2392 §2: the Content-ID is written as in a URL. */
function decoded(contentId: string): string {
  try {
    return decodeURIComponent(contentId.trim());
  } catch {
    return contentId.trim();
  }
}

const REFERENCES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
  "`": "&#96;",
};

function escaped(text: string): string {
  // deno-lint-ignore no-control-regex -- characters that HTML does not know
  return text.replace(/[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/g, "")
    .replace(/[&<>"'`]/g, (found) => REFERENCES[found]!);
}
