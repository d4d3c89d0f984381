/**
 * Certified transactions: from the submission to the delivery receipt in the sender's mailbox.
 *
 * @module
 */
import type { Benchmark, BenchmarkOptions, Measurement } from "../options.ts";
import { DRAIN_SECONDS, HOLDERS, MESSAGE_SIZE, WARM_UP_SECONDS } from "./constants.ts";
import { byApi, bySmtp, type CertifiedLoad, type Seen, underLoad } from "./certified_load.ts";

/** Transactions under way at the same time: enough to keep every processor busy. */
const BUSY = 64;
/** So few that none waits for another for long. */
const CALM = 2;
/** What WebCrypto is meant to reach within one provider, in transactions per second. */
const TARGET = 150;

/** Sender and recipient at the same provider. */
export const oneProvider: Benchmark = {
  name: "one-provider",
  title: `Certified transactions of 10 KB within one provider, ${BUSY} under way`,
  async run(options) {
    const seen = await transact(["alfa.example"], BUSY, bySmtp, options);
    return measurements(seen, options.engine === "webcrypto" ? { atLeast: TARGET } : undefined);
  },
};

/** The same, submitted by the API: to be at least as fast as by SMTP. */
export const apiOneProvider: Benchmark = {
  name: "api",
  title: `Certified transactions of 10 KB within one provider by the API, ${BUSY} under way`,
  async run(options) {
    return measurements(await transact(["alfa.example"], BUSY, byApi, options));
  },
};

/** Sender and recipient at two providers in two processes. */
export const twoProviders: Benchmark = {
  name: "two-providers",
  title: `Certified transactions of 10 KB between two providers, ${BUSY} under way`,
  async run(options) {
    return measurements(await transact(["alfa.example", "beta.example"], BUSY, bySmtp, options));
  },
};

/** The same with hardly any load. */
export const calm: Benchmark = {
  name: "calm",
  title: `Certified transactions of 10 KB within one provider, ${CALM} under way`,
  async run(options) {
    return measurements(await transact(["alfa.example"], CALM, bySmtp, options));
  },
};

function transact(
  domains: readonly string[],
  inFlight: number,
  door: CertifiedLoad["door"],
  options: BenchmarkOptions,
): Promise<Seen> {
  const load = {
    recipientsPerMessage: 1,
    messageSize: MESSAGE_SIZE,
    inFlight,
    warmUpSeconds: WARM_UP_SECONDS,
    seconds: options.seconds,
    drainSeconds: DRAIN_SECONDS,
    messages: null,
  };
  return underLoad({ domains, holders: HOLDERS, door, load }, options);
}

function measurements(
  { load, serverTime, othersShare, atRest, residentUnderLoad, afterwards, stored }: Seen,
  target?: Measurement["target"],
): Measurement[] {
  if (load.totalCompleted < load.totalSubmitted) {
    throw new Error(
      `Cannot measure: of ${load.totalSubmitted} transactions ${load.totalCompleted} were completed`,
    );
  }
  const rate = { name: "transactions", value: load.completed / load.seconds, unit: "1/s" };
  return [
    target ? { ...rate, target } : rate,
    { name: "submission, p50", value: load.submission.p50, unit: "ms" },
    { name: "submission, p99", value: load.submission.p99, unit: "ms" },
    { name: "transaction, p50", value: load.transaction.p50, unit: "ms" },
    { name: "transaction, p99", value: load.transaction.p99, unit: "ms" },
    {
      name: "processor time of the servers per transaction",
      value: serverTime * 1000 / load.completed,
      unit: "ms",
    },
    {
      name: "processor time of the generator per transaction",
      value: load.processorTime * 1000 / load.completed,
      unit: "ms",
    },
    { name: "processors taken by other processes", value: 100 * othersShare, unit: "%" },
    { name: "resident at rest, all servers", value: atRest.resident / 1e6, unit: "MB" },
    { name: "resident under load, all servers, mean", value: residentUnderLoad / 1e6, unit: "MB" },
    { name: "resident, all servers, peak", value: afterwards.peak / 1e6, unit: "MB" },
    { name: "stored per transaction", value: stored / load.totalCompleted / 1000, unit: "KB" },
  ];
}
