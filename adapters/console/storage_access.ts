/**
 * How commands get at the storage that a configuration names.
 *
 * @module
 */
import { Option } from "commander";
import { account } from "../../actors/account.ts";
import { Runtime } from "../../actors/runtime.ts";
import { systemClock } from "../clock.ts";
import type { ProviderConfiguration } from "../config/configuration.ts";
import { loadConfiguration } from "../config/load.ts";
import { openStorage, openStorageReadOnly } from "../storage/sqlite/open.ts";
import type { ReadOnlyStorage } from "../storage/storage.ts";

/** Runs `work` with what reads the storage of a configuration. */
export async function reading(
  file: string,
  work: (storage: ReadOnlyStorage) => Promise<void>,
): Promise<void> {
  const { storage: { folder } } = await loadConfiguration(file);
  const storage = await openStorageReadOnly(folder, systemClock);
  try {
    await work(storage);
  } finally {
    await storage.close();
  }
}

/** Runs `work` with a runtime for accounts, also beside a provider that serves. */
export async function administering(
  file: string,
  work: (runtime: Runtime, provider: ProviderConfiguration) => Promise<void>,
): Promise<void> {
  const { storage: { folder }, provider } = await loadConfiguration(file);
  const storage = await openStorage(folder, systemClock);
  const runtime = new Runtime({ store: storage.events, clock: systemClock, log: () => {} });
  runtime.register({ actor: account });
  try {
    await work(runtime, provider);
  } finally {
    await runtime.stop();
    await storage.close();
  }
}

/** The option that names the provider's configuration. */
export function config(): Option {
  return new Option("-c, --config <file>", "the provider's configuration").default("config.toml");
}
