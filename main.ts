/**
 * The command line of Ceralacca.
 *
 * @module
 */
import { join, resolve } from "node:path";
import { Argument, Command, CommanderError } from "commander";
import { systemClock } from "./adapters/clock.ts";
import type { Configuration } from "./adapters/config/configuration.ts";
import { loadConfiguration } from "./adapters/config/load.ts";
import { ConfigurationError } from "./adapters/config/problems.ts";
import { accountCommands } from "./adapters/console/account_commands.ts";
import { apiCommands } from "./adapters/console/api_commands.ts";
import { wholeNumber } from "./adapters/console/arguments.ts";
import { auditCommands } from "./adapters/console/audit_commands.ts";
import { backupCommands } from "./adapters/console/backup_commands.ts";
import { writeAppleProfile } from "./adapters/console/apple_profile.ts";
import { runDemo, type Serving } from "./adapters/console/demo.ts";
import { zoneRecords } from "./adapters/console/dns_zone.ts";
import { createLog, type Log } from "./adapters/console/log.ts";
import { logCommands } from "./adapters/console/log_commands.ts";
import { mailboxCommands } from "./adapters/console/mailbox_commands.ts";
import { messageTable, timelineTable } from "./adapters/console/messages.ts";
import { initProvider } from "./adapters/console/new_provider.ts";
import { replayCommands } from "./adapters/console/replay_commands.ts";
import { retentionCommands } from "./adapters/console/retention_commands.ts";
import { config, reading } from "./adapters/console/storage_access.ts";
import { traceCommands } from "./adapters/console/trace_commands.ts";
import { verifyCommand } from "./adapters/console/verify_command.ts";
import { startScanner } from "./adapters/scanner/start.ts";
import { openStorage } from "./adapters/storage/sqlite/open.ts";
import { diffTable, refreshReport } from "./adapters/console/directory.ts";
import { evidenceCommands } from "./adapters/console/evidence_commands.ts";
import { exportInfected, infectedTable } from "./adapters/console/infected.ts";
import { directoryDiff, readDirectoryFile } from "./adapters/directory/diff.ts";
import { DirectoryKeeper } from "./adapters/directory/keeper.ts";
import { clientServicesOf } from "./adapters/opening/client_setup.ts";
import { keeperOptions } from "./adapters/opening/directory.ts";
import { openApi } from "./adapters/opening/api.ts";
import { openDoors } from "./adapters/opening/doors.ts";
import { relayOf } from "./adapters/opening/outbound.ts";
import { openProvider } from "./adapters/opening/provider.ts";
import { random } from "./adapters/opening/random.ts";
import { scannerChoice } from "./adapters/opening/watches.ts";
import { sandboxDoor } from "./adapters/sandbox/sandbox.ts";
import { type Clock } from "./events/instant.ts";
import { projections } from "./events/projections/projections.ts";
import metadata from "./deno.json" with { type: "json" };

/** A failed command that the user can mend. */
const EXIT_FAILURE = 1;
/** A wrong configuration or a wrong call. */
const EXIT_USAGE = 2;

function logOf({ log }: Configuration): Log {
  return createLog(systemClock, (line) => console.log(line.trimEnd()), log.level);
}

/**
 * Starts a whole provider; resolves when all its servers listen.
 *
 * @param clock for everything but the operational log and the TLS library, which have the
 * system's.
 */
export async function serve(
  configuration: Configuration,
  clock: Clock = systemClock,
): Promise<Serving> {
  const log = logOf(configuration);
  const relay = await relayOf(configuration, clock);
  const scanner = await startScanner(scannerChoice(configuration), { clock, log });
  const opened = await openProvider(configuration, { clock, log, relay, scanner });
  const doors = await openDoors(opened);
  const folder = join(configuration.storage.folder, "sandbox");
  const sandbox = configuration.api.sandbox ? sandboxDoor({ folder, clock, log }) : null;
  const api = await openApi({ opened, sandbox, clock, log });
  await opened.start();
  return {
    runtime: opened.provider.runtime,
    storage: opened.storage,
    async stop() {
      await Promise.all([doors.close(), api?.close()]);
      await opened.stop();
    },
  };
}

/** Resolves at the first SIGTERM or SIGINT. */
function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
      Deno.addSignalListener(signal, () => resolve());
    }
  });
}

/**
 * An exception that no part of the engine has caught is logged, and the others go on: what is owed
 * follows from the log of events, and is tried again.
 */
function survive(log: Log): void {
  globalThis.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    log.error("process.failed", { reason: event.reason });
  });
  globalThis.addEventListener("error", (event) => {
    event.preventDefault();
    log.error("process.failed", { reason: event.error });
  });
}

function infectedCommands(main: Command): void {
  const infected = main.command("infected").description("the special storage for viruses");
  infected.command("list").addOption(config()).description("the infected messages")
    .action((options: { config: string }) =>
      reading(options.config, async ({ queries }) => {
        console.log(infectedTable(await queries.listInfected()));
      })
    );
  infected.command("export").addOption(config())
    .description("write an infected message, as it came, into a new file")
    .addArgument(new Argument("<number>", "as infected list shows it").argParser(wholeNumber))
    .argument("<file>")
    .action((number: number, file: string, options: { config: string }) =>
      reading(options.config, async (storage) => {
        await exportInfected(storage, number, file);
        console.log(`Wrote ${file}: it holds a virus, handle it with care`);
      })
    );
}

function directoryCommands(main: Command): void {
  const directory = main.command("directory").description("the providers' index (IGPEC)");
  directory.command("refresh").addOption(config()).description("fetch the index now")
    .action(async (options: { config: string }) => {
      const configuration = await loadConfiguration(options.config);
      const log = logOf({ ...configuration, log: { level: "error" } });
      const keeper = await keeperOptions(configuration, systemClock, log);
      if (keeper === null) throw new Error("Cannot refresh: directory.url is not configured");
      console.log(refreshReport(await (await DirectoryKeeper.load(keeper)).refresh()));
    });
  directory.command("diff <one> <other>").description("what differs between two editions")
    .action(async (one: string, other: string) => {
      const [before, after] = await Promise.all([one, other].map(readDirectoryFile));
      console.log(diffTable(directoryDiff(before!, after!)));
    });
}

function setupCommands(main: Command): void {
  const setup = main.command("setup").description("how mail programs find their settings");
  setup.command("dns").addOption(config())
    .description("print the DNS records of the managed domains, as a zone file")
    .action(async (options: { config: string }) => {
      const configuration = await loadConfiguration(options.config);
      const services = clientServicesOf(configuration);
      console.log(zoneRecords({ services, httpPort: configuration.http.port }));
    });
  setup.command("mobileconfig <address> <file>").addOption(config())
    .description("write a configuration profile for Apple Mail into a new file")
    .action(async (address: string, file: string, options: { config: string }) => {
      const services = clientServicesOf(await loadConfiguration(options.config));
      await writeAppleProfile(services, address, file);
      console.log(`Wrote ${file}`);
    });
}

function messageCommands(main: Command): void {
  const messages = main.command("message").description(
    "certified messages and what became of them",
  );
  messages.command("list").addOption(config()).description("the latest messages")
    .option("--limit <count>", "how many", wholeNumber, 50)
    .action((options: { config: string; limit: number }) =>
      reading(options.config, async ({ queries }) => {
        console.log(await messageTable(queries, options.limit));
      })
    );
  messages.command("show <pec-id>").addOption(config())
    .description("the life of a message, event by event")
    .action((pecId: string, options: { config: string }) =>
      reading(options.config, async ({ queries }) => {
        console.log(await timelineTable(queries, pecId));
      })
    );
}

function demoCommand(main: Command): void {
  main.command("demo").description("two providers on loopback, and a message between them")
    .option("--data <folder>", "keep everything there (default: a temporary folder)")
    .option("--once", "end when every receipt has come", false)
    .option("--export <folder>", "write every document of every mailbox there as .eml")
    .action(async (options: { data?: string; once: boolean; export?: string }) => {
      survive(createLog(systemClock, (line) => console.error(line.trimEnd()), "error"));
      const complete = await runDemo({
        ...options,
        clock: systemClock,
        random,
        print: (line) => console.log(line),
        serve: async (file) => {
          const configuration = await loadConfiguration(file);
          return await serve({ ...configuration, log: { level: "error" } });
        },
        interrupted: interrupted(),
      });
      if (!complete) throw new Error("Cannot complete the demonstration: receipts are missing");
    });
}

function program(): Command {
  const main = new Command("ceralacca")
    .description("A provider engine for PEC, Posta Elettronica Certificata (RFC 6109).")
    .showHelpAfterError()
    // A command with commands of its own may have options that they have, too.
    .enablePositionalOptions()
    .exitOverride();
  main.command("init <folder>").description("set up a provider with certificates for development")
    .requiredOption("--domain <domain>", "its mail domain")
    .requiredOption("--name <name>", "its name in the providers' directory")
    .option("--hostname <host>", "the name of its servers (default: mail.<domain>)")
    .option("--address <ip>", "the IP address to listen on", "127.0.0.1")
    .option("--authority <folder>", "take ca.pem and ca.key from there instead of making new ones")
    .action(async (folder: string, options) => {
      const sources = { now: systemClock.now(), random };
      for (const line of await initProvider(resolve(folder), options, sources)) console.log(line);
    });
  main.command("serve").description("run a provider").addOption(config())
    .action(async (options: { config: string }) => {
      const stop = interrupted();
      const configuration = await loadConfiguration(options.config);
      survive(logOf(configuration));
      const serving = await serve(configuration);
      await stop;
      await serving.stop();
    });
  demoCommand(main);
  accountCommands(main);
  apiCommands(main);
  setupCommands(main);
  mailboxCommands(main);
  messageCommands(main);
  traceCommands(main);
  logCommands(main);
  verifyCommand(main);
  backupCommands(main);
  replayCommands(main);
  auditCommands(main);
  evidenceCommands(main);
  retentionCommands(main);
  infectedCommands(main);
  directoryCommands(main);
  main.command("rebuild").description("build the projections anew from the log of events")
    .addOption(config())
    .addArgument(
      new Argument("[projection]", "one of them (default: all)")
        .choices(projections.map(({ name }) => name)),
    )
    .action(async (name: string | undefined, options: { config: string }) => {
      const { storage: { folder } } = await loadConfiguration(options.config);
      const storage = await openStorage(folder, systemClock);
      try {
        await storage.rebuild(name);
        console.log(`Rebuilt ${name ?? "all projections"} in ${join(folder, "events.db")}`);
      } finally {
        await storage.close();
      }
    });
  main.command("version").description("print the version")
    .action(() => console.log(`ceralacca ${metadata.version}`));
  return main;
}

/** Carries a command line out; resolves with the exit status. */
export async function run(words: readonly string[]): Promise<number> {
  try {
    await program().parseAsync([...words], { from: "user" });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_USAGE;
    console.error(error instanceof Error ? error.message : String(error));
    return error instanceof ConfigurationError ? EXIT_USAGE : EXIT_FAILURE;
  }
}

if (import.meta.main) Deno.exit(await run(Deno.args));
