/**
 * The machine that the numbers come from.
 *
 * @module
 */

/** What decides about the numbers. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  /** Bytes. */
  readonly memory: number;
  readonly kernel: string;
  readonly deno: string;
}

/** This machine. Linux alone. */
export async function thisMachine(): Promise<Machine> {
  const cpuinfo = await Deno.readTextFile("/proc/cpuinfo");
  return {
    processor: /^model name\s*:\s*(.+)$/m.exec(cpuinfo)?.[1] ?? Deno.build.arch,
    cores: navigator.hardwareConcurrency,
    memory: Deno.systemMemoryInfo().total,
    kernel: Deno.osRelease().split(".").slice(0, 2).join("."),
    deno: Deno.version.deno,
  };
}
