/**
 * Importing messages into a mailbox. What was imported once is not stored again, also when it was
 * moved or deleted since: whoever was interrupted starts again.
 *
 * @module
 */
import { createHash } from "node:crypto";
import {
  mailbox,
  type MailboxCommand,
  type MailboxEntry,
  type MailboxState,
} from "../../actors/mailbox.ts";
import type { Runtime, Sent } from "../../actors/runtime.ts";
import { addressKey } from "../../events/address.ts";
import { canonicalName } from "../../events/folders.ts";
import type { Instant } from "../../events/instant.ts";
import type { MailboxEvent } from "../../events/mailbox.ts";
import type { SmallBlob } from "../../events/rope.ts";
import type { BlobStore } from "../../events/store.ts";
import { fileFault } from "./file_faults.ts";
import { headFacts, HeadKeeper } from "./mail_files/head.ts";
import type { FoundMessage, NotFound } from "./mail_files/found.ts";
import type { Progress } from "./progress.ts";

/** The value of `kind` of what the operator has imported. */
export const IMPORTED_KIND = "imported";

/** What an import needs. */
export interface ImportTools {
  readonly runtime: Runtime;
  readonly blobs: BlobStore;
  /** The mailbox. */
  readonly address: string;
  /** Bytes that it may hold. */
  readonly quota: number;
  readonly now: Instant;
  readonly progress: Progress;
}

/** What became of the messages. */
export interface ImportReport {
  readonly stored: number;
  /** Stored by an earlier import, or found twice. */
  readonly known: number;
  readonly failed: number;
  /** Why the rest could not be stored; null where nothing is left. */
  readonly full: string | null;
}

/** A message that waits for its batch. */
interface Ready {
  readonly place: string;
  readonly entry: MailboxEntry;
  readonly small: readonly SmallBlob[];
}

/** Messages, and octets of small ones, that are stored together. */
const BATCH = 50;
const BATCH_BYTES = 2_000_000;

/** Imports messages; faults of single ones are told, and the others go on. */
export async function importMessages(
  tools: ImportTools,
  found: AsyncIterable<FoundMessage | NotFound>,
): Promise<ImportReport> {
  const importer = new Importer(tools);
  await importer.begin();
  for await (const message of found) {
    await importer.take(message);
    if (importer.full !== null) break;
  }
  await importer.flush();
  tools.progress.end();
  return importer.report();
}

class Importer {
  readonly #tools: ImportTools;
  readonly #key: string;
  readonly #known = new Set<string>();
  /** Null for a folder that there is, or else why it cannot be. */
  readonly #folders = new Map<string, string | null>();
  #batch: Ready[] = [];
  #batchBytes = 0;
  #seen = 0;
  #stored = 0;
  #repeated = 0;
  #failed = 0;
  full: string | null = null;

  constructor(tools: ImportTools) {
    this.#tools = tools;
    this.#key = addressKey(tools.address);
  }

  async begin(): Promise<void> {
    const { state } = await this.#send({ type: "store", messages: [], quota: null });
    for (const entry of state.entries.keys()) {
      if (entry.startsWith(`${PREFIX} `)) this.#known.add(entry);
    }
  }

  report(): ImportReport {
    const [stored, known, failed] = [this.#stored, this.#repeated, this.#failed];
    return { stored, known, failed, full: this.full };
  }

  async take(message: FoundMessage | NotFound): Promise<void> {
    try {
      if ("fault" in message) throw new Error(message.fault);
      await this.#prepare(message);
    } catch (error) {
      this.#fail(message.place, error);
    }
    this.#seen++;
    if (this.#batch.length >= BATCH || this.#batchBytes >= BATCH_BYTES) await this.flush();
    this.#tools.progress.reached(
      this.#seen,
      `${this.#seen} messages read: ${this.#stored} stored, ${this.#repeated} were there already`,
    );
  }

  /** Stores what waits. */
  async flush(): Promise<void> {
    const batch = this.#batch;
    this.#batch = [];
    this.#batchBytes = 0;
    if (batch.length === 0 || await this.#store(batch)) return;
    // They do not all fit: those that do come first.
    for (const ready of batch) if (!await this.#store([ready])) return;
  }

  async #prepare({ place, flags, chunks, ...found }: FoundMessage): Promise<void> {
    const folder = canonicalName(found.folder);
    const fault = await this.#faultOfFolder(folder);
    if (fault !== null) throw new Error(`its folder ${folder} cannot be: ${fault}`);
    const message = await this.#write(folder, chunks);
    if (message === null) {
      this.#repeated++;
      return;
    }
    const { entry, rope: content, small, size, head } = message;
    const { subject, messageId, date } = headFacts(head);
    const plausible = [found.received, date, found.written].find((instant) => {
      return instant !== null && instant > 0 && instant <= this.#tools.now;
    });
    const facts = { kind: IMPORTED_KIND, pecId: "", messageId, subject, flags };
    this.#known.add(entry);
    this.#batchBytes += small.reduce((sum, { bytes }) => sum + bytes.length, 0);
    this.#batch.push({
      place,
      small,
      entry: {
        entry,
        folder,
        content,
        size,
        ...facts,
        received: plausible ?? this.#tools.now,
      },
    });
  }

  /** Null where the message has been imported before. */
  async #write(folder: string, chunks: AsyncIterable<Uint8Array>) {
    const writer = this.#tools.blobs.create();
    const hash = createHash("sha256");
    const head = new HeadKeeper();
    let size = 0;
    try {
      for await (const chunk of chunks) {
        size += chunk.length;
        if (size > this.#tools.quota) throw new Error("it is larger than the mailbox may be");
        hash.update(chunk);
        head.take(chunk);
        await writer.write(chunk);
      }
      if (size === 0) throw new Error("it is empty");
      const entry = `${PREFIX} ${hash.digest("hex")} ${folder}`;
      if (this.#known.has(entry)) return null;
      return { entry, ...await writer.end(), size, head: head.bytes() };
    } finally {
      await writer.abort();
    }
  }

  async #faultOfFolder(folder: string): Promise<string | null> {
    const known = this.#folders.get(folder);
    if (known !== undefined) return known;
    const { refusal } = await this.#send({ type: "make-folder", name: folder });
    const fault = refusal === null || refusal.refused === "exists" ? null : refusal.detail;
    // Most programs show the folders on the holder's list alone.
    if (refusal === null) await this.#send({ type: "subscribe", name: folder });
    this.#folders.set(folder, fault);
    return fault;
  }

  /** Whether there was room for them. */
  async #store(batch: readonly Ready[]): Promise<boolean> {
    const messages = batch.map(({ entry }) => entry);
    const blobs = batch.flatMap(({ small }) => small);
    const { quota } = this.#tools;
    const { events, refusal } = await this.#send({ type: "store", messages, quota }, blobs);
    if (refusal !== null) {
      this.full = refusal.detail;
      return false;
    }
    const stored = events.filter(({ type }) => type === "mailbox.stored").length;
    this.#stored += stored;
    this.#repeated += batch.length - stored;
    this.full = null;
    return true;
  }

  #fail(place: string, error: unknown): void {
    this.#failed++;
    this.#tools.progress.note(`Cannot import ${place}: ${fileFault(error)}`);
  }

  async #send(
    command: MailboxCommand,
    blobs: readonly SmallBlob[] = [],
  ): Promise<Sent<MailboxState, MailboxEvent>> {
    return await this.#tools.runtime.send(mailbox, this.#key, command, blobs);
  }
}

/** Begins the name of an imported message's entry; then come its digest and its folder. */
const PREFIX = "import";
