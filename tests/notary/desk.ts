/**
 * A store with events and a notary at work on it, over real files and a real database.
 *
 * @module
 */
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { LogFolder } from "../../adapters/notary/log_folder.ts";
import { openLogFolder } from "../../adapters/notary/log_folder.ts";
import { Notary, type NotaryPorts } from "../../adapters/notary/notary.ts";
import { type NoteSigner, webCryptoSigner } from "../../adapters/merkle/note_key.ts";
import { databaseFile } from "../../adapters/storage/sqlite/schema.ts";
import type { Storage } from "../../adapters/storage/storage.ts";
import { withFolder, withStorage } from "../storage/temporary.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";

/** The log's name in these tests. */
export const ORIGIN = "alfa.example/log";

/** A new key of the log. */
export async function newSigner(): Promise<NoteSigner> {
  const pair = await crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"]);
  return await webCryptoSigner(ORIGIN, pair as CryptoKeyPair);
}

/** The key that signs where a test does not bring its own. */
export const signer: NoteSigner = await newSigner();

/** All that a notary's test has at hand. */
export interface Desk {
  /** The data folder. */
  readonly folder: string;
  readonly storage: Storage;
  /** What a notary works with. */
  readonly ports: NotaryPorts & { readonly clock: SimulatedClock };
  /** The alarms that were raised. */
  readonly alarms: readonly string[];
  /** A notary on these ports, or on others. */
  notary(others?: Partial<NotaryPorts>): Notary;
}

/** Runs `test` with an empty store. */
export async function withDesk(test: (desk: Desk) => Promise<void>): Promise<void> {
  await withFolder((folder) =>
    withStorage(folder, async (storage) => {
      const alarms: string[] = [];
      const ports = {
        storage,
        folder: openLogFolder(folder),
        signer,
        clock: new SimulatedClock(),
        log: {
          error: (event: string, { reason }: Readonly<Record<string, unknown>>) =>
            alarms.push(`${event}: ${reason}`),
        },
      };
      const notary = (others: Partial<NotaryPorts> = {}) => new Notary({ ...ports, ...others });
      await test({ folder, storage, ports, alarms, notary });
    })
  );
}

let streams = 0;

/** Appends so many events of a stream of its own. */
export async function append({ events }: Storage, count: number): Promise<void> {
  const at = Date.UTC(2026, 10, 21);
  await events.append({
    stream: `account-holder${streams++}@alfa.example`,
    expectedVersion: 0,
    events: Array.from({ length: count }, (_, n) => ({
      type: "account.disabled",
      at: at + n,
      reason: `Perch\u00e9 no ${n}`,
    })),
    wake: null,
  });
}

/** Changes the database behind the storage's back. */
export function change(folder: string, sql: string): void {
  using database = new DatabaseSync(databaseFile(folder));
  database.exec(sql);
}

/** The file of the log with this path. */
export function fileOf(folder: string, path: string): string {
  return join(folder, "log", path);
}

/** All the log's files by their paths. */
export function filesIn(folder: string): ReadonlyMap<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  const visit = (path: string) => {
    for (const { name, isDirectory } of Deno.readDirSync(fileOf(folder, path))) {
      const below = path === "" ? name : `${path}/${name}`;
      if (isDirectory) visit(below);
      else files.set(below, Deno.readFileSync(fileOf(folder, below)));
    }
  };
  visit("");
  return files;
}

/** A folder on which only so many files can be written, checkpoints included; then it fails. */
export function failingAfter(folder: LogFolder, files: number): LogFolder {
  let left = files;
  return {
    ...folder,
    async write(wanted) {
      const written = wanted.slice(0, left);
      left -= written.length;
      await folder.write(written);
      if (written.length < wanted.length) throw new Error("Cannot write: the disk is full");
    },
  };
}
