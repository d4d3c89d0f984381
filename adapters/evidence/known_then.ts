/**
 * What was known when something happened: it was kept with the seal of the day.
 *
 * @module
 */
import type { LegalDay } from "../../events/legal_day.ts";
import type { Sha256 } from "../../events/rope.ts";
import { readBlob } from "../storage/whole.ts";
import { type LogDays, sealsOf } from "./log_days.ts";
import type { Material } from "./material.ts";
import type { Office } from "./parcel.ts";

/**
 * What was sealed with some days. Of today there is what the manifest is judged by, which is signed
 * now; the directory of today only where a day has not been sealed yet.
 */
export async function knownThen(
  { storage: { blobs }, known }: Office,
  logDays: LogDays,
  days: ReadonlySet<LegalDay>,
): Promise<readonly Material[]> {
  const seals = sealsOf(logDays, days);
  const read = (all: readonly Sha256[]) => Promise.all(all.map((blob) => readBlob(blobs, blob)));
  const sealed = await Promise.all(
    seals.map(async ({ certificates, revocation, directory }): Promise<Material> => ({
      certificates: await read(certificates),
      revocation: await read(revocation),
      directory: directory === null ? null : await readBlob(blobs, directory),
    })),
  );
  const now = await known();
  return [...sealed, seals.length < days.size ? now : { ...now, directory: null }];
}

/** What the provider has signed with, and its issuers, DER. */
export async function ownCertificates(
  { storage: { blobs } }: Office,
  { signers }: LogDays,
): Promise<readonly Uint8Array[]> {
  const all = new Set(signers.flatMap(({ certificate, chain }) => [certificate, ...chain]));
  return await Promise.all([...all].map((blob) => readBlob(blobs, blob)));
}
