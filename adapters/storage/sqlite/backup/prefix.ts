/**
 * Whether a copy may go on: the log that it holds must be the beginning of the source's.
 *
 * @module
 */
import type { Position } from "../../../../events/store.ts";
import { sameHash } from "../../../merkle/hash.ts";
import { SqliteLogQueries } from "../log_queries.ts";
import { headOf } from "../rows.ts";
import type { Side } from "./side.ts";

/** Commitments that are compared at once. */
const PAGE = 5000;

/**
 * Why the log of `target` is not the beginning of that of `source`; null where it is. Up to its
 * latest head the target's log is known by the root; what follows, one by one.
 */
export function prefixFault(source: Side, target: Side): string | null {
  const here = new SqliteLogQueries(source.statements);
  const there = new SqliteLogQueries(target.statements);
  const last = headOf(target.statements);
  if (last > headOf(source.statements)) return `it holds ${last} events, the provider has fewer`;
  const head = there.latestHead();
  const same = head && here.headAtLeast(head.size);
  if (head && !(same?.size === head.size && sameHash(same.root, head.root))) {
    return `its head of size ${head.size} is none of the provider's`;
  }
  // One that the head covers as well: without it two logs that end there would not be compared.
  for (let after: Position = Math.max(0, (head?.size ?? 0) - 1); after < last;) {
    const ours = here.commitments(after, PAGE);
    for (const [index, commitment] of there.commitments(after, PAGE).entries()) {
      const mine = ours[index];
      if (!mine || !sameHash(mine, commitment)) {
        return `its event ${after + 1 + index} is another one`;
      }
    }
    after += PAGE;
  }
  return null;
}
