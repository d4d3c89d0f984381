/**
 * What a run of the benchmarks is asked for.
 *
 * @module
 */

/** What computes the signatures. */
export type Engine = "webcrypto" | "libcrypto";

/** The library that the engine `libcrypto` loads, where Debian puts it. */
export const LIBCRYPTO = "/usr/lib/x86_64-linux-gnu/libcrypto.so.3";

/** What every benchmark gets. */
export interface BenchmarkOptions {
  readonly engine: Engine;
  /** How long to measure. */
  readonly seconds: number;
  /** Flags of `deno run` for the servers' processes. */
  readonly denoFlags: readonly string[];
  /** An empty folder for the benchmark's own use. */
  readonly folder: string;
}

/** One number. */
export interface Measurement {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What the engine is meant to reach. */
  readonly target?: { readonly atLeast: number } | { readonly atMost: number };
}

/** A benchmark. */
export interface Benchmark {
  readonly name: string;
  readonly title: string;
  run(options: BenchmarkOptions): Promise<readonly Measurement[]>;
}
