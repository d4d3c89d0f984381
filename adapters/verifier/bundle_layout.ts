/**
 * The places that files have in a bundle (docs/evidence.md): what stands elsewhere would be taken
 * for evidence by people, and be judged by nobody.
 *
 * @module
 */
import type { Manifest } from "./manifest.ts";

const EVERYWHERE = [
  /^manifest\.(?:json|p7s)$/,
  /^(?:LEGGIMI\.txt|README\.txt|sintesi\.pdf)$/,
  /^log\/(?:events\.json|checkpoint)$/,
  /^log\/stamps\/\d+\.(?:note|tst|consistency\.json)$/,
  /^certificates\/[^/]+\.der$/,
  /^revocation\/[^/]+\.(?:crl|ocsp)$/,
  /^directory\/entries\.ldif$/,
];

const PLACES: Readonly<Record<Manifest["kind"], readonly RegExp[]>> = {
  message: [
    ...EVERYWHERE,
    /^message\/(?:original|envelope)\.eml$/,
    /^documents\/index\.json$/,
  ],
  extract: [...EVERYWHERE, /^log\/(?:lengths\.json|trace\.txt)$/],
};

/**
 * The files that have no place in a bundle of a kind.
 *
 * @param documents Those that an index names: they are judged wherever they stand.
 */
export function misplaced(
  kind: Manifest["kind"],
  paths: readonly string[],
  documents: ReadonlySet<string>,
): readonly string[] {
  return paths.filter((path) =>
    !documents.has(path) && !PLACES[kind].some((place) => place.test(path))
  );
}
