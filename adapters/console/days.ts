/**
 * The days of the log as the operator sees them: closed, sealed, stamped.
 *
 * @module
 */
import type { LegalDay } from "../../events/legal_day.ts";
import { legalInstant } from "../documents/pec/legal_instant.ts";
import { type LogDays, readLogDays } from "../evidence/log_days.ts";
import type { ReadOnlyStorage } from "../storage/storage.ts";
import { fileFault } from "./file_faults.ts";
import { renderTable } from "./table.ts";
import { writeWhole } from "./whole_file.ts";

/** Stands for what has not come yet. */
const MISSING = "-";

/** One row for each closed day. */
export function dayTable({ log }: Pick<ReadOnlyStorage, "log">): string {
  const days = readLogDays(log);
  return renderTable(
    ["DAY", "FIRST", "LAST", "LINES", "BREACHES", "SEALED", "HEAD STAMPED"],
    days.closed.map(({ event: { day, first, last, size, lines, breaches } }) => [
      day,
      ...[first, last, lines, breaches].map(String),
      sealedAt(days, day),
      stampedAt(days, size),
    ]),
  );
}

function sealedAt({ sealed }: LogDays, day: LegalDay): string {
  const seal = sealed.find(({ event }) => event.day === day);
  return seal ? legalInstant(seal.event.at) : MISSING;
}

/** The first that the head with which the day was closed got. */
function stampedAt({ stamps }: LogDays, size: number): string {
  const stamp = stamps.find((stamp) => stamp.size === size);
  return stamp ? legalInstant(stamp.instant) : MISSING;
}

/**
 * Writes the signed file of a day into a new file.
 *
 * @returns its SHA-256, which the file of the next day names.
 * @throws {Error} when the day has no file, or the new one cannot be written.
 */
export async function exportDay(
  { log, blobs }: Pick<ReadOnlyStorage, "log" | "blobs">,
  day: LegalDay,
  file: string,
): Promise<string> {
  const found = readLogDays(log).sealed.find(({ event }) => event.day === day);
  if (!found) {
    throw new Error(`Cannot export ${day}: it is not sealed. ceralacca log days shows which are`);
  }
  for (const { blob } of found.event.file) {
    if (await blobs.sizeOf(blob) !== null) continue;
    throw new Error(
      `Cannot export ${day}: its file is not there any more. ceralacca audit tells if it should be`,
    );
  }
  const output = await create(file);
  await writeWhole(output, file, blobs.read(found.event.file));
  return found.event.digest;
}

async function create(file: string): Promise<Deno.FsFile> {
  try {
    return await Deno.open(file, { write: true, createNew: true, mode: 0o600 });
  } catch (error) {
    throw new Error(`Cannot write ${file}: ${fileFault(error)}. Name a new file`);
  }
}
