/**
 * The commands `trace …`: the log that the law asks for, and whether it is whole.
 *
 * @module
 */
import type { Command } from "commander";
import { type LegalDay, startOfLegalDay } from "../../events/legal_day.ts";
import { systemClock } from "../clock.ts";
import type { TraceQueries } from "../storage/trace.ts";
import { legalDay, requirePeriod } from "./arguments.ts";
import { config, reading } from "./storage_access.ts";
import { checkTrace, type Period, traceText } from "./trace.ts";

interface Options {
  readonly config: string;
  readonly from?: LegalDay;
  readonly to?: LegalDay;
  readonly message?: string;
}

/** Adds them to the command line. */
export function traceCommands(main: Command): void {
  // Its options stand before `check`, which has some of the same names.
  const trace = ofPeriod(main.command("trace")).enablePositionalOptions()
    .description("print the log of operations (RFC 6109 §2.3), as docs/trace.md describes it")
    .option("--message <pec-id>", "the lines about one message alone")
    .action((options: Options) =>
      reading(options.config, ({ trace }) => {
        for (const line of traceText(trace, periodOf(options), options.message)) console.log(line);
        return Promise.resolve();
      })
    );
  ofPeriod(trace.command("check"))
    .description("check all that the lines must say of each message; status 1 where they do not")
    .action((options: Options) =>
      reading(options.config, ({ trace }) => {
        check(trace, periodOf(options));
        return Promise.resolve();
      })
    );
}

/** Throws where there are breaches, so that scripts notice. */
function check(trace: TraceQueries, period: Period): void {
  const report = checkTrace(trace, period, systemClock.now(), (line) => console.log(line));
  const { messages, underWay, breaches } = report;
  console.log(`Checked ${messages} messages; ${underWay} of them are under way`);
  if (breaches > 0) throw new Error(`Cannot vouch for the log: ${breaches} breaches`);
}

function ofPeriod(command: Command): Command {
  return command.addOption(config())
    .option("--from <day>", "the first day in legal time, as 2026-11-21", legalDay)
    .option("--to <day>", "the last day", legalDay);
}

/** Without bounds, everything. */
function periodOf({ from, to }: Options): Period {
  requirePeriod(from, to);
  return {
    from: from === undefined ? Number.MIN_SAFE_INTEGER : startOfLegalDay(from),
    until: to === undefined ? Number.MAX_SAFE_INTEGER : startOfLegalDay(to, 1),
  };
}
