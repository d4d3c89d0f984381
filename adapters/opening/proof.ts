/**
 * Opens what makes the log of events provable, as the configuration says.
 *
 * @module
 */
import type { Clock } from "../../events/instant.ts";
import type { Configuration } from "../config/configuration.ts";
import { openLogKey } from "../keys/log_key.ts";
import type { NoteSigner } from "../merkle/note_key.ts";
import { openLogFolder } from "../notary/log_folder.ts";
import { Notary } from "../notary/notary.ts";
import { requireOrigin } from "../storage/restored.ts";
import type { Storage } from "../storage/storage.ts";
import type { Log } from "./log.ts";

/** The key that signs the heads of the log. */
export async function logSignerOf({ proof }: Configuration): Promise<NoteSigner> {
  return await openLogKey(await Deno.readTextFile(proof.key), proof.origin);
}

/**
 * Who signs the heads of the log.
 *
 * @throws {Error} where the log was restored under another name than the configuration has.
 */
export async function openNotary(
  configuration: Configuration,
  storage: Storage,
  clock: Clock,
  log: Pick<Log, "error">,
): Promise<Notary> {
  await requireOrigin(storage.events, configuration.proof.origin);
  return new Notary({
    storage,
    folder: openLogFolder(configuration.storage.folder),
    signer: await logSignerOf(configuration),
    clock,
    log,
  });
}
