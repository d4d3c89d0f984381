/**
 * Whose domain it is, for hundreds of thousands of domains: a sorted table in three flat arrays,
 * which pass from thread to thread without a copy and are ready as they are.
 *
 * @module
 */

/** The table. Plain data. */
export interface DomainTable {
  /** The domains in ascending order, one after the other, in ASCII. */
  readonly names: Uint8Array<ArrayBuffer>;
  /** Where each domain begins in `names`, and, as the last element, where the last one ends. */
  readonly starts: Uint32Array<ArrayBuffer>;
  /** The owner of each domain, a number that the maker of the table chose. */
  readonly owners: Uint16Array<ArrayBuffer>;
}

/**
 * The table of the given domains and owners.
 *
 * @param owners Domains in lower-case ASCII, each with a number below 65,536.
 */
export function domainTable(owners: ReadonlyMap<string, number>): DomainTable {
  const sorted = [...owners.keys()].sort();
  const starts = new Uint32Array(sorted.length + 1);
  for (const [row, domain] of sorted.entries()) starts[row + 1] = starts[row]! + domain.length;
  const names = new Uint8Array(starts.at(-1)!);
  const encoder = new TextEncoder();
  for (const [row, domain] of sorted.entries()) {
    encoder.encodeInto(domain, names.subarray(starts[row]));
  }
  return { names, starts, owners: Uint16Array.from(sorted, (domain) => owners.get(domain)!) };
}

/** The owner of a domain, compared without case; undefined where it is not in the table. */
export function ownerOf(
  { names, starts, owners }: DomainTable,
  domain: string,
): number | undefined {
  const wanted = domain.toLowerCase();
  let low = 0;
  let high = owners.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const order = compare(wanted, names, starts[middle]!, starts[middle + 1]!);
    if (order === 0) return owners[middle];
    if (order < 0) high = middle;
    else low = middle + 1;
  }
  return undefined;
}

/** Below, at or above 0 as `text` comes before, equals or comes after the bytes. */
function compare(text: string, bytes: Uint8Array, start: number, end: number): number {
  const shared = Math.min(text.length, end - start);
  for (let index = 0; index < shared; index++) {
    const difference = text.charCodeAt(index) - bytes[start + index]!;
    if (difference !== 0) return difference;
  }
  return text.length - (end - start);
}
