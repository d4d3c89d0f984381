/**
 * A data folder to be audited: of a provider that has had messages, and a day that is closed, sealed
 * and stamped.
 *
 * @module
 */
import { join } from "node:path";
import { audit } from "../../adapters/audit/audit.ts";
import type { Fault } from "../../adapters/audit/fault.ts";
import type { Configuration } from "../../adapters/config/configuration.ts";
import { systemClock } from "../../adapters/clock.ts";
import { certificatesFromPem, toPem } from "../../adapters/documents/smime/pem.ts";
import { formatVerifierKey, type VerifierKey } from "../../adapters/merkle/note_key.ts";
import { openIssuers } from "../../adapters/opening/issuers.ts";
import type { Issuers } from "../../adapters/points/issuers.ts";
import type { ReadOnlyStorage } from "../../adapters/storage/storage.ts";
import { logSignerOf } from "../../adapters/opening/proof.ts";
import { HOUR } from "../../events/instant.ts";
import type { Trust } from "../../adapters/verifier/report.ts";
import { Authority } from "../days/authority.ts";
import { mailTo } from "../flows/mail.ts";
import { Providers } from "../flows/providers.ts";
import { lookedUntil } from "../flows/quiet.ts";
import { root } from "../timestamp/support.ts";

const ANNA = "anna@alfa.example";
const BRUNO = "bruno@beta.example";
const CARLA = "carla@alfa.example";

/** A provider's folder that nobody serves. */
export interface Archive extends AsyncDisposable {
  /** The data folder. */
  readonly folder: string;
  readonly configuration: Configuration;
  readonly key: VerifierKey;
  readonly trust: Trust;
  readonly issuers: (storage: ReadOnlyStorage) => Promise<Issuers>;
}

/**
 * Makes one: a message within the provider, one to another provider, one with a large attachment,
 * a refused one; then a midnight passes.
 */
export async function newArchive(): Promise<Archive> {
  const place = await Deno.makeTempDir({ prefix: "audit-" });
  const roots = join(place, "stamping.pem");
  await Deno.writeTextFile(roots, toPem("CERTIFICATE", root.certificate.raw));
  let time = () => systemClock.now();
  const authority = new Authority({ now: () => time(), until: systemClock.until });
  const url = authority.known.url;
  const providers = await Providers.start({
    change: (configuration) => ({
      ...configuration,
      proof: { ...configuration.proof, authorities: [{ url, roots, policy: null }] },
    }),
  });
  const { alfa, clock } = providers;
  time = () => clock.now();
  for (const to of [CARLA, BRUNO]) {
    await alfa.accept({ account: ANNA, recipients: [to], content: mailTo(to) });
  }
  await alfa.accept({ account: ANNA, recipients: [BRUNO], content: large(BRUNO) });
  await alfa.accept({ account: ANNA, recipients: [CARLA], content: mailTo(BRUNO) });
  await providers.settled();
  clock.advance(24 * HOUR);
  await lookedUntil(async () => {
    const events = await alfa.storage.events.readStream("log-days", 0, 100);
    const seen = new Set(events.map(({ event }) => event.type));
    const missing = ["log.day-sealed", "log.head-stamped"].filter((type) => !seen.has(type));
    return missing.length === 0 ? null : missing.join(", ");
  });
  const { configuration } = alfa;
  const folder = join(place, "data");
  await alfa.stop();
  await copyFolder(configuration.storage.folder, folder);
  const { key } = await logSignerOf(configuration);
  const trust = {
    roots: certificatesFromPem(providers.authority),
    timeStampRoots: [root.certificate.raw],
    logKeys: [formatVerifierKey(key)],
    now: clock.now(),
  };
  return {
    folder,
    configuration,
    key,
    trust,
    issuers: (storage) => openIssuers(configuration, storage),
    async [Symbol.asyncDispose]() {
      await providers[Symbol.asyncDispose]();
      await authority[Symbol.asyncDispose]();
      await Deno.remove(place, { recursive: true });
    },
  };
}

/** What an audit of a folder finds, in its order. */
export async function faultsIn(
  folder: string,
  { key, trust, issuers }: Pick<Archive, "key" | "trust" | "issuers">,
): Promise<readonly Fault[]> {
  const scratch = await Deno.makeTempDir({ prefix: "scratch-" });
  const faults: Fault[] = [];
  try {
    await audit({
      folder,
      scratch,
      key,
      trust,
      issuers,
      clock: systemClock,
      tell: (fault) => faults.push(fault),
      reached() {},
    });
    return faults;
  } finally {
    await Deno.remove(scratch, { recursive: true });
  }
}

/** Copies a folder with all that is in it. */
export async function copyFolder(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  for await (const { name, isDirectory } of Deno.readDir(from)) {
    if (isDirectory) await copyFolder(join(from, name), join(to, name));
    else await Deno.copyFile(join(from, name), join(to, name));
  }
}

/** A message whose blob is a file of its own. */
function large(to: string): string {
  return mailTo(to) + "Una riga di testo.\r\n".repeat(10_000);
}
