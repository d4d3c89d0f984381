/**
 * Submissions: how fast the Access Point takes messages while the backlog grows.
 *
 * @module
 */
import type { Benchmark, BenchmarkOptions, Measurement } from "../options.ts";
import { HOLDERS, MESSAGE_SIZE } from "./constants.ts";
import { byApi, bySmtp, type CertifiedLoad, underLoad } from "./certified_load.ts";

/** Kept short: the longer it lasts, the more of the time goes into the backlog. */
const WARM_UP_SECONDS = 2;

/** By SMTP, until 250, with nobody waiting for receipts. */
export const submissions: Benchmark = {
  name: "submissions",
  title: "Submissions of 10 KB until 250, receipts not awaited",
  run: (options) => submitAt(bySmtp, options),
};

/** By the API, until 202: to be at least as fast as by SMTP. */
export const apiSubmissions: Benchmark = {
  name: "api-submissions",
  title: "Submissions of 10 KB by the API until 202, receipts not awaited",
  run: (options) => submitAt(byApi, options),
};

async function submitAt(
  door: CertifiedLoad["door"],
  options: BenchmarkOptions,
): Promise<Measurement[]> {
  const load = {
    recipientsPerMessage: 1,
    messageSize: MESSAGE_SIZE,
    inFlight: null,
    warmUpSeconds: WARM_UP_SECONDS,
    seconds: options.seconds,
    drainSeconds: 0,
    messages: null,
  };
  const domains = ["alfa.example"];
  const seen = await underLoad({ domains, holders: HOLDERS, door, load }, options);
  const { submitted, completed, seconds, refused, submission } = seen.load;
  const refusals = Object.values(refused).reduce((sum, count) => sum + count, 0);
  return [
    { name: "submissions", value: submitted / seconds, unit: "1/s" },
    { name: "submission, p50", value: submission.p50, unit: "ms" },
    { name: "submission, p99", value: submission.p99, unit: "ms" },
    { name: "transactions completed meanwhile", value: completed / seconds, unit: "1/s" },
    { name: "refused for now (451, 503)", value: refusals, unit: "" },
    { name: "processors taken by other processes", value: 100 * seen.othersShare, unit: "%" },
    { name: "resident, peak", value: seen.afterwards.peak / 1e6, unit: "MB" },
  ];
}
