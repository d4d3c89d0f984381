/**
 * What changed from one directory to another.
 *
 * @module
 */
import { stat } from "node:fs/promises";
import { embeddedContent, LARGEST_SIGNED_FILE } from "../documents/smime/signed_file.ts";
import { readEntries } from "./directory.ts";
import type { ProviderEntry } from "./provider.ts";

/** The differences, operating environment by operating environment. */
export interface DirectoryDiff {
  readonly added: readonly ProviderEntry[];
  readonly removed: readonly ProviderEntry[];
  readonly changed: readonly ProviderChange[];
}

/** What changed in an environment's entry. Single values count as lists of at most one. */
export interface ProviderChange {
  readonly provider: ProviderEntry;
  readonly differences: readonly ValueDifference[];
}

/** The values of one attribute that went and that came. */
export interface ValueDifference {
  /** As RFC 6109 §4.5 calls it; a certificate's value is its hash. */
  readonly attribute:
    | "mailReceipt"
    | "managedDomains"
    | "providerCertificateHash"
    | "LDIFLocationURL";
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

/** What changed from `one` to `other`; in the order of the files. */
export function directoryDiff(
  one: readonly ProviderEntry[],
  other: readonly ProviderEntry[],
): DirectoryDiff {
  const before = new Map(one.map((entry) => [keyOf(entry), entry]));
  const after = new Set(other.map(keyOf));
  return {
    added: other.filter((entry) => !before.has(keyOf(entry))),
    removed: one.filter((entry) => !after.has(keyOf(entry))),
    changed: other.flatMap((provider) => {
      const earlier = before.get(keyOf(provider));
      const differences = earlier === undefined ? [] : differencesOf(earlier, provider);
      return differences.length > 0 ? [{ provider, differences }] : [];
    }),
  };
}

/**
 * The entries in a file: LDIF, or a `.p7m` with LDIF inside, whose signature is not verified.
 *
 * @throws {Error} when it cannot be read as either.
 */
export async function readDirectoryFile(path: string): Promise<readonly ProviderEntry[]> {
  const { size } = await stat(path);
  if (size > LARGEST_SIGNED_FILE) throw new Error(`Cannot read ${path}: it has ${size} bytes`);
  const bytes = await Deno.readFile(path);
  // A SEQUENCE of DER: no LDIF begins with the digit 0.
  const ldif = bytes[0] === 0x30 ? embeddedContent(bytes) : bytes;
  return readEntries(new TextDecoder().decode(ldif)).entries;
}

/** A provider's environment is known by its two names (RFC 6109 §4.5.3, §4.5.7). */
function keyOf({ name, unit }: ProviderEntry): string {
  return JSON.stringify([name, unit]);
}

function differencesOf(before: ProviderEntry, after: ProviderEntry): readonly ValueDifference[] {
  const hashes = ({ certificates }: ProviderEntry) => certificates.map(({ sha1 }) => sha1);
  const url = ({ ldifUrl }: ProviderEntry) => ldifUrl === undefined ? [] : [ldifUrl];
  const pairs = [
    ["mailReceipt", [before.mailReceipt], [after.mailReceipt]],
    ["LDIFLocationURL", url(before), url(after)],
    ["providerCertificateHash", hashes(before), hashes(after)],
    ["managedDomains", before.domains, after.domains],
  ] as const;
  return pairs
    .map(([attribute, from, to]) => ({
      attribute,
      removed: missing(from, to),
      added: missing(to, from),
    }))
    .filter(({ removed, added }) => removed.length + added.length > 0);
}

/** Those of `values` that are not among the others. */
function missing(values: readonly string[], others: readonly string[]): readonly string[] {
  const known = new Set(others);
  return values.filter((value) => !known.has(value));
}
