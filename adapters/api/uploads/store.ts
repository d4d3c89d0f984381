/**
 * Uploads: files that come in parts, so that a connection that breaks costs only what was on its way.
 * No facts: what a message has attached of them stands in the message.
 *
 * @module
 */
import { createHash } from "node:crypto";
import type { Instant } from "../../../events/instant.ts";
import type { Caller } from "../caller.ts";
import type { World } from "../world.ts";
import { digestOf, fileOf, readFile, receive, removeFile } from "./files.ts";
import { KEPT, largestFile, MOST_BYTES, MOST_BYTES_OF_CLIENT, MOST_UPLOADS } from "./limits.ts";
import {
  busyUpload,
  noRoom,
  notAttachable,
  otherOffset,
  tooLarge,
  tooManyBytes,
  tooManyUploads,
  unknownUpload,
  wrongDigest,
} from "./problems.ts";
import { type Upload, UploadTable } from "./table.ts";

/** What of a world uploads need. */
export type UploadWorld =
  & Pick<World, "operational" | "uploadsFolder" | "limits">
  & { readonly provider: Pick<World["provider"], "clock"> };

/** A file that a message may attach. */
export interface UploadedFile {
  /** Octets. */
  readonly size: number;
  readonly sha256: string;
  readonly filename: string;
  readonly contentType: string;
  /** Its bytes, from the first one; may be asked for more than once. */
  bytes(): AsyncIterable<Uint8Array>;
}

/**
 * Begins an upload. Where the client has declared the same file before, that one goes on: whoever
 * does all of it once more, having lost an answer, comes to the same id, and so to the same message
 * under the same idempotency key.
 *
 * @throws {Problem} too-large; conflict where the client has too many; unavailable.
 */
export function beginUpload(
  { operational, limits, provider }: UploadWorld,
  { client }: Caller,
  declared: Pick<Upload, "filename" | "contentType" | "size" | "sha256">,
): Upload {
  const most = largestFile(limits);
  if (declared.size > most) throw tooLarge(most);
  const table = new UploadTable(operational);
  const id = idOf(client, declared);
  const changedAt = provider.clock.now();
  return table.transaction(() => {
    const before = table.find(id);
    if (before) {
      table.setOffset(id, before.offset, changedAt);
      return { ...before, changedAt };
    }
    const { uploads, bytes } = table.countOf(client);
    if (uploads >= MOST_UPLOADS || bytes + declared.size > MOST_BYTES_OF_CLIENT) {
      throw tooManyUploads();
    }
    if (table.count().bytes + declared.size > MOST_BYTES) throw noRoom();
    const upload = { ...declared, id, client, offset: 0, complete: false, changedAt };
    table.insert(upload);
    return upload;
  });
}

function idOf(
  client: string,
  { filename, contentType, size, sha256 }: Parameters<typeof beginUpload>[2],
): string {
  const identity = JSON.stringify([client, filename, contentType, size, sha256]);
  return createHash("sha256").update(identity).digest("hex").slice(0, 32);
}

/**
 * An upload of the caller's.
 *
 * @throws {Problem} not-found.
 */
export function findUpload({ operational }: UploadWorld, { client }: Caller, id: string): Upload {
  const upload = new UploadTable(operational).find(id);
  if (upload?.client !== client) throw unknownUpload();
  return upload;
}

/** Up to `limit` uploads of the caller's behind an id, in the order of their ids. */
export function listUploads(
  { operational }: UploadWorld,
  { client }: Caller,
  { after, limit }: { readonly after: string; readonly limit: number },
): readonly Upload[] {
  return new UploadTable(operational).page(client, after, limit);
}

/** A part of a file. */
export interface UploadPart {
  /** Where it goes. */
  readonly offset: number;
  /** How long it says that it is; null where it does not. */
  readonly length: number | null;
  readonly body: AsyncIterable<Uint8Array>;
}

/**
 * Takes the next part; durable when this resolves. With the last one the digest is checked.
 *
 * @throws {Problem} not-found; conflict where it does not go there, or another request writes;
 *   too-large; invalid-request where it breaks off; invalid-content where the digest is wrong: the
 *   upload is gone then.
 */
export async function writeUpload(
  world: UploadWorld,
  caller: Caller,
  id: string,
  { offset, length, body }: UploadPart,
): Promise<Upload> {
  const upload = findUpload(world, caller, id);
  using _held = hold(world, id);
  if (offset !== upload.offset) throw otherOffset(upload);
  if (length !== null && offset + length > upload.size) throw tooManyBytes(upload);
  const table = new UploadTable(world.operational);
  const { clock } = world.provider;
  const path = fileOf(world.uploadsFolder, upload);
  await receive(path, upload, body, (there) => table.setOffset(id, there, clock.now()));
  const written = findUpload(world, caller, id);
  if (written.offset < written.size || written.complete) return written;
  const found = await digestOf(path);
  if (found !== written.sha256) {
    await remove(world, id);
    throw wrongDigest(found);
  }
  table.setComplete(id);
  return { ...written, complete: true };
}

/**
 * Removes an upload. Messages that have attached it keep what they have.
 *
 * @throws {Problem} not-found; conflict while it is written.
 */
export async function removeUpload(world: UploadWorld, caller: Caller, id: string): Promise<void> {
  findUpload(world, caller, id);
  using _held = hold(world, id);
  await remove(world, id);
}

/**
 * A complete upload of the caller's, to be attached.
 *
 * @throws {Problem} invalid-content where there is none, or it is not complete.
 */
export function readUpload(
  { operational, uploadsFolder }: UploadWorld,
  { client }: Caller,
  id: string,
): Promise<UploadedFile> {
  const upload = new UploadTable(operational).find(id);
  if (upload?.client !== client) return Promise.reject(notAttachable(null));
  if (!upload.complete) return Promise.reject(notAttachable(upload));
  const { size, sha256, filename, contentType } = upload;
  const bytes = () => readFile(fileOf(uploadsFolder, upload));
  return Promise.resolve({ size, sha256, filename, contentType, bytes });
}

/** Until when an upload is kept unless it changes again. */
export function expiryOf({ changedAt }: Upload): Instant {
  return changedAt + KEPT;
}

/** Removes what has not changed for long, and files that a crash has left. */
export async function sweepUploads(world: UploadWorld): Promise<void> {
  const { operational, uploadsFolder, provider } = world;
  const table = new UploadTable(operational);
  for (const id of table.unchangedSince(provider.clock.now() - KEPT)) {
    if (held.has(fileOf(uploadsFolder, { id }))) continue;
    using _held = hold(world, id);
    await remove(world, id);
  }
  for await (const { name: id } of Deno.readDir(uploadsFolder)) {
    if (table.find(id) !== null || held.has(fileOf(uploadsFolder, { id }))) continue;
    // It may be declared again at this moment: nothing is written before the old file is gone.
    using _held = hold(world, id);
    await removeFile(fileOf(uploadsFolder, { id }));
  }
}

/** The files of uploads that a request is writing or removing. */
const held = new Set<string>();

/** One at a time changes an upload. */
function hold({ uploadsFolder }: UploadWorld, id: string): Disposable {
  const file = fileOf(uploadsFolder, { id });
  if (held.has(file)) throw busyUpload();
  held.add(file);
  return { [Symbol.dispose]: () => held.delete(file) };
}

async function remove({ operational, uploadsFolder }: UploadWorld, id: string): Promise<void> {
  // The row first: a file without one is swept away.
  new UploadTable(operational).remove(id);
  await removeFile(fileOf(uploadsFolder, { id }));
}
