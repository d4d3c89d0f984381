/**
 * The languages of the API: texts for people are there in both.
 *
 * @module
 */
import { rangesOf } from "./accept.ts";

/** A language that texts for people are written in. */
export type Language = "en" | "it";

/** A text for people. */
export type Text = Readonly<Record<Language, string>>;

/**
 * The language that a caller prefers (RFC 9110 §12.5.4): of ours the one with the highest weight;
 * English where none is named. A malformed header counts as none.
 */
export function languageOf(acceptLanguage: string | undefined): Language {
  let best: { readonly language: Language; readonly weight: number } = {
    language: "en",
    weight: 0,
  };
  for (const { name, weight } of rangesOf(acceptLanguage ?? "")) {
    const language = /^(en|it)(?:-|$)/.exec(name)?.[1] as Language | undefined;
    if (language && weight > best.weight) best = { language, weight };
  }
  return best.language;
}
