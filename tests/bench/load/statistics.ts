/**
 * Percentiles.
 *
 * @module
 */
import type { Latency } from "./plan.ts";

/** The median and the 99th percentile by nearest rank; 0 where there is nothing. */
export function latencyOf(milliseconds: readonly number[]): Latency {
  const sorted = milliseconds.toSorted((one, other) => one - other);
  const rank = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
  return { p50: rank(0.5), p99: rank(0.99) };
}
