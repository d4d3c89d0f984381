/**
 * Sets of UIDs as events hold them: ascending, in the form of RFC 9051's sequence sets (`3:17,20`),
 * so that a command on thousands of messages is one short event.
 *
 * @module
 */

/** UIDs as text: `3:17,20`. */
export type UidSet = string;

/** The form that {@linkcode uidSetOf} writes: ranges ascend, and none touches the next. */
export const UID_SET: RegExp =
  /^[1-9]\d{0,14}(?::[1-9]\d{0,14})?(?:,[1-9]\d{0,14}(?::[1-9]\d{0,14})?)*$/;

/** The set of some UIDs, which ascend. Throws where there are none. */
export function uidSetOf(uids: readonly number[]): UidSet {
  if (uids.length === 0) throw new Error("Cannot write a set of UIDs: it is empty");
  const ranges: string[] = [];
  let from = uids[0]!;
  let to = from;
  for (let index = 1; index <= uids.length; index++) {
    const uid = uids[index];
    if (uid === to + 1) {
      to = uid;
      continue;
    }
    ranges.push(from === to ? String(from) : `${from}:${to}`);
    from = to = uid!;
  }
  return ranges.join(",");
}

/** The ranges of a set, both ends included. */
export function rangesOf(set: UidSet): readonly (readonly [from: number, to: number])[] {
  return set.split(",").map((range) => {
    const [from, to = from] = range.split(":").map(Number);
    return [from!, to!];
  });
}

/** The UIDs of a set, ascending. */
export function* uidsOf(set: UidSet): Generator<number> {
  for (const [from, to] of rangesOf(set)) {
    for (let uid = from; uid <= to; uid++) yield uid;
  }
}
