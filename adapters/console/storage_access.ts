/**
 * How commands get at the storage that a configuration names.
 *
 * @module
 */
import { Option } from "commander";
import { account } from "../../actors/account.ts";
import { client } from "../../actors/client.ts";
import { custody } from "../../actors/custody.ts";
import { mailbox } from "../../actors/mailbox.ts";
import { Runtime } from "../../actors/runtime.ts";
import { systemClock } from "../clock.ts";
import type { Configuration, ProviderConfiguration } from "../config/configuration.ts";
import { loadConfiguration, loadPublicConfiguration } from "../config/load.ts";
import { openStorage, openStorageReadOnly } from "../storage/sqlite/open.ts";
import type { ReadOnlyStorage, Storage } from "../storage/storage.ts";

/** Runs `work` with what reads the storage of a configuration; its private keys may be missing. */
export async function reading(
  file: string,
  work: (storage: ReadOnlyStorage) => Promise<void>,
): Promise<void> {
  const { storage: { folder } } = await loadPublicConfiguration(file);
  const storage = await openStorageReadOnly(folder, systemClock);
  try {
    await work(storage);
  } finally {
    await storage.close();
  }
}

/** What commands that change something work with. */
export interface Administration {
  readonly runtime: Runtime;
  readonly storage: Storage;
  readonly configuration: Configuration;
}

/** Runs `work` with a runtime for accounts, also beside a provider that serves. */
export async function administering(
  file: string,
  work: (runtime: Runtime, provider: ProviderConfiguration) => Promise<void>,
): Promise<void> {
  await changing(file, ({ runtime, configuration }) => work(runtime, configuration.provider));
}

/**
 * Runs `work` with accounts, mailboxes, clients of the API and the custody of messages to change,
 * also beside a provider that serves.
 */
export async function changing(
  file: string,
  work: (administration: Administration) => Promise<void>,
): Promise<void> {
  const configuration = await loadConfiguration(file);
  const storage = await openStorage(configuration.storage.folder, systemClock);
  const runtime = new Runtime({ store: storage.events, clock: systemClock, log: () => {} });
  runtime.register({ actor: account });
  runtime.register({ actor: mailbox });
  runtime.register({ actor: custody });
  runtime.register({ actor: client });
  try {
    await work({ runtime, storage, configuration });
  } finally {
    await runtime.stop();
    await storage.close();
  }
}

/** The option that names the provider's configuration. */
export function config(): Option {
  return new Option("-c, --config <file>", "the provider's configuration").default("config.toml");
}
