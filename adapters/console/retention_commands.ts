/**
 * The commands `retention …` and `hold …`: what the log keeps, and for how long.
 *
 * @module
 */
import type { Command } from "commander";
import { endOfRetention } from "../../events/retention.ts";
import type { Instant } from "../../events/instant.ts";
import { systemClock } from "../clock.ts";
import type { Configuration } from "../config/configuration.ts";
import { loadConfiguration } from "../config/load.ts";
import { watchOf } from "../opening/watches.ts";
import { takeFolder } from "../storage/serving_lock.ts";
import { openStorage } from "../storage/sqlite/open.ts";
import type { ReadOnlyStorage } from "../storage/storage.ts";
import { heldMessages, holdMessage, holdTable, releaseMessage } from "./holds.ts";
import { createLog } from "./log.ts";
import { standardProgress } from "./progress.ts";
import { type Erasable, erase, messageLine, messageTitles, planErasure } from "./retention.ts";
import { changing, config, reading } from "./storage_access.ts";

interface Options {
  readonly config: string;
}

/** Adds them to the command line. */
export function retentionCommands(main: Command): void {
  const retention = main.command("retention")
    .description("erase what the log says of messages, 30 months later at the earliest");
  retention.command("plan").addOption(config())
    .description("show what may be erased now; nothing is changed")
    .action(async (options: Options) => {
      const { retention: { months } } = await loadConfiguration(options.config);
      const before = endOfRetention(systemClock.now(), months);
      await reading(options.config, async (storage) => {
        await showPlan(storage, before);
      });
    });
  retention.command("run").addOption(config())
    .description("erase it, for good")
    .option("--yes", "without it, what would go is shown, and stays", false)
    .addHelpText(
      "after",
      `
A message goes with all of its events, once every one of them is older than retention.months of the
configuration, nothing is owed and no hold stands; so do the sealed files of days of which nothing
else is left. Its place in the log stays, and every proof of other events. It works beside a provider
that serves, and can be interrupted: the next run finishes what is left.`,
    )
    .action((options: Options & { readonly yes: boolean }) => run(options.config, options.yes));
  retention.command("scrub").addOption(config())
    .description("write the database anew, so that no unused part of it has a copy of what is gone")
    .addHelpText(
      "after",
      "\nThe provider must be stopped. As much room as events.db has is needed, and all permissions:\n" +
        "deno run -A main.ts retention scrub",
    )
    .action((options: Options) => scrub(options.config));
  holdCommands(main);
}

function holdCommands(main: Command): void {
  const hold = main.command("hold").description("messages that must not be erased");
  hold.command("add <pec-id>").addOption(config())
    .description("keep all about a message, however old it becomes")
    .requiredOption("--reason <text>", "stays in the log for good: name no persons")
    .action(async (pecId: string, options: Options & { readonly reason: string }) => {
      await changing(options.config, ({ storage, runtime }) => {
        return holdMessage(storage, runtime, pecId, options.reason);
      });
      console.log(`The message ${pecId} is held`);
    });
  hold.command("release <pec-id>").addOption(config())
    .description("end a hold: the message goes when it is old enough")
    .requiredOption("--reason <text>", "stays in the log for good: name no persons")
    .action(async (pecId: string, options: Options & { readonly reason: string }) => {
      await changing(options.config, ({ storage, runtime }) => {
        return releaseMessage(storage, runtime, pecId, options.reason);
      });
      console.log(`The message ${pecId} is held no longer`);
    });
  hold.command("list").addOption(config()).description("the messages that are held")
    .action((options: Options) =>
      reading(options.config, async ({ events }) => {
        console.log(holdTable(await heldMessages(events)));
      })
    );
}

async function showPlan(storage: ReadOnlyStorage, before: Instant): Promise<Erasable> {
  console.log(messageTitles);
  const plan = await planErasure(storage, before, (message) => console.log(messageLine(message)));
  const { messages, events, days, blobs, bytes, held } = plan;
  console.log(
    `\nOlder than ${new Date(before).toISOString()} are ${messages} messages with ${events} ` +
      `events; ${held} more are held\n` +
      `Sealed files of days that go: ${days.length === 0 ? "none" : days.join(", ")}\n` +
      `Blobs that nothing else needs: ${blobs} or more, ${bytes} bytes`,
  );
  return plan;
}

async function run(file: string, confirmed: boolean): Promise<void> {
  await changing(file, async ({ storage, runtime, configuration }) => {
    await requireClock(configuration);
    const now = systemClock.now();
    const before = endOfRetention(now, configuration.retention.months);
    await storage.projected();
    const { messages, events } = await showPlan(storage, before);
    if (!confirmed) {
      throw new Error("Cannot erase without --yes: what is erased is gone for good. Give it");
    }
    const progress = standardProgress();
    const { blobs, bytes } = await erase({ storage, runtime, now, progress }, before);
    console.log(
      `Erased ${messages} messages with ${events} events, and removed ${blobs} blobs ` +
        `(${bytes} bytes)`,
    );
  });
}

/** A clock that runs ahead would erase too early. */
async function requireClock(configuration: Configuration): Promise<void> {
  const log = createLog(systemClock, (line) => console.error(line.trimEnd()), "error");
  const watch = watchOf(configuration, systemClock, log);
  await watch?.ask(new AbortController().signal);
  const trust = watch?.trustworthy() ?? { ok: true };
  if (!trust.ok) {
    throw new Error(
      `Cannot erase: the clock may be wrong: ${trust.reason}. Set it, and start again`,
    );
  }
}

async function scrub(file: string): Promise<void> {
  const { storage: { folder } } = await loadConfiguration(file);
  using _lock = await takeFolder(folder);
  const storage = await openStorage(folder, systemClock);
  try {
    await storage.projected();
    await storage.compact();
    console.log(`Wrote the database of ${folder} anew`);
  } finally {
    await storage.close();
  }
}
