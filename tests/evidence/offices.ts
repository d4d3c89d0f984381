/**
 * Who hands out evidence, for tests: a provider of the flows, with a log key of the test's own.
 *
 * @module
 */
import { join } from "node:path";
import type { Office } from "../../adapters/evidence/parcel.ts";
import { writeMessageEvidence } from "../../adapters/evidence/message.ts";
import { ZipFile } from "../../adapters/evidence/zip_file.ts";
import { webCryptoSigner } from "../../adapters/merkle/note_key.ts";
import { openLogFolder } from "../../adapters/notary/log_folder.ts";
import { Notary } from "../../adapters/notary/notary.ts";
import { openOffice } from "../../adapters/opening/office.ts";
import type { Clock } from "../../events/instant.ts";
import type { TestProvider } from "../flows/providers.ts";
import { unzipped } from "./unzipped.ts";

/** An office of a provider that has no log key yet. */
export async function officeOf(
  { configuration, storage }: TestProvider,
  clock: Clock,
): Promise<Office> {
  const keys = await crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"]);
  const signer = await webCryptoSigner(
    `${configuration.provider.domain}/log`,
    keys as CryptoKeyPair,
  );
  const folder = openLogFolder(configuration.storage.folder);
  const notary = new Notary({ storage, folder, signer, clock, log: { error: fail } });
  return await openOffice({ configuration, storage, notary, key: signer.key, clock, note: fail });
}

/** The files of a message's evidence, by their paths. */
export async function evidenceOf(
  office: Office,
  folder: string,
  pecId: string,
  address: string,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const path = join(folder, `${address}.zip`);
  await using zip = await ZipFile.create(path, office.now);
  await writeMessageEvidence(zip, office, pecId, address);
  return new Map([...await unzipped(path)].map(([name, { bytes }]) => [name, bytes]));
}

function fail(...reasons: readonly unknown[]): never {
  throw new Error(reasons.map((reason) => JSON.stringify(reason)).join(" "));
}
