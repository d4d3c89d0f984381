/**
 * A provider for tests of the API: everything but its servers, on real storage; only time is the
 * test's own.
 *
 * @module
 */
import { join } from "node:path";
import { account } from "../../../actors/account.ts";
import { calls } from "../../../actors/calls.ts";
import { client } from "../../../actors/client.ts";
import { custody } from "../../../actors/custody.ts";
import { incoming } from "../../../actors/incoming.ts";
import { mailbox } from "../../../actors/mailbox.ts";
import { outgoing } from "../../../actors/outgoing.ts";
import { Runtime } from "../../../actors/runtime.ts";
import { webhook } from "../../../actors/webhook.ts";
import { scheduled } from "../../../actors/scheduled.ts";
import { OPERATIONAL_TABLES } from "../../../adapters/api/operational_tables.ts";
import { scheduledEffects } from "../../../adapters/api/scheduling/effects.ts";
import type { World } from "../../../adapters/api/world.ts";
import type { Configuration } from "../../../adapters/config/configuration.ts";
import { loadConfiguration } from "../../../adapters/config/load.ts";
import { openService } from "../../../adapters/accounts/changes.ts";
import { layOutDemo } from "../../../adapters/console/demo_layout.ts";
import { Feed } from "../../../adapters/feed/feed.ts";
import { Webhooks } from "../../../adapters/webhooks/webhooks.ts";
import { eraOf } from "../../../adapters/mailboxes/era.ts";
import { FolderViews } from "../../../adapters/mailboxes/folder_views.ts";
import { HolderMailbox } from "../../../adapters/mailboxes/holder_mailbox.ts";
import { MessageIndex } from "../../../adapters/mailboxes/index/message_index.ts";
import { openTrust, signersOf } from "../../../adapters/opening/certificates.ts";
import { openDirectory } from "../../../adapters/opening/directory.ts";
import { namingOf, openIssuers } from "../../../adapters/opening/issuers.ts";
import { relayOf } from "../../../adapters/opening/outbound.ts";
import { openOffice } from "../../../adapters/opening/office.ts";
import { random } from "../../../adapters/opening/random.ts";
import { trustedBy } from "../../../adapters/opening/verification.ts";
import { incomingEffects } from "../../../adapters/points/incoming_effects.ts";
import { arrive } from "../../../adapters/points/incoming_point.ts";
import { mailboxEffects } from "../../../adapters/points/mailbox_effects.ts";
import { outgoingEffects } from "../../../adapters/points/outgoing_effects.ts";
import type { Provider } from "../../../adapters/points/provider.ts";
import { Structures } from "../../../adapters/points/structures.ts";
import { transport } from "../../../adapters/points/transport.ts";
import { noScanner } from "../../../adapters/scanner/none.ts";
import type { Relay } from "../../../adapters/smtp/client/relay.ts";
import { openOperational } from "../../../adapters/storage/operational.ts";
import { openStorage } from "../../../adapters/storage/sqlite/open.ts";
import type { Storage } from "../../../adapters/storage/storage.ts";
import { RollingSigner } from "../../../adapters/trust/rolling_signer.ts";
import type { SimulatedClock } from "../../support/simulated_clock.ts";

/** Holders of every test's provider. */
export const HOLDERS = ["anna@alfa.example", "carla@alfa.example"] as const;

/** What a test may choose. */
export interface WorldOptions {
  /** Carries messages to other providers; the real one finds nobody listening. */
  readonly relay?: Relay;
}

/** A world that is open, and what ends it. */
export interface OpenWorld {
  readonly world: World;
  readonly configuration: Configuration;
  readonly log: string[];
  close(): Promise<void>;
}

const QUIET = { debug() {}, info() {}, warn() {}, error() {} };

/** Opens the provider alfa.example in a new folder; beta.example stands in its directory. */
export async function openWorld(
  folder: string,
  clock: SimulatedClock,
  options: WorldOptions,
): Promise<OpenWorld> {
  const { providers: [alfa] } = await layOutDemo(folder, { now: clock.now(), random });
  const configuration = await loadConfiguration(alfa!.configurationFile);
  const dataFolder = configuration.storage.folder;
  const storage = await openStorage(dataFolder, clock);
  const log: string[] = [];
  const provider = await providerOf(configuration, storage, clock, log);
  const relay = options.relay ?? await relayOf(configuration, clock);
  register(provider, relay);
  const { runtime } = provider;
  const { events } = storage;
  const perform = scheduledEffects({ provider, events, limits: configuration.submission });
  runtime.register({ actor: scheduled, perform });
  await openService(runtime, configuration.provider.serviceMailbox);
  for (const address of HOLDERS) {
    await runtime.send(account, address, { type: "open", address, role: "holder" });
  }
  await runtime.start();
  const operational = openOperational(dataFolder, OPERATIONAL_TABLES);
  const mailboxes = await mailboxesOf(configuration, provider, storage);
  const { maxRecipients, maxMessageBytes, maxTotalBytes } = configuration.submission;
  const uploadsFolder = join(dataFolder, "uploads");
  await Deno.mkdir(uploadsFolder);
  const scratchFolder = join(dataFolder, "scratch");
  await Deno.mkdir(scratchFolder);
  const feed = await Feed.open({ storage, log: provider.log });
  const world: World = {
    mode: "live",
    provider,
    storage,
    operational,
    limits: { maxRecipients, maxMessageBytes, maxTotalBytes },
    uploadsFolder,
    mailboxOf: mailboxes.mailboxOf,
    index: mailboxes.index,
    feed,
    webhooks: new Webhooks({
      ...{ storage, feed, operational, runtime, clock, random },
      key: random(32),
      // Nobody is looked for: tests have endpoints at IP addresses.
      resolver: { lookup: () => Promise.resolve({ kind: "no-such-domain" }) },
      allowPrivate: true,
      allowed: () => true,
      log: provider.log,
    }),
    office: () => openOffice(configuration, storage, clock, { reached() {}, note() {} }),
    issuers: () => openIssuers(configuration, storage),
    trusted: () => trustedBy(configuration),
    scratchFolder,
    sandbox: null,
  };
  return {
    world,
    configuration,
    log,
    async close() {
      await Promise.all([runtime.stop(), relay.close(), mailboxes.close()]);
      operational.close();
      await storage.close();
    },
  };
}

async function providerOf(
  configuration: Configuration,
  storage: Storage,
  clock: SimulatedClock,
  log: string[],
): Promise<Provider> {
  const { directory } = await openDirectory(configuration, clock, QUIET);
  const note = (event: string, fields: Record<string, unknown>) => {
    log.push(`${event} ${JSON.stringify(fields)}`);
  };
  return {
    ...namingOf(configuration),
    serviceMailbox: configuration.provider.serviceMailbox,
    domains: new Set(configuration.provider.domains),
    directory,
    signer: new RollingSigner(await signersOf(configuration)),
    trust: await openTrust(configuration, directory, clock, QUIET),
    scanner: noScanner,
    dkim: null,
    clockTrust: () => ({ ok: true }),
    quota: configuration.mailboxes.quotaBytes,
    runtime: new Runtime({ store: storage.events, clock, log: note }),
    blobs: storage.blobs,
    queries: storage.queries,
    structures: new Structures(storage.blobs),
    clock,
    random,
    log: note,
  };
}

function register(provider: Provider, relay: Relay): void {
  const { runtime } = provider;
  const hand = transport(provider, relay, (arrival) => arrive(provider, arrival));
  runtime.register({ actor: outgoing, perform: outgoingEffects(provider, hand) });
  runtime.register({ actor: incoming, perform: incomingEffects(provider, hand) });
  runtime.register({ actor: mailbox, perform: mailboxEffects(provider) });
  runtime.register({ actor: account });
  runtime.register({ actor: calls });
  runtime.register({ actor: custody });
  runtime.register({ actor: webhook });
  runtime.register({ actor: client });
}

/** Mailboxes, and the index of what lies in them. */
async function mailboxesOf(configuration: Configuration, provider: Provider, storage: Storage) {
  const folder = configuration.storage.folder;
  const index = await MessageIndex.open(folder, storage, provider.log);
  const views = new FolderViews(storage.mailboxes, eraOf(null));
  const closing = new AbortController();
  const following = views.follow(storage.events, closing.signal).catch(() => {});
  const { keepDeletedDays } = configuration.mailboxes;
  const services = { ...provider, mailboxes: storage.mailboxes, views, keepDeletedDays };
  return {
    index,
    mailboxOf: (account: string) => new HolderMailbox(account, services),
    async close() {
      closing.abort();
      await following;
      await index.close();
    },
  };
}
