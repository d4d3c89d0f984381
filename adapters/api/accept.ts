/**
 * What a caller likes: ranges with weights, and the type of an answer by them (RFC 9110 §12.4.2,
 * §12.5.1).
 *
 * @module
 */

/** Ranges of a header that are looked at. */
const MOST_RANGES = 50;

/**
 * Of some media types the one that a caller likes best, of equals the first; null where it takes
 * none of them. Who sends no header takes any.
 */
export function preferredType<Type extends string>(
  accept: string | undefined,
  types: readonly Type[],
): Type | null {
  if (accept === undefined || accept.trim() === "") return types[0] ?? null;
  const ranges = rangesOf(accept);
  let best: { readonly type: Type | null; readonly weight: number } = { type: null, weight: 0 };
  for (const type of types) {
    const weight = weightOf(type, ranges);
    if (weight > best.weight) best = { type, weight };
  }
  return best.type;
}

/** What a caller names, and how much it likes that: 0 is not at all. */
export interface Range {
  /** In lower case. */
  readonly name: string;
  /** From 0 to 1; a malformed one is 0. */
  readonly weight: number;
}

/** The ranges of a header field, as they come. */
export function rangesOf(field: string): Range[] {
  return field.split(",", MOST_RANGES).map(rangeOf);
}

function rangeOf(text: string): Range {
  const [name = "", ...parameters] = text.trim().toLowerCase().split(";");
  const quality = parameters.find((one) => one.trim().startsWith("q="))?.trim().slice(2);
  const weight = quality === undefined ? 1 : Number(quality);
  return { name: name.trim(), weight: weight >= 0 && weight <= 1 ? weight : 0 };
}

/** The range that says the most about a type decides. */
function weightOf(type: string, ranges: readonly Range[]): number {
  const wider = [type, type.replace(/\/.*/, "/*"), "*/*"];
  for (const name of wider) {
    const range = ranges.find((one) => one.name === name);
    if (range) return range.weight;
  }
  return 0;
}
