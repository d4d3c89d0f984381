/**
 * Providers' data folders to be backed up and restored.
 *
 * @module
 */
import { expect } from "expect";
import { createHash } from "node:crypto";
import { DatabaseSync } from "node:sqlite";
import { relative } from "node:path";
import { webCryptoSigner } from "../../adapters/merkle/note_key.ts";
import { openLogFolder } from "../../adapters/notary/log_folder.ts";
import { Notary } from "../../adapters/notary/notary.ts";
import { type BackedUp, backUp } from "../../adapters/storage/sqlite/backup/backup.ts";
import type { CopyWatch, Extent } from "../../adapters/storage/sqlite/backup/copy.ts";
import type { Continuation } from "../../adapters/storage/sqlite/backup/continuation.ts";
import { restore } from "../../adapters/storage/sqlite/backup/restore.ts";
import { databaseFile } from "../../adapters/storage/sqlite/schema.ts";
import type { Storage } from "../../adapters/storage/storage.ts";
import type { OutgoingEvent } from "../../events/outgoing.ts";
import { gather, noise, outgoing, submitted, write } from "../contracts/samples.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";
import { withStorage } from "./temporary.ts";

/** The time of all backups. */
export const clock = new SimulatedClock();

/** The log that goes on. */
export const WHOLE: Continuation = { kind: "whole", checkpoint: null };

const keys = await crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"]) as CryptoKeyPair;

/** A watch that expects nothing to be damaged. */
export const watch: CopyWatch = {
  blob() {},
  event() {},
  damaged(what) {
    throw new Error(`Cannot go on: ${what} is damaged`);
  },
};

/** Submits a message with a content of so many bytes. */
export async function submit(
  { events, blobs }: Storage,
  key: string,
  length: number,
): Promise<string> {
  const seed = [...key].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 1_000_003, 7);
  const { rope, small } = await write(blobs, noise(length, seed), 65_536);
  await events.append({
    stream: outgoing(key),
    expectedVersion: 0,
    events: [submitted(key, rope)],
    blobs: small,
    wake: 1_000_000 + (seed % 1000),
  });
  return rope[0]?.blob ?? "";
}

/** Submits several messages, small ones and large ones. */
export async function submitMany(folder: string, name: string, count: number): Promise<void> {
  await withStorage(folder, async (storage) => {
    await Promise.all(
      Array.from(
        { length: count },
        (_, index) =>
          submit(storage, `${name}.${index}`, index % 20 === 4 ? 100_000 + index : 500 + index),
      ),
    );
  });
}

/** Signs a head over all events; the log is called `origin`. */
export async function signHead(folder: string, origin = "alfa.example/log"): Promise<void> {
  await withStorage(folder, async (storage) => {
    const signer = await webCryptoSigner(origin, keys);
    const log = {
      error(event: string, fields: unknown) {
        throw new Error(`Cannot sign: ${event} ${JSON.stringify(fields)}`);
      },
    };
    const ports = { storage, folder: openLogFolder(folder), signer, clock, log };
    await new Notary(ports).advance();
  });
}

/** Backs a data folder up. */
export function backUpInto(source: string, folder: string): BackedUp {
  return backUp({
    source,
    folder,
    provider: "alfa.example",
    now: () => clock.now(),
    watch,
    readBack: (faults) => expect([...faults]).toEqual([]),
  });
}

/** Restores a backup. */
export async function restoreInto(
  backup: string,
  target: string,
  continuation: Continuation = WHOLE,
): Promise<Extent> {
  return await restore({ backup, target, continuation, clock, watch, note: () => {} });
}

/** The rows of a query, read behind the storage's back. */
export function rowsOf(folder: string, sql: string): Record<string, unknown>[] {
  using database = new DatabaseSync(databaseFile(folder), { readOnly: true });
  return database.prepare(sql).all().map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [
        name,
        value instanceof Uint8Array ? value.toHex() : value,
      ]),
    )
  );
}

/** Every row of every table, digested, and the content of every file of the blobs and of the tree. */
export async function contentOf(folder: string): Promise<Record<string, unknown>> {
  await withStorage(folder, (storage) => storage.projected());
  const tables = rowsOf(folder, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY 1");
  const rows = tables.map(({ name }) => [
    String(name),
    rowsOf(folder, `SELECT * FROM ${name} ORDER BY 1, 2`).map((row) =>
      digestOf(new TextEncoder().encode(JSON.stringify(row)))
    ),
  ]);
  return { ...Object.fromEntries(rows), files: filesOf(folder) };
}

/** The files of the blobs and of the tree. */
export function filesOf(folder: string): Record<string, string> {
  const files = [`${folder}/blobs`, `${folder}/log`].flatMap((part) => filesIn(part));
  return Object.fromEntries(
    files.sort().map((file) => [relative(folder, file), digestOf(Deno.readFileSync(file))]),
  );
}

/**
 * Expects that a data folder holds the beginning of another one's log, with the content of every
 * message in it; resolves with how many events these are.
 */
export async function expectBeginning(target: string, data: string): Promise<number> {
  const [row] = rowsOf(target, "SELECT max(position) AS last FROM events");
  const last = Number(row!["last"]);
  for (const table of ["events", "event_keys"]) {
    const beginning = `SELECT * FROM ${table} WHERE position <= ${last} ORDER BY position`;
    expect(rowsOf(target, beginning)).toEqual(rowsOf(data, beginning));
  }
  // Every stream of a message owes something: what has no wake would be forgotten.
  const streams =
    "SELECT DISTINCT stream FROM events WHERE stream LIKE 'outgoing-first.%' ORDER BY 1";
  const wakes = "SELECT stream FROM wakes WHERE stream LIKE 'outgoing-first.%' ORDER BY 1";
  expect(rowsOf(target, wakes)).toEqual(rowsOf(target, streams));
  await withStorage(target, async ({ events, blobs }) => {
    for (const { event, stream } of await events.readAll(0, 100_000)) {
      if (!/^outgoing-(?:busy|first)\./.test(stream)) continue;
      const { content } = event as Extract<OutgoingEvent, { type: "outgoing.submitted" }>;
      const hash = createHash("sha256").update(await gather(blobs.read(content)));
      expect(hash.digest("hex")).toBe(content[0]?.blob);
    }
  });
  return last;
}

function digestOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function filesIn(folder: string): string[] {
  try {
    return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) =>
      isDirectory ? filesIn(`${folder}/${name}`) : [`${folder}/${name}`]
    );
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
