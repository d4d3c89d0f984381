/**
 * Who hands out evidence, for tests: a provider of the flows.
 *
 * @module
 */
import { join } from "node:path";
import { unzipSync } from "fflate";
import type { Office } from "../../adapters/evidence/parcel.ts";
import { writeMessageEvidence } from "../../adapters/evidence/message.ts";
import { ZipFile } from "../../adapters/evidence/zip_file.ts";
import { openOffice } from "../../adapters/opening/office.ts";
import type { Clock } from "../../events/instant.ts";
import type { TestProvider } from "../flows/providers.ts";

/** The office of a provider at work. */
export function officeOf({ configuration, storage }: TestProvider, clock: Clock): Promise<Office> {
  return openOffice(configuration, storage, clock, {
    reached() {},
    note(text) {
      throw new Error(text);
    },
  });
}

/** A bundle that was written. */
export interface Bundle {
  readonly zip: Uint8Array<ArrayBuffer>;
  /** By their paths, in order. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** A message's evidence. */
export function evidenceOf(
  office: Office,
  folder: string,
  pecId: string,
  address: string,
): Promise<Bundle> {
  return written(folder, office, (zip) => writeMessageEvidence(zip, office, pecId, address));
}

/** What was written into a new file. */
export async function written(
  folder: string,
  { now }: Office,
  write: (zip: ZipFile) => Promise<unknown>,
): Promise<Bundle> {
  const path = join(folder, `${crypto.randomUUID()}.zip`);
  await using zip = await ZipFile.create(path, now);
  await write(zip);
  await zip.place();
  const bytes = await Deno.readFile(path);
  return { zip: bytes, files: new Map(Object.entries(unzipSync(bytes))) };
}

const SECOND_OPINION = new URL("./second_opinion.py", import.meta.url).pathname;

/** What Python has seen in a bundle. Throws where something is wrong. */
export async function secondOpinion({ zip }: Bundle): Promise<unknown> {
  const file = await Deno.makeTempFile({ suffix: ".zip" });
  try {
    await Deno.writeFile(file, zip);
    const args = [SECOND_OPINION, file];
    const { success, stdout, stderr } = await new Deno.Command("python3", { args }).output();
    if (!success) throw new Error(new TextDecoder().decode(stderr));
    return JSON.parse(new TextDecoder().decode(stdout));
  } finally {
    await Deno.remove(file);
  }
}
