/**
 * The numbers as a table and as JSON.
 *
 * @module
 */
import { renderTable } from "../../adapters/console/table.ts";
import type { Machine } from "./machine.ts";
import type { Engine, Measurement } from "./options.ts";

/** What one benchmark gave. */
export interface BenchmarkReport {
  readonly benchmark: string;
  readonly title: string;
  readonly engine: Engine;
  readonly measurements: readonly (Measurement & { readonly met?: boolean })[];
}

/** What a whole run gave. */
export interface RunReport {
  readonly date: string;
  readonly machine: Machine;
  /** Of the one, five and fifteen minutes before the run. */
  readonly loadAverage: readonly number[];
  /** Measured time of each benchmark. */
  readonly seconds: number;
  readonly benchmarks: readonly BenchmarkReport[];
}

/** Says of each measurement with a target whether it is met. */
export function judged(
  measurements: readonly Measurement[],
): readonly (Measurement & { readonly met?: boolean })[] {
  return measurements.map((measurement) => {
    const { value, target } = measurement;
    if (!target) return measurement;
    const met = "atLeast" in target ? value >= target.atLeast : value <= target.atMost;
    return { ...measurement, met };
  });
}

/** The machine, in a line. */
export function machineLine({ processor, cores, memory, kernel, deno }: Machine): string {
  const gigabytes = (memory / 1e9).toFixed(1);
  return `${processor}, ${cores} cores, ${gigabytes} GB, Linux ${kernel}, Deno ${deno}`;
}

/** A benchmark's numbers. */
export function benchmarkTable({ measurements }: BenchmarkReport): string {
  return renderTable(
    ["MEASURED", "VALUE", "TARGET", ""],
    measurements.map(({ name, value, unit, target, met }) => [
      name,
      `${shown(value)} ${unit}`.trim(),
      target
        ? `${"atLeast" in target ? `>= ${target.atLeast}` : `<= ${target.atMost}`} ${unit}`
        : "",
      met === undefined ? "" : met ? "met" : "MISSED",
    ]),
  );
}

function shown(value: number): string {
  if (Number.isInteger(value)) return String(value);
  return value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);
}
