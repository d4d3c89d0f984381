/**
 * The commands `log days`, `log day` and `log stamp`: the days of the log, and time stamps.
 *
 * @module
 */
import { Argument, type Command } from "commander";
import { logDays } from "../../actors/log.ts";
import { systemClock } from "../clock.ts";
import { stampHead } from "../days/stamping.ts";
import { legalInstant } from "../documents/pec/legal_instant.ts";
import { authoritiesOf } from "../opening/days.ts";
import { openNotary } from "../opening/proof.ts";
import { random } from "../opening/random.ts";
import { legalDay } from "./arguments.ts";
import { dayTable, exportDay } from "./days.ts";
import { changing, config, reading } from "./storage_access.ts";

interface Options {
  readonly config: string;
}

/** Adds them below `log`. */
export function dayCommands(log: Command): void {
  log.command("days").addOption(config())
    .description("the closed days of the log, with their seals and time stamps")
    .action((options: Options) =>
      reading(options.config, (storage) => {
        console.log(dayTable(storage));
        return Promise.resolve();
      })
    );
  log.command("day").addOption(config())
    .addArgument(new Argument("<day>").argParser(legalDay)).argument("<file>")
    .description("write the signed file of a day, such as 2026-11-21, into a new file")
    .action((day: string, file: string, options: Options) =>
      reading(options.config, async (storage) => {
        console.log(`Wrote ${file}: SHA-256 ${await exportDay(storage, day, file)}`);
      })
    );
  log.command("stamp").addOption(config())
    .description("get a time stamp for a head that covers every event of now")
    .action((options: Options) => stampNow(options.config));
}

/** Also beside a provider that serves. */
async function stampNow(file: string): Promise<void> {
  await changing(file, async ({ storage, runtime, configuration }) => {
    const authorities = await authoritiesOf(configuration);
    if (authorities.length === 0) {
      throw new Error(
        "Cannot stamp: no authority for time stamps is configured. Name one in " +
          `[[proof.authorities]] of ${file}`,
      );
    }
    const log = (event: string, fields: Record<string, unknown>) => {
      console.error(event, fields["authority"], fields["reason"] ?? fields["cause"]);
    };
    const notary = await openNotary(configuration, storage, systemClock, { error: () => {} });
    const head = await notary.advance();
    if (head === null) throw new Error("Cannot stamp: nothing has happened yet");
    runtime.register({ actor: logDays });
    const { signal } = new AbortController();
    const ports = { runtime, authorities, clock: systemClock, random, log, signal };
    const { size, authority, instant } = await stampHead(ports, head);
    console.log(`Stamped the head of ${size} events: ${legalInstant(instant)}, by ${authority}`);
  });
}
