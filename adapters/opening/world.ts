/**
 * Opens a provider as the API uses it.
 *
 * @module
 */
import { join } from "node:path";
import type { WorldMode } from "../../events/client.ts";
import { type Clock, HOUR } from "../../events/instant.ts";
import { OPERATIONAL_TABLES } from "../api/operational_tables.ts";
import { sweepUploads } from "../api/uploads/store.ts";
import type { SandboxControl, World } from "../api/world.ts";
import { Feed } from "../feed/feed.ts";
import { openOperational } from "../storage/operational.ts";
import { Webhooks } from "../webhooks/webhooks.ts";
import { openIssuers } from "./issuers.ts";
import { leveled } from "./log.ts";
import { openOffice } from "./office.ts";
import type { OpenProvider } from "./provider.ts";
import { random } from "./random.ts";
import { trustedBy } from "./verification.ts";
import type { WebhookRules } from "./webhooks.ts";

/** A world that is open. */
export interface OpenWorld {
  readonly world: World;
  /** Follows the log and keeps house, until the signal aborts. */
  run(signal: AbortSignal): Promise<void>;
  /** Ends it, when `run` has ended and nobody asks any more. */
  close(): void;
}

/** What makes the worlds differ. */
export interface WorldNature {
  readonly mode: WorldMode;
  /** Null for the live world. */
  readonly sandbox: SandboxControl | null;
  /** Of the process: its time goes on by itself. */
  readonly clock: Clock;
  readonly webhooks: WebhookRules;
}

/** Opens a world over a provider that is open. */
export async function openWorld(
  opened: OpenProvider,
  { mode, sandbox, clock, webhooks: rules }: WorldNature,
): Promise<OpenWorld> {
  const { configuration, provider, storage, notary, mailboxes: { mailboxOf, index } } = opened;
  const { storage: { folder }, submission } = configuration;
  const uploadsFolder = join(folder, "uploads");
  await Deno.mkdir(uploadsFolder, { recursive: true, mode: 0o700 });
  const note = leveled(opened.log);
  const operational = openOperational(folder, OPERATIONAL_TABLES);
  const feed = await Feed.open({ storage, log: note });
  const { runtime } = provider;
  const webhooks = new Webhooks({
    ...rules,
    ...{ storage, feed, operational, runtime, clock, random, log: note },
    allowed: (webhook) => rules.allowed(mode, webhook),
  });
  const watcher = { reached() {}, note() {} };
  const world: World = {
    ...{ mode, sandbox, provider, storage, operational, uploadsFolder, mailboxOf, index, feed },
    webhooks,
    limits: submission,
    office: () => openOffice(configuration, storage, provider.clock, watcher, notary),
    issuers: () => openIssuers(configuration, storage),
    trusted: () => trustedBy(configuration),
    scratchFolder: await emptyFolder(join(folder, "scratch")),
  };
  const sweep = async (signal: AbortSignal) => {
    while (!signal.aborted) {
      await sweepUploads(world).catch((error) => note("uploads.failed", { error: String(error) }));
      await clock.until(clock.now() + HOUR, signal).catch(() => {});
    }
  };
  return {
    world,
    async run(signal) {
      await Promise.all([feed.run(signal), webhooks.run(signal), sweep(signal)]);
    },
    close: () => operational.close(),
  };
}

/** A folder for what lives no longer than the process. */
async function emptyFolder(path: string): Promise<string> {
  await Deno.remove(path, { recursive: true }).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
  await Deno.mkdir(path, { mode: 0o700 });
  return path;
}
