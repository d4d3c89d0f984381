/**
 * The command line of Ceralacca, and the one place where its parts are put together.
 *
 * @module
 */
import { join, resolve } from "node:path";
import { Argument, Command, CommanderError } from "commander";
import { account } from "./actors/account.ts";
import { calls } from "./actors/calls.ts";
import { incoming } from "./actors/incoming.ts";
import { mailbox } from "./actors/mailbox.ts";
import { outgoing } from "./actors/outgoing.ts";
import { Runtime } from "./actors/runtime.ts";
import { systemClock } from "./adapters/clock.ts";
import type { Configuration } from "./adapters/config/configuration.ts";
import { loadConfiguration } from "./adapters/config/load.ts";
import { ConfigurationError } from "./adapters/config/problems.ts";
import { accountCommands } from "./adapters/console/account_commands.ts";
import { openService } from "./adapters/console/accounts.ts";
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
import { keepHouse } from "./adapters/points/housekeeping.ts";
import { incomingEffects } from "./adapters/points/incoming_effects.ts";
import { arrive } from "./adapters/points/incoming_point.ts";
import { mailboxEffects } from "./adapters/points/mailbox_effects.ts";
import { outgoingEffects } from "./adapters/points/outgoing_effects.ts";
import type { Provider } from "./adapters/points/provider.ts";
import { requireReadiness } from "./adapters/points/readiness.ts";
import { Structures } from "./adapters/points/structures.ts";
import { transport } from "./adapters/points/transport.ts";
import { startScanner } from "./adapters/scanner/start.ts";
import { takeFolder } from "./adapters/storage/serving_lock.ts";
import type { Relay } from "./adapters/smtp/client/relay.ts";
import { openStorage } from "./adapters/storage/sqlite/open.ts";
import type { Storage } from "./adapters/storage/storage.ts";
import { diffTable, refreshReport } from "./adapters/console/directory.ts";
import { evidenceCommands } from "./adapters/console/evidence_commands.ts";
import { exportInfected, infectedTable } from "./adapters/console/infected.ts";
import { directoryDiff, readDirectoryFile } from "./adapters/directory/diff.ts";
import { DirectoryKeeper } from "./adapters/directory/keeper.ts";
import { openTrust, signersOf, tlsOf } from "./adapters/opening/certificates.ts";
import { clientServicesOf, startClientSetup } from "./adapters/opening/client_setup.ts";
import { openDays } from "./adapters/opening/days.ts";
import { keeperOptions, openDirectory } from "./adapters/opening/directory.ts";
import { namingOf } from "./adapters/opening/issuers.ts";
import { leveled } from "./adapters/opening/log.ts";
import { loginsOf } from "./adapters/opening/logins.ts";
import { dkimOf, relayOf } from "./adapters/opening/outbound.ts";
import { openNotary } from "./adapters/opening/proof.ts";
import { publish } from "./adapters/opening/publication.ts";
import { openMailboxes } from "./adapters/opening/mailboxes.ts";
import { random } from "./adapters/opening/random.ts";
import { startServers } from "./adapters/opening/servers.ts";
import { scannerChoice, watchOf } from "./adapters/opening/watches.ts";
import { watchCertificates } from "./adapters/trust/certificate_watch.ts";
import { RollingSigner } from "./adapters/trust/rolling_signer.ts";
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
  const lock = await takeFolder(configuration.storage.folder);
  const storage = await openStorage(configuration.storage.folder, clock);
  const notary = await openNotary(configuration, storage, clock, log);
  const parts = await open(configuration, clock, log);
  const { signers, tls, trust, watch, keep } = parts;
  const clockTrust = () => watch?.trustworthy() ?? { ok: true };
  const trusted = () => clockTrust().ok;
  const runtime = new Runtime({ store: storage.events, clock, log: leveled(log), trusted });
  const provider: Provider = {
    ...identityOf(configuration),
    ...parts,
    signer: new RollingSigner(signers),
    clockTrust,
    quota: configuration.mailboxes.quotaBytes,
    runtime,
    blobs: storage.blobs,
    queries: storage.queries,
    structures: new Structures(storage.blobs),
    clock,
    random,
    log: log.warn,
  };
  const closing = new AbortController();
  await watch?.ask(closing.signal);
  const relay = await relayOf(configuration, clock);
  registerActors(provider, relay);
  const { signal } = closing;
  await openDays({ configuration, provider, storage, notary, trust, signers, signal });
  await openService(runtime, configuration.provider.serviceMailbox);
  const doors = await openDoors({ configuration, provider, storage, signers, tls, log });
  await runtime.start();
  const chores = [
    keep(closing.signal),
    doors.publication?.renew(closing.signal),
    watch?.run(closing.signal),
    keepHouse(storage.blobs, clock, log.info, closing.signal),
    trust.run(closing.signal),
    watchCertificates(signers, clock, log, closing.signal),
    doors.mailboxes.follow(closing.signal),
    notary.run(closing.signal),
  ];
  log.info("provider.serving", { domain: configuration.provider.domain });
  return {
    runtime,
    storage,
    async stop() {
      await doors.close();
      closing.abort();
      await Promise.all([runtime.stop(), relay.close(), ...chores]);
      await doors.mailboxes.end();
      // Nothing more happens: one head covers all that did.
      await notary.attempt();
      await storage.close();
      lock[Symbol.dispose]();
      log.info("provider.stopped", { domain: configuration.provider.domain });
    },
  };
}

/** What the servers are made of. */
interface Doors {
  readonly configuration: Configuration;
  readonly provider: Provider;
  readonly storage: Storage;
  readonly signers: Awaited<ReturnType<typeof signersOf>>;
  readonly tls: Awaited<ReturnType<typeof tlsOf>>;
  readonly log: Log;
}

/** Starts all servers. */
async function openDoors({ configuration, provider, storage, signers, tls, log }: Doors) {
  const { clock } = provider;
  const logins = loginsOf(configuration.limits, provider, log);
  const servers = await startServers(configuration, provider, logins, tls, log);
  const mailboxes = await openMailboxes({ configuration, provider, storage, logins, tls, log });
  const publication = await publish(configuration, signers, tls, clock);
  const clientSetup = await startClientSetup(configuration, tls, clock, log);
  return {
    mailboxes,
    publication,
    async close() {
      await Promise.all(
        [publication, clientSetup, mailboxes, ...servers].map((server) => server?.close()),
      );
    },
  };
}

/** Every kind of actor, with what performs its effects. */
function registerActors(provider: Provider, relay: Relay): void {
  const { runtime } = provider;
  const hand = transport(provider, relay, (arrival) => arrive(provider, arrival));
  runtime.register({ actor: outgoing, perform: outgoingEffects(provider, hand) });
  runtime.register({ actor: incoming, perform: incomingEffects(provider, hand) });
  runtime.register({ actor: mailbox, perform: mailboxEffects(provider) });
  runtime.register({ actor: account });
  runtime.register({ actor: calls });
}

/** What the configuration names, opened, and found to fit together. */
async function open(configuration: Configuration, clock: Clock, log: Log) {
  const { directory, keep } = await openDirectory(configuration, clock, log);
  const trust = await openTrust(configuration, directory, clock, log);
  const signers = await signersOf(configuration);
  const tls = await tlsOf(configuration);
  const now = clock.now();
  requireReadiness({ configuration, directory, trust: trust.current(), signers, tls, now });
  return {
    directory,
    keep,
    trust,
    signers,
    tls,
    watch: watchOf(configuration, clock, log),
    scanner: await startScanner(scannerChoice(configuration), { clock, log }),
    dkim: await dkimOf(configuration),
  };
}

function identityOf({ provider }: Configuration): Pick<
  Provider,
  "issuer" | "hostname" | "serviceMailbox" | "domains"
> {
  return {
    ...namingOf({ provider }),
    serviceMailbox: provider.serviceMailbox,
    domains: new Set(provider.domains),
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
