/**
 * What Outlook asks ([MS-OXDSCLI] §2.2.3): XML from anybody.
 *
 * @module
 */
import { XmlDocument, XmlElement } from "libxml2-wasm";

/** The one kind of answer there is ([MS-OXDSCLI] §2.2.3). */
export const RESPONSE_SCHEMA =
  "http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a";

/** What was asked: for the settings of an address, for another kind of answer, or nothing clear. */
export type AutodiscoverRequest =
  | { readonly kind: "settings"; readonly address: string }
  | { readonly kind: "other-schema" }
  | { readonly kind: "malformed" };

/**
 * Without a document type there are no entities: nothing is fetched, and nothing grows. The words
 * have no other place in a request, not even in a comment.
 */
const DOCUMENT_TYPE = /<!(?:DOCTYPE|ENTITY)/i;

/** The text is decoded already, whatever encoding it says to have. */
const DECLARATION = /^<\?xml\s[^>]*\?>/;

/** Reads a request of limited length. Never throws. */
export function readAutodiscoverRequest(body: Uint8Array): AutodiscoverRequest {
  let document: XmlDocument | undefined;
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(body);
    if (DOCUMENT_TYPE.test(text)) return { kind: "malformed" };
    document = XmlDocument.fromString(text.replace(DECLARATION, ""));
    return requestIn(document.root);
  } catch {
    return { kind: "malformed" };
  } finally {
    document?.dispose();
  }
}

function requestIn(root: XmlElement): AutodiscoverRequest {
  const request = root.name === "Autodiscover" ? childOf(root, "Request") : undefined;
  const address = request && childOf(request, "EMailAddress");
  if (!request || !address) return { kind: "malformed" };
  const schema = childOf(request, "AcceptableResponseSchema");
  if (schema && schema.content.trim() !== RESPONSE_SCHEMA) return { kind: "other-schema" };
  return { kind: "settings", address: address.content.trim() };
}

function childOf(parent: XmlElement, name: string): XmlElement | undefined {
  for (let node = parent.firstChild; node; node = node.next) {
    if (node instanceof XmlElement && node.name === name) return node;
  }
  return undefined;
}
