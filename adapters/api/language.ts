/**
 * The languages of the API: texts for people are there in both.
 *
 * @module
 */

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
  for (const range of (acceptLanguage ?? "").slice(0, 1000).split(",")) {
    const [tag = "", ...parameters] = range.trim().toLowerCase().split(";");
    const language = /^(en|it)(?:-|$)/.exec(tag)?.[1] as Language | undefined;
    const weight = Number(
      parameters.find((one) => one.trim().startsWith("q="))?.trim().slice(2) ?? 1,
    );
    if (language && weight > best.weight) best = { language, weight };
  }
  return best.language;
}
