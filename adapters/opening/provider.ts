/**
 * Opens a whole provider as the configuration says: everything but the doors by which others reach
 * it.
 *
 * @module
 */
import { account } from "../../actors/account.ts";
import { calls } from "../../actors/calls.ts";
import { client } from "../../actors/client.ts";
import { custody } from "../../actors/custody.ts";
import { incoming } from "../../actors/incoming.ts";
import { mailbox } from "../../actors/mailbox.ts";
import { outgoing } from "../../actors/outgoing.ts";
import { Runtime } from "../../actors/runtime.ts";
import { webhook } from "../../actors/webhook.ts";
import { scheduled } from "../../actors/scheduled.ts";
import type { Clock } from "../../events/instant.ts";
import { openService } from "../accounts/changes.ts";
import { scheduledEffects } from "../api/scheduling/effects.ts";
import type { Configuration } from "../config/configuration.ts";
import type { ServerCertificate } from "../net/server.ts";
import type { Notary } from "../notary/notary.ts";
import { keepHouse } from "../points/housekeeping.ts";
import { incomingEffects } from "../points/incoming_effects.ts";
import { arrive } from "../points/incoming_point.ts";
import { mailboxEffects } from "../points/mailbox_effects.ts";
import { outgoingEffects } from "../points/outgoing_effects.ts";
import type { Provider } from "../points/provider.ts";
import { requireReadiness } from "../points/readiness.ts";
import { Structures } from "../points/structures.ts";
import { transport } from "../points/transport.ts";
import type { Scanner } from "../scanner/scanner.ts";
import type { Relay } from "../smtp/client/relay.ts";
import { takeFolder } from "../storage/serving_lock.ts";
import { openStorage } from "../storage/sqlite/open.ts";
import type { Storage } from "../storage/storage.ts";
import { watchCertificates } from "../trust/certificate_watch.ts";
import { RollingSigner } from "../trust/rolling_signer.ts";
import { openTrust, type OwnSigner, signersOf, tlsOf } from "./certificates.ts";
import { openDays } from "./days.ts";
import { openDirectory } from "./directory.ts";
import { namingOf } from "./issuers.ts";
import { leveled, type Log } from "./log.ts";
import { type Mailboxes, openMailboxes } from "./mailboxes.ts";
import { dkimOf } from "./outbound.ts";
import { openNotary } from "./proof.ts";
import { random } from "./random.ts";
import { watchOf } from "./watches.ts";

/** What a provider is opened with beside its configuration. */
export interface ProviderPorts {
  /** For everything but the operational log and the TLS library, which have the system's. */
  readonly clock: Clock;
  readonly log: Log;
  /** Carries messages to other providers and to ordinary mail; closed with the provider. */
  readonly relay: Relay;
  readonly scanner: Scanner;
}

/** A provider that is open: it acts, but nobody reaches it yet. */
export interface OpenProvider {
  readonly configuration: Configuration;
  readonly provider: Provider;
  readonly storage: Storage;
  readonly notary: Notary;
  /** The key of today, and those that take over from it. */
  readonly signers: readonly [OwnSigner, ...OwnSigner[]];
  /** What servers show to their clients, as PEM texts. */
  readonly tls: ServerCertificate;
  readonly mailboxes: Mailboxes;
  readonly log: Log;
  /** Performs what is owed, from now on. */
  start(): Promise<void>;
  /** Ends everything, once the doors are closed. */
  stop(): Promise<void>;
}

/**
 * Opens a provider.
 *
 * @throws {Error} while another process serves its folder.
 * @throws {ConfigurationError} when the settings do not fit together.
 */
export async function openProvider(
  configuration: Configuration,
  ports: ProviderPorts,
): Promise<OpenProvider> {
  const { clock, log, relay } = ports;
  const { storage: { folder }, provider: { domain, serviceMailbox } } = configuration;
  const lock = await takeFolder(folder);
  const storage = await openStorage(folder, clock);
  const notary = await openNotary(configuration, storage, clock, log);
  const parts = await partsOf(configuration, ports);
  const { keep, signers, tls, trust, watch } = parts;
  const provider = providerOf(configuration, storage, ports, parts);
  const { runtime } = provider;
  const closing = new AbortController();
  const { signal } = closing;
  await watch?.ask(signal);
  registerActors(provider, relay);
  registerScheduled(configuration, provider, storage);
  await openDays({ configuration, provider, storage, notary, trust, signers, signal });
  await openService(runtime, serviceMailbox);
  const mailboxes = await openMailboxes(configuration, provider, storage, log);
  let chores: Promise<unknown>[] = [];
  return {
    ...{ configuration, provider, storage, notary, signers, tls, mailboxes, log },
    async start() {
      await runtime.start();
      chores = [
        keep(signal),
        watch?.run(signal) ?? Promise.resolve(),
        keepHouse(storage.blobs, clock, log.info, signal),
        trust.run(signal),
        watchCertificates(signers, clock, log, signal),
        mailboxes.follow(signal),
        notary.run(signal),
      ];
      log.info("provider.serving", { domain });
    },
    async stop() {
      closing.abort();
      await Promise.all([runtime.stop(), relay.close(), ...chores]);
      await mailboxes.end();
      // Nothing more happens: one head covers all that did.
      await notary.attempt();
      await storage.close();
      lock[Symbol.dispose]();
      log.info("provider.stopped", { domain });
    },
  };
}

/** What the configuration names, opened, and found to fit together. */
async function partsOf(configuration: Configuration, { clock, log }: ProviderPorts) {
  const { directory, keep } = await openDirectory(configuration, clock, log);
  const trust = await openTrust(configuration, directory, clock, log);
  const signers = await signersOf(configuration);
  const tls = await tlsOf(configuration);
  const now = clock.now();
  requireReadiness({ configuration, directory, trust: trust.current(), signers, tls, now });
  const watch = watchOf(configuration, clock, log);
  return { directory, keep, trust, signers, tls, watch, dkim: await dkimOf(configuration) };
}

function providerOf(
  configuration: Configuration,
  storage: Storage,
  { clock, log, scanner }: ProviderPorts,
  { directory, trust, signers, watch, dkim }: Awaited<ReturnType<typeof partsOf>>,
): Provider {
  const { provider: { serviceMailbox, domains }, mailboxes: { quotaBytes } } = configuration;
  const clockTrust = () => watch?.trustworthy() ?? { ok: true } as const;
  const trusted = () => clockTrust().ok;
  const { events, blobs, queries } = storage;
  return {
    ...namingOf(configuration),
    serviceMailbox,
    domains: new Set(domains),
    ...{ directory, trust, dkim, scanner, clockTrust, blobs, queries, clock, random },
    signer: new RollingSigner(signers),
    quota: quotaBytes,
    runtime: new Runtime({ store: events, clock, log: leveled(log), trusted }),
    structures: new Structures(blobs),
    log: log.warn,
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
  runtime.register({ actor: custody });
  runtime.register({ actor: webhook });
  runtime.register({ actor: client });
}

/** Scheduled messages are sent whether or not the API listens. */
function registerScheduled(
  { submission: limits }: Configuration,
  provider: Provider,
  { events }: Storage,
): void {
  const perform = scheduledEffects({ provider, events, limits });
  provider.runtime.register({ actor: scheduled, perform });
}
