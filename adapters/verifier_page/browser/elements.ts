/**
 * Making elements. Foreign text only ever becomes text: nothing here reads HTML.
 *
 * @module
 */
import type { Text } from "../../verifier/texts.ts";

/** What stands in an element: another one, plain text, or a text in both languages. */
export type Content = Element | string | Text;

/** An element with its attributes and what stands in it. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string>>,
  ...contents: readonly Content[]
): HTMLElement {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...contents.flatMap(nodes));
  return made;
}

/** A text stands there in both languages; the style sheet shows that of the page. */
function nodes(content: Content): readonly (Node | string)[] {
  if (typeof content === "string" || content instanceof Element) return [content];
  return (["it", "en"] as const).map((lang) =>
    element("span", { class: "text", lang }, content[lang])
  );
}
