/**
 * Whether the signature of every document that was issued holds, as its event remembers it. That
 * the document itself comes out again is what `replay --render` looks at.
 *
 * @module
 */
import { definitionOf } from "../../events/catalogue.ts";
import { sealSchema } from "../../events/seal.ts";
import { Turn } from "../clock.ts";
import type { Issuers } from "../points/issuers.ts";
import { ISSUING, sealHolds } from "../points/rendering.ts";
import type { Snapshot } from "../storage/sqlite/open.ts";
import type { Findings } from "./fault.ts";

/** Events that are looked up at once. */
const PAGE = 1000;

const numbers = [...ISSUING].map((name) => definitionOf(name).number);
const placesSql = `SELECT position FROM events
  WHERE position > ? AND number IN (${numbers.join(", ")}) ORDER BY position LIMIT ?`;

/** Goes through the events that say that a document was issued. */
export async function checkDocuments(
  { statements, log }: Pick<Snapshot, "statements" | "log">,
  issuers: Issuers,
  findings: Findings,
): Promise<void> {
  const turn = new Turn();
  let count = 0;
  for (let after = 0;;) {
    const places = statements.of(placesSql).all(after, PAGE).map((row) => Number(row["position"]));
    for (const position of places) {
      const text = readable(() => log.entries(position - 1, 1)[0]?.data ?? null);
      if (text !== null && !holds(issuers, position, text)) {
        findings.fault(`event ${position}`, "the signature that it remembers does not hold");
      }
      findings.reached(++count);
      if (turn.over) await turn.pass();
    }
    if (places.length < PAGE) return;
    after = places.at(-1)!;
  }
}

/** What cannot be read is a fault of the log, and named there. */
function readable(read: () => string | null): string | null {
  try {
    return read();
  } catch {
    return null;
  }
}

/** An ordinary message has no seal, nor has what an older release has issued. */
function holds(issuers: Issuers, position: number, text: string): boolean {
  const { seal } = JSON.parse(text) as { readonly seal?: unknown };
  return seal === undefined || sealHolds(issuers, position, sealSchema.parse(seal));
}
