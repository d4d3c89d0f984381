/**
 * Seals a closed day: writes its file, signed by the provider with the time stamp over the
 * signature, and keeps what signatures are judged by as it is now.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { LOG_KEY, logDays, type LogEffect, type LogState } from "../../actors/log.ts";
import type { DayClosed } from "../../events/log.ts";
import type { Rope, Sha256, Slice, SmallBlob } from "../../events/rope.ts";
import type { BlobStore } from "../../events/store.ts";
import { Turn } from "../clock.ts";
import { concat } from "../documents/mime/octets.ts";
import { type DayHeader, dayText } from "../documents/pec/sealed_day.ts";
import { frameContent } from "../documents/smime/attached_signature.ts";
import { parseSignedData } from "../documents/smime/signed_data.ts";
import { smallBlob } from "../storage/small_blob.ts";
import type { DayPorts } from "./ports.ts";
import { stampBytes } from "./stamping.ts";

/** A rope and those of its blobs that are not stored yet. */
interface Written {
  readonly rope: Rope;
  readonly small: readonly SmallBlob[];
}

/**
 * Seals the day. The file names the one before by its digest, so that none can be left out.
 *
 * @throws {NoTimeStampError} when there are authorities, and none gives a time stamp.
 */
export async function sealDay(
  ports: DayPorts,
  { closed, previous }: Extract<LogEffect, { type: "seal-day" }>,
  state: Pick<LogState, "issuer" | "log">,
): Promise<void> {
  const { issuer, log } = state;
  if (issuer === null || log === null) {
    throw new Error(`Cannot seal ${closed.day}: the log does not know in whose name`);
  }
  const { name, domain, address } = issuer;
  const { day, first, last, lines } = closed;
  const provider = { name, domain, address };
  const header = { provider, day, first, last, lines, key: log.key, previous };
  const { file, stamp } = await signText(ports, await writeText(ports, header, closed));
  const { certificates, revocation, directory } = await ports.material();
  const snapshot = new Snapshot(ports.storage.blobs);
  await ports.runtime.send(logDays, LOG_KEY, {
    type: "sealed",
    day,
    file: [...file.rope],
    size: file.size,
    digest: file.digest,
    certificates: await snapshot.keepAll([...certificates, ...certificatesOf(stamp)]),
    revocation: await snapshot.keepAll(revocation),
    directory: directory === null ? null : await snapshot.keep(directory),
  }, [...file.small, ...snapshot.small]);
}

/** The text of the day as a blob; it may be large. */
async function writeText(
  { storage }: DayPorts,
  header: DayHeader,
  { day, first, last, size }: DayClosed,
): Promise<Written> {
  const head = storage.log.headAtLeast(size);
  if (head?.size !== size) throw new Error(`Cannot seal ${day}: its head is gone`);
  // The lines may be built anew at the moment, by a newer release.
  await storage.projected();
  const writer = storage.blobs.create();
  const turn = new Turn();
  try {
    for (const piece of dayText(header, storage.trace.traceOf({ first, last }), head.note)) {
      await writer.write(piece);
      if (turn.over) await turn.pass();
    }
    return await writer.end();
  } finally {
    await writer.abort();
  }
}

/** The signed file. The text's blob is named by its SHA-256: what the signature is over. */
async function signText(ports: DayPorts, { rope: [text], small }: Written) {
  if (text === undefined) throw new Error("Cannot sign a day: it has no text");
  const { clock, signer, authorities } = ports;
  const digest = Uint8Array.fromHex(text.blob);
  const { signedData, value } = await signer.sign(digest, clock.now());
  const stamp = authorities.length === 0 ? null : (await stampBytes(ports, value)).token;
  const { before, after } = frameContent(signedData, text.length, stamp);
  const frame = smallBlob(concat([before, after]));
  const rope: Slice[] = [
    { blob: frame.sha256, offset: 0, length: before.length },
    text,
    { blob: frame.sha256, offset: before.length, length: after.length },
  ];
  const all = [frame, ...small];
  const file = createHash("sha256");
  for await (const chunk of ports.storage.blobs.read(rope, all)) file.update(chunk);
  const size = before.length + text.length + after.length;
  return { file: { rope, small: all, size, digest: file.digest("hex") }, stamp };
}

/** Those that a time stamp encloses. */
function certificatesOf(token: Uint8Array | null): readonly Uint8Array[] {
  return token === null ? [] : parseSignedData(token).certificates;
}

/** What is kept as it is now, each blob once. */
class Snapshot {
  readonly #blobs: BlobStore;
  /** Those that are not stored yet. */
  readonly small: SmallBlob[] = [];

  constructor(blobs: BlobStore) {
    this.#blobs = blobs;
  }

  async keep(bytes: Uint8Array): Promise<Sha256> {
    const writer = this.#blobs.create();
    try {
      await writer.write(bytes);
      const { rope: [slice], small } = await writer.end();
      if (slice === undefined) throw new Error("Cannot keep a blob: it is empty");
      this.small.push(...small);
      return slice.blob;
    } finally {
      await writer.abort();
    }
  }

  async keepAll(all: readonly Uint8Array[]): Promise<Sha256[]> {
    const names = new Set<Sha256>();
    for (const bytes of all) names.add(await this.keep(bytes));
    return [...names];
  }
}
