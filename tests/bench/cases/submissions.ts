/**
 * Submissions: how fast the Access Point takes messages while the backlog grows, by either door.
 *
 * @module
 */
import { join } from "node:path";
import type { Benchmark, BenchmarkOptions, Measurement } from "../options.ts";
import { HOLDERS, MESSAGE_SIZE } from "./constants.ts";
import { byApi, bySmtp, type CertifiedLoad, type Seen, underLoad } from "./certified_load.ts";

/** Kept short: the longer it lasts, the more of the time goes into the backlog. */
const WARM_UP_SECONDS = 2;

/** The doors take turns: a shared machine changes its speed by more than what sets them apart. */
const ROUNDS = 4;

/** By SMTP until 250, by the API until 202, with nobody waiting for receipts. */
export const submissions: Benchmark = {
  name: "submissions",
  title: `Submissions of 10 KB until 250 or 202, receipts not awaited; ${ROUNDS} rounds of each`,
  async run(options) {
    const smtp: Seen[] = [];
    const api: Seen[] = [];
    for (let round = 1; round <= ROUNDS; round++) {
      smtp.push(await submitAt(bySmtp, join(options.folder, `smtp-${round}`), options));
      api.push(await submitAt(byApi, join(options.folder, `api-${round}`), options));
    }
    return [
      ...measurements("SMTP", smtp),
      ...measurements("API", api),
      { name: "API to SMTP", value: rate(api) / rate(smtp), unit: "", target: { atLeast: 1 } },
    ];
  },
};

async function submitAt(
  door: CertifiedLoad["door"],
  folder: string,
  options: BenchmarkOptions,
): Promise<Seen> {
  const load = {
    recipientsPerMessage: 1,
    messageSize: MESSAGE_SIZE,
    inFlight: null,
    warmUpSeconds: WARM_UP_SECONDS,
    seconds: options.seconds,
    drainSeconds: 0,
    messages: null,
  };
  await Deno.mkdir(folder);
  const domains = ["alfa.example"];
  return await underLoad({ domains, holders: HOLDERS, door, load }, { ...options, folder });
}

function measurements(door: string, rounds: readonly Seen[]): Measurement[] {
  const loads = rounds.map(({ load }) => load);
  const refused = loads.flatMap((load) => Object.values(load.refused));
  const rates = rounds.map((seen) => rate([seen]));
  const processor = sum(rounds.map(({ load, serverTime }) => load.processorTime + serverTime));
  const steps = sum(loads.map(({ submitted, completed }) => submitted + completed));
  return [
    { name: `${door}: submissions`, value: rate(rounds), unit: "1/s" },
    { name: `${door}: submissions, slowest round`, value: Math.min(...rates), unit: "1/s" },
    { name: `${door}: submissions, fastest round`, value: Math.max(...rates), unit: "1/s" },
    {
      name: `${door}: submission, p50`,
      value: mean(loads.map(({ submission }) => submission.p50)),
      unit: "ms",
    },
    {
      name: `${door}: submission, p99`,
      value: mean(loads.map(({ submission }) => submission.p99)),
      unit: "ms",
    },
    {
      name: `${door}: transactions completed meanwhile`,
      value: sum(loads.map(({ completed }) => completed)) / seconds(rounds),
      unit: "1/s",
    },
    {
      name: `${door}: processor time, generator's too, of a submission or completion`,
      value: 1000 * processor / steps,
      unit: "ms",
    },
    { name: `${door}: refused for now`, value: sum(refused), unit: "" },
    {
      name: `${door}: processors taken by other processes`,
      value: 100 * mean(rounds.map(({ othersShare }) => othersShare)),
      unit: "%",
    },
    {
      name: `${door}: resident, peak`,
      value: Math.max(...rounds.map(({ afterwards }) => afterwards.peak)) / 1e6,
      unit: "MB",
    },
  ];
}

function rate(rounds: readonly Seen[]): number {
  return sum(rounds.map(({ load }) => load.submitted)) / seconds(rounds);
}

function seconds(rounds: readonly Seen[]): number {
  return sum(rounds.map(({ load }) => load.seconds));
}

function mean(numbers: readonly number[]): number {
  return sum(numbers) / numbers.length;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
