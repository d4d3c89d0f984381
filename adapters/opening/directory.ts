/**
 * Opens the providers' index as the configuration says.
 *
 * @module
 */
import { type Clock, HOUR } from "../../events/instant.ts";
import type { Configuration } from "../config/configuration.ts";
import { loadDirectory, type ProviderDirectory } from "../directory/directory.ts";
import { DirectoryKeeper, type KeeperOptions } from "../directory/keeper.ts";
import { certificatesFromPem } from "../documents/smime/pem.ts";
import { embeddedContent } from "../documents/smime/signed_file.ts";
import type { Log } from "./log.ts";

/** The providers' index from a plain file, or kept up to date from where it is published. */
export async function openDirectory(
  configuration: Configuration,
  clock: Clock,
  log: Log,
): Promise<{ directory: ProviderDirectory; keep: (signal: AbortSignal) => Promise<void> }> {
  const options = await keeperOptions(configuration, clock, log);
  if (options !== null) {
    const keeper = await DirectoryKeeper.open(options);
    return { directory: keeper.directory, keep: (signal) => keeper.keep(signal) };
  }
  const { file } = configuration.directory;
  const { directory, warnings } = await loadDirectory(file);
  for (const warning of warnings) log.warn("directory.warning", { file, warning });
  return { directory, keep: () => Promise.resolve() };
}

/**
 * The index as it lies on the disk, LDIF.
 *
 * @throws {Error} where there is none, or the copy of a published one cannot be read.
 */
export async function directoryEdition(
  { directory: { file, source } }: Pick<Configuration, "directory">,
): Promise<Uint8Array> {
  const bytes = await Deno.readFile(file);
  return source === null ? bytes : embeddedContent(bytes);
}

/** Null where the index is a plain file. */
export async function keeperOptions(
  { directory: { file, source } }: Configuration,
  clock: Clock,
  log: Log,
): Promise<KeeperOptions | null> {
  if (source === null) return null;
  const text = (path: string) => Deno.readTextFile(path);
  return {
    source: {
      url: source.url,
      clientCertificate: await text(source.clientCertificate),
      clientKey: await text(source.clientKey),
      tlsRoots: source.tlsRoots === null ? null : await text(source.tlsRoots),
    },
    cache: file,
    trust: {
      roots: certificatesFromPem(await text(source.signerRoots)),
      crls: [],
      signerFingerprint: source.signerFingerprint,
    },
    every: source.everyHours * HOUR,
    maxShrink: source.maxShrinkPercent / 100,
    alarmAge: source.alarmAgeHours * HOUR,
    clock,
    log,
  };
}
