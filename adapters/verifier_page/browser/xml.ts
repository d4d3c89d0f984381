/**
 * What the page has in the place of libxml2-wasm: the browser's own parser, and validation of as
 * much of the grammar of grammars as that of daticert.xml needs (XML 1.0 §3). The names are those
 * of libxml2-wasm.
 *
 * @module
 */

/** A well-formed document. */
export class XmlDocument {
  /** As the browser read it. */
  readonly document: Document;

  private constructor(document: Document) {
    this.document = document;
  }

  /**
   * Reads a document.
   *
   * @throws {Error} when it is not well-formed
   */
  static fromString(text: string): XmlDocument {
    const document = new DOMParser().parseFromString(text, "application/xml");
    // Browsers don't throw: they put the fault into the document.
    if (document.getElementsByTagNameNS("*", "parsererror").length > 0) {
      throw new Error("it is not well-formed");
    }
    return new XmlDocument(document);
  }

  /** The root. */
  get root(): XmlElement {
    return new XmlElement(this.document.documentElement);
  }

  /** Nothing is held that a browser would not let go by itself. */
  dispose(): void {}
}

/** An element. */
export class XmlElement {
  readonly #element: Element;

  /** An element as the browser read it. */
  constructor(element: Element) {
    this.#element = element;
  }

  /** Its name. */
  get name(): string {
    return this.#element.tagName;
  }

  /** All text in it. */
  get content(): string {
    return this.#element.textContent;
  }

  /** The elements in it, in their order: the one path that is ever asked for. */
  find(_path: "*"): XmlElement[] {
    return Array.from(this.#element.children, (child) => new XmlElement(child));
  }

  /** The attribute of a name; null where there is none. */
  attr(name: string): { readonly value: string } | null {
    return this.#element.getAttributeNode(name);
  }
}

/** What may stand in an element. */
export interface Rule {
  /** Its elements, each name with a space behind it; null where there is text alone. */
  readonly elements: RegExp | null;
  readonly content: "empty" | "text" | "elements";
  readonly attributes: Map<
    string,
    { readonly values: readonly string[] | null; required: boolean }
  >;
}

/** A grammar: sequences of elements, text and EMPTY; attributes of CDATA and enumerations. */
export class XmlDtd {
  /** By the names of elements. */
  readonly rules: ReadonlyMap<string, Rule>;

  private constructor(rules: ReadonlyMap<string, Rule>) {
    this.rules = rules;
  }

  /** Reads a grammar. */
  static fromString(text: string): XmlDtd {
    const rules = new Map<string, Rule>();
    for (const [, name = "", model = ""] of text.matchAll(/<!ELEMENT\s+(\S+)\s+([^>]+)>/g)) {
      rules.set(name, { ...contentOf(model), attributes: new Map() });
    }
    for (const [, name = "", list = ""] of text.matchAll(/<!ATTLIST\s+(\S+)\s+([^>]+)>/g)) {
      const attributes = list.matchAll(/([\w-]+)\s+(CDATA|\([^)]*\))\s+(#REQUIRED|"[^"]*")/g);
      for (const [, attribute = "", type = "", presence] of attributes) {
        const values = type === "CDATA" ? null : type.match(/[\w-]+/g);
        const required = presence === "#REQUIRED";
        rules.get(name)?.attributes.set(attribute, { values, required });
      }
    }
    return new XmlDtd(rules);
  }
}

function contentOf(model: string): Pick<Rule, "content" | "elements"> {
  if (model.trim() === "EMPTY") return { content: "empty", elements: null };
  if (model.includes("#PCDATA")) return { content: "text", elements: null };
  const sequence = [...model.matchAll(/([\w-]+)([?*+]?)/g)]
    .map(([, name, times]) => `(?:${name} )${times}`);
  return { content: "elements", elements: new RegExp(`^${sequence.join("")}$`) };
}

/** Compares documents with a grammar. */
export class DtdValidator {
  readonly #rules: ReadonlyMap<string, Rule>;

  /** For one grammar. */
  constructor({ rules }: XmlDtd) {
    this.#rules = rules;
  }

  /**
   * Compares every element with its rule.
   *
   * @throws {Error} for the first that is not valid
   */
  validate({ document }: XmlDocument): void {
    for (const element of document.getElementsByTagName("*")) {
      const rule = this.#rules.get(element.tagName);
      if (!rule || !mayContain(rule, element) || !mayBear(rule, element)) {
        throw new Error(`element ${element.tagName.slice(0, 100)} is not valid`);
      }
    }
  }
}

function mayContain({ content, elements }: Rule, element: Element): boolean {
  if (content === "empty") return !element.hasChildNodes();
  const names = Array.from(element.children, ({ tagName }) => `${tagName} `).join("");
  if (elements === null) return names === "";
  return elements.test(names) && [...element.childNodes].every(isNoText);
}

/** Spaces between elements are no text; in a CDATA section they are (XML 1.0 §3.2.1). */
function isNoText(node: Node): boolean {
  if (node.nodeType === Node.CDATA_SECTION_NODE) return false;
  return node.nodeType !== Node.TEXT_NODE || /^[ \t\r\n]*$/.test(node.nodeValue ?? "");
}

function mayBear({ attributes }: Rule, element: Element): boolean {
  const known = [...element.attributes].every(({ name, value }) => {
    const rule = attributes.get(name);
    return rule && (rule.values?.includes(value) ?? true);
  });
  return known &&
    [...attributes].every(([name, { required }]) => !required || element.hasAttribute(name));
}
