/**
 * Measures two servers alternately, and judges what came out.
 *
 * @module
 */
import { type Extent, type Measure, MEASURES, median, PARTS, type Target } from "./measures.ts";
import { atRest, calm, type MailServer } from "./server.ts";

/** What came out of one measure: medians. */
export interface Compared {
  readonly name: string;
  readonly unit: Measure["unit"];
  readonly target: Target;
  readonly ours: number;
  /** Null where there is no other server. */
  readonly theirs: number | null;
}

/** Measures everything; the first server is ours, the second, if there is one, theirs. `tell` hears of each figure at once. */
export async function compare(
  servers: readonly MailServer[],
  extent: Extent,
  runs: number,
  tell: (line: string) => void,
): Promise<readonly Compared[]> {
  const compared: Compared[] = [];
  for (const measure of MEASURES) {
    const [ours, theirs] = await figures(measure, servers, extent, runs, tell);
    const { name, unit, target } = measure;
    compared.push({
      name,
      unit,
      target,
      ours: median(ours!),
      theirs: theirs ? median(theirs) : null,
    });
  }
  return compared;
}

/** What each server reached, run by run: one after the other, so that both have the same weather. */
async function figures(
  measure: Measure,
  servers: readonly MailServer[],
  extent: Extent,
  runs: number,
  tell: (line: string) => void,
): Promise<readonly number[][]> {
  const seen = servers.map((): number[] => []);
  const warmUp = measure.runs === "again" ? 1 : 0;
  const count = { again: runs, "in parts": PARTS, once: 1 }[measure.runs];
  for (let run = 0; run < warmUp + count; run++) {
    for (const [index, server] of servers.entries()) {
      for (const each of servers) await atRest(each);
      await calm();
      const figure = await measure.measure(server, extent, run);
      if (run >= warmUp) seen[index]!.push(figure);
    }
  }
  for (const [index, { name }] of servers.entries()) {
    const list = seen[index]!.map((figure) => figure.toPrecision(3)).join(" ");
    tell(`${measure.name}, ${measure.unit}, ${name}: ${list}`);
  }
  return seen;
}

/** Ours as a multiple of theirs; null where there are no others, or a time lies before its start. */
export function ratioOf({ ours, theirs }: Compared): number | null {
  return theirs === null || Math.min(ours, theirs) < 0 ? null : ours / theirs;
}

/** Whether a target is reached; null where there is nothing to compare with. */
export function reached(compared: Compared): boolean | null {
  const { target, ours } = compared;
  if ("atMost" in target) return ours <= target.atMost;
  const ratio = ratioOf(compared);
  if (ratio === null) return null;
  return "ratioAtMost" in target ? ratio <= target.ratioAtMost : ratio >= target.ratioAtLeast;
}
