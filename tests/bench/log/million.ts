/**
 * A provider's folder whose log has a million events.
 *
 * @module
 */
import { join } from "node:path";
import { systemClock } from "../../../adapters/clock.ts";
import type { Configuration } from "../../../adapters/config/configuration.ts";
import { loadConfiguration } from "../../../adapters/config/load.ts";
import { openNotary } from "../../../adapters/opening/proof.ts";
import { openStorage } from "../../../adapters/storage/sqlite/open.ts";
import { bySmtp, underLoad } from "../cases/certified_load.ts";
import { DRAIN_SECONDS, HOLDERS, MESSAGE_SIZE } from "../cases/constants.ts";
import type { BenchmarkOptions } from "../options.ts";
import { multiplyLog } from "./multiply.ts";

/** Events in the log. */
export const EVENTS = 1_000_000;
/** Certified messages of the load, of which the log consists over and over. */
const MESSAGES = 200;
const DOMAIN = "alfa.example";

/** Makes one, with its tree and its projections; nobody serves it. */
export async function millionEvents(
  options: BenchmarkOptions,
): Promise<{ readonly configuration: Configuration; readonly file: string }> {
  const load = {
    recipientsPerMessage: 1,
    messageSize: MESSAGE_SIZE,
    inFlight: 64,
    warmUpSeconds: 0,
    seconds: DRAIN_SECONDS,
    drainSeconds: DRAIN_SECONDS,
    messages: MESSAGES,
  };
  await underLoad({ domains: [DOMAIN], holders: HOLDERS, door: bySmtp, load }, options);
  const file = join(options.folder, DOMAIN, "config.toml");
  const configuration = await loadConfiguration(file);
  const { folder } = configuration.storage;
  multiplyLog(folder, DOMAIN, EVENTS, () => {});
  const storage = await openStorage(folder, systemClock);
  try {
    await storage.projected();
    const log = { error: console.error };
    await (await openNotary(configuration, storage, systemClock, log)).advance();
  } finally {
    await storage.close();
  }
  return { configuration, file };
}
