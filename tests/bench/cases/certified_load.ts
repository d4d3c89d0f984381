/**
 * Providers under a load of certified messages: what all benchmarks of transactions share.
 *
 * @module
 */
import { join } from "node:path";
import { folderSize } from "../folder_size.ts";
import type { Door, LoadResult, Plan } from "../load/plan.ts";
import { startLoad } from "../load/start.ts";
import type { BenchmarkOptions } from "../options.ts";
import { machineTime, meanResident, type Memory, memoryOf, processorTimeOf } from "../process.ts";
import { type Holders, layOutProviders, type Provider, serve } from "../provider.ts";

/** A load, but for what follows from the providers. */
export interface CertifiedLoad {
  /** The first is the senders' provider, the last the recipients'. */
  readonly domains: readonly string[];
  readonly holders: Holders;
  /** The door of the senders' provider that they use. */
  readonly door: (provider: Provider) => Door;
  readonly load: Omit<
    Plan,
    "host" | "door" | "authorityFile" | "senders" | "recipients" | "dataFolder"
  >;
}

/** What was seen. Bytes and seconds, of all providers together. */
export interface Seen {
  readonly load: LoadResult;
  readonly atRest: Memory;
  readonly afterwards: Memory;
  readonly residentUnderLoad: number;
  /** Seconds of processor time that the providers spent in the measured time. */
  readonly serverTime: number;
  /** The part of all processors' time that went to processes other than these, from 0 to 1. */
  readonly othersShare: number;
  /** By which the data folders grew, after the write-ahead logs were tidied away. */
  readonly stored: number;
  /** The data folder of the senders' provider. */
  readonly dataFolder: string;
}

/** Submission with implicit TLS. */
export function bySmtp({ port }: Provider): Door {
  return { protocol: "smtp", port };
}

/** The API. */
export function byApi({ api }: Provider): Door {
  return { protocol: "api", ...api };
}

/** How long a provider is left alone before it counts as being at rest. */
const REST = 2000;

/** Starts providers, puts the load on them, stops them. */
export async function underLoad(
  { domains, holders, door, load }: CertifiedLoad,
  { folder, engine, denoFlags }: BenchmarkOptions,
): Promise<Seen> {
  const providers = await layOutProviders(folder, domains, engine, holders);
  const [first] = providers;
  const last = providers.at(-1);
  if (!first || !last) throw new Error("Cannot put a load on no provider");
  const stored = () => sum(providers.map(({ dataFolder }) => folderSize(dataFolder)));
  const before = await stored();
  const serving = await Promise.all(providers.map((provider) => serve(provider, denoFlags)));
  const pids = serving.map(({ pid }) => pid);
  let seen: Omit<Seen, "stored">;
  try {
    await new Promise((resolve) => setTimeout(resolve, REST));
    const atRest = await memoryTogether(pids);
    const { measuring, draining, result } = startLoad({
      ...load,
      host: "127.0.0.1",
      door: door(first),
      authorityFile: join(folder, "ca.pem"),
      senders: first.senders,
      recipients: last.recipients,
      dataFolder: first.dataFolder,
    });
    await measuring;
    const elapsed = await startProcessorClocks(pids);
    const residentUnderLoad = await meanResident(pids, draining);
    const spent = await elapsed();
    const loadResult = await result;
    seen = {
      load: loadResult,
      atRest,
      residentUnderLoad,
      afterwards: await memoryTogether(pids),
      serverTime: spent.server,
      othersShare: Math.max(0, spent.busy - spent.server - loadResult.processorTime) / spent.total,
      dataFolder: first.dataFolder,
    };
  } finally {
    await Promise.all(serving.map((server) => server.stop()));
  }
  return { ...seen, stored: await stored() - before };
}

/** Starts to count processor time; the function returned tells what was spent since, in seconds. */
async function startProcessorClocks(
  servers: readonly number[],
): Promise<() => Promise<{ server: number; busy: number; total: number }>> {
  const read = () => Promise.all([sum(servers.map(processorTimeOf)), machineTime()]);
  const [serversBefore, before] = await read();
  return async () => {
    const [serversAfter, after] = await read();
    return {
      server: serversAfter - serversBefore,
      busy: after.busy - before.busy,
      total: after.total - before.total,
    };
  };
}

async function memoryTogether(pids: readonly number[]): Promise<Memory> {
  const memories = await Promise.all(pids.map(memoryOf));
  return {
    resident: memories.reduce((total, { resident }) => total + resident, 0),
    peak: memories.reduce((total, { peak }) => total + peak, 0),
  };
}

async function sum(numbers: readonly Promise<number>[]): Promise<number> {
  return (await Promise.all(numbers)).reduce((total, number) => total + number, 0);
}
