/**
 * Files that leave the house: none does before the log remembers it.
 *
 * @module
 */
import { custody, CUSTODY_KEY } from "../../actors/custody.ts";
import type { Exported } from "../../events/custody.ts";
import { startOfLegalDay } from "../../events/legal_day.ts";
import { systemClock } from "../clock.ts";
import type { Period } from "../evidence/extract.ts";
import type { Handed } from "../evidence/message.ts";
import type { Office } from "../evidence/parcel.ts";
import { ZipFile } from "../evidence/zip_file.ts";
import { openOffice } from "../opening/office.ts";
import { fileFault, isDiskFull } from "./file_faults.ts";
import { standardProgress } from "./progress.ts";
import { changing } from "./storage_access.ts";

/** What is handed out, and to whom. */
export type About = Pick<Exported, "kind" | "to" | "mailbox" | "pecId" | "reason">;

/** Writes the content into the file; the period where it is about one. */
export type Write = (
  zip: ZipFile,
  office: Office,
) => Promise<Handed & { readonly period?: Period }>;

/**
 * Makes a new file, has the log remember it, and puts it in its place.
 *
 * @param configuration the file of the provider's configuration.
 * @throws {Error} where there is such a file already, or it cannot be made.
 */
export async function handOut(
  configuration: string,
  file: string,
  about: About,
  write: Write,
): Promise<void> {
  await changing(configuration, async ({ storage, runtime, configuration }) => {
    const progress = standardProgress();
    const office = await openOffice(configuration, storage, systemClock, {
      reached: (count) => progress.reached(count, `${count} events written`),
      note: (text) => progress.note(text),
    });
    await using zip = await create(file, office.now);
    const { digest, entries, period } = await write(zip, office).catch((error) => {
      if (!isDiskFull(error)) throw error;
      throw new Error(`Cannot write ${file}: ${fileFault(error)}. Make room, and run it again`);
    }).finally(() => progress.end());
    const exported = { ...about, ...instantsOf(period), digest, entries };
    const { refusal } = await runtime.send(custody, CUSTODY_KEY, { type: "export", exported });
    if (refusal) throw new Error(`Cannot hand out ${file}: ${refusal.detail}`);
    await zip.place();
    const days = period ? ` of ${period.from} to ${period.to}` : "";
    console.log(`Wrote ${file}: ${entries} events${days}, SHA-256 ${digest}`);
  });
}

async function create(file: string, made: number): Promise<ZipFile> {
  try {
    return await ZipFile.create(file, made);
  } catch (error) {
    throw new Error(`Cannot write ${file}: ${fileFault(error)}. Name a new file`);
  }
}

function instantsOf(period: Period | undefined): Pick<Exported, "from" | "until"> {
  if (!period) return { from: null, until: null };
  return { from: startOfLegalDay(period.from), until: startOfLegalDay(period.to, 1) };
}
