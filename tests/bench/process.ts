/**
 * What a process takes of the machine, from /proc (proc(5)).
 *
 * @module
 */

/** Clock ticks of /proc/PID/stat in a second (sysconf(_SC_CLK_TCK) of Linux). */
const TICKS = 100;

/** Bytes. */
export interface Memory {
  /** VmRSS: resident now. */
  readonly resident: number;
  /** VmHWM: the most that was ever resident. */
  readonly peak: number;
}

/** The memory of a process. */
export async function memoryOf(pid: number): Promise<Memory> {
  const status = await Deno.readTextFile(`/proc/${pid}/status`);
  const bytes = (name: string) =>
    1024 * Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(status)?.[1]);
  return { resident: bytes("VmRSS"), peak: bytes("VmHWM") };
}

/**
 * Bytes of memory of a process (Pss of /proc/PID/smaps_rollup): a page that several processes share
 * counts for each of them in part. 0 where the process has ended.
 */
export async function proportionalMemory(pid: number): Promise<number> {
  try {
    const rollup = await Deno.readTextFile(`/proc/${pid}/smaps_rollup`);
    return 1024 * Number(/^Pss:\s+(\d+) kB$/m.exec(rollup)?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** A process and all that it has started, and those have started. */
export async function processesUnder(pid: number): Promise<readonly number[]> {
  const found = [pid];
  for (const process of found) {
    try {
      const children = await Deno.readTextFile(`/proc/${process}/task/${process}/children`);
      found.push(...children.split(" ").filter((child) => child !== "").map(Number));
    } catch {
      // It has ended meanwhile.
    }
  }
  return found;
}

/** Seconds of processor time, of user and system, that a process has spent with all its threads. */
export async function processorTimeOf(pid: number): Promise<number> {
  const stat = await Deno.readTextFile(`/proc/${pid}/stat`);
  // The second field is the command in parentheses and may hold spaces.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}

/** Seconds of all processors together since the machine was started. */
export interface MachineTime {
  readonly busy: number;
  readonly total: number;
}

/** The processor time of the whole machine; what a hypervisor gave to others counts as busy. */
export async function machineTime(): Promise<MachineTime> {
  const [line = ""] = (await Deno.readTextFile("/proc/stat")).split("\n");
  const ticks = line.trim().split(/\s+/).slice(1, 9).map(Number);
  const total = ticks.reduce((sum, tick) => sum + tick, 0);
  const [, , , idle = 0, waiting = 0] = ticks;
  return { busy: (total - idle - waiting) / TICKS, total: total / TICKS };
}

/** The mean of the resident memory of processes together, looked at while `work` goes on. */
export async function meanResident(
  pids: readonly number[],
  work: Promise<unknown>,
): Promise<number> {
  const samples: number[] = [];
  let ended = false;
  work.finally(() => ended = true).catch(() => {});
  do {
    const memories = await Promise.all(pids.map(memoryOf));
    samples.push(memories.reduce((sum, { resident }) => sum + resident, 0));
    await new Promise((resolve) => setTimeout(resolve, 250));
  } while (!ended);
  return samples.reduce((sum, sample) => sum + sample, 0) / samples.length;
}
