/**
 * Who hands out evidence, for tests: a provider of the flows.
 *
 * @module
 */
import { join } from "node:path";
import type { Office } from "../../adapters/evidence/parcel.ts";
import { writeMessageEvidence } from "../../adapters/evidence/message.ts";
import { ZipFile } from "../../adapters/evidence/zip_file.ts";
import { openOffice } from "../../adapters/opening/office.ts";
import type { Clock } from "../../events/instant.ts";
import type { TestProvider } from "../flows/providers.ts";
import { unzipped } from "./unzipped.ts";

/** The office of a provider at work. */
export function officeOf({ configuration, storage }: TestProvider, clock: Clock): Promise<Office> {
  return openOffice(configuration, storage, clock, (text) => {
    throw new Error(text);
  });
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
  await zip.place();
  return new Map([...await unzipped(path)].map(([name, { bytes }]) => [name, bytes]));
}
