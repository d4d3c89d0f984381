/**
 * `deno task fuzz-api --minutes N`: rounds of generated requests, each with a seed of its own.
 *
 * @module
 */
import { Command } from "commander";
import { withApi } from "../support/application.ts";
import { fuzzRound } from "./fuzz.ts";

await new Command("fuzz-api")
  .description("Asks every operation of the API what its schemas allow, and what they do not.")
  .option("--minutes <minutes>", "how long", "5")
  .option("--requests <count>", "requests for each operation in a round", "40")
  .option("--seed <seed>", "of the first round (default: the time)")
  .action(async (options: { minutes: string; requests: string; seed?: string }) => {
    const end = performance.now() + Number(options.minutes) * 60_000;
    let seed = Number(options.seed ?? Date.now() % 1_000_000_000);
    const requests = Number(options.requests);
    if (!(end > 0 && requests > 0 && Number.isSafeInteger(seed))) {
      throw new Error("Cannot fuzz: --minutes, --requests and --seed are numbers");
    }
    let failed = false;
    do {
      await withApi(async (api) => {
        const { statuses, faults } = await fuzzRound(api, { seed, requests });
        const counts = [...statuses].sort(([one], [other]) => one - other)
          .map(([status, count]) => `${status}: ${count}`);
        console.log(`Seed ${seed}: ${counts.join(", ")}`);
        for (const fault of faults) console.log(fault);
        failed ||= faults.length > 0;
      });
      seed += 1000;
    } while (performance.now() < end);
    if (failed) Deno.exit(1);
  })
  .parseAsync(Deno.args, { from: "user" });
