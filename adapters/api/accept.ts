/**
 * What a caller takes for an answer: `Accept` (RFC 9110 §12.5.1).
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
  const ranges = accept.split(",", MOST_RANGES).map(rangeOf);
  let best: { readonly type: Type | null; readonly weight: number } = { type: null, weight: 0 };
  for (const type of types) {
    const weight = weightOf(type, ranges);
    if (weight > best.weight) best = { type, weight };
  }
  return best.type;
}

interface Range {
  readonly name: string;
  readonly weight: number;
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
