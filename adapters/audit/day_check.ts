/**
 * Whether every day that was closed is whole: its bounds, its file with signature and time stamp,
 * the lines in it, the stamps of its head.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { addressKey } from "../../events/address.ts";
import { ERASED } from "../../events/definition.ts";
import { nextLegalDay } from "../../events/legal_day.ts";
import type { DayClosed, DaySealed, HeadStamped, LogEvent } from "../../events/log.ts";
import type { Rope, Sha256 } from "../../events/rope.ts";
import type { TraceLine } from "../../events/trace_line.ts";
import { LARGEST_DAY_FILE, readDayText } from "../documents/pec/sealed_day.ts";
import { parseSignedData } from "../documents/smime/signed_data.ts";
import { parseCheckpoint } from "../merkle/checkpoint.ts";
import { parseNote } from "../merkle/note_text.ts";
import type { BlobReader, ReadOnlyStorage } from "../storage/storage.ts";
import { eventsOfStream, readBlob, readWhole } from "../storage/whole.ts";
import type { Report, Trust } from "../verifier/report.ts";
import { verifyFile, verifyFiles } from "../verifier/verify.ts";
import { type Findings, reasonOf } from "./fault.ts";

/** The stream of the log's own facts. */
const STREAM = "log-days";

/** What is looked at. */
export interface DayGrounds {
  readonly storage: Pick<ReadOnlyStorage, "events" | "blobs" | "log" | "trace">;
  readonly trust: Trust;
}

/** Goes through the stream of the log's days. */
export async function checkDays(grounds: DayGrounds, findings: Findings): Promise<void> {
  const days = new Days(grounds, findings);
  for await (const { event } of eventsOfStream(grounds.storage.events, STREAM)) {
    if (event.type !== ERASED) await days.take(event as LogEvent);
  }
}

/** The days that have been gone through. */
class Days {
  readonly #grounds: DayGrounds;
  readonly #findings: Findings;
  #trust: Trust;
  #last: DayClosed | null = null;
  readonly #unsealed = new Map<string, DayClosed>();
  #previous: Sha256 | null = null;
  #count = 0;

  constructor(grounds: DayGrounds, findings: Findings) {
    this.#grounds = grounds;
    this.#trust = grounds.trust;
    this.#findings = findings;
  }

  async take(event: LogEvent): Promise<void> {
    switch (event.type) {
      case "log.opened":
        // A log that was restored goes on under another name: it has had several keys.
        this.#trust = { ...this.#trust, logKeys: [...this.#trust.logKeys, event.key] };
        return;
      case "log.day-closed":
        return this.#close(event);
      case "log.day-sealed":
        return await this.#seal(event);
      case "log.head-stamped":
        return await this.#stamp(event);
    }
  }

  /** No gap between one day and the next. Its root is compared where the tree grows. */
  #close(closed: DayClosed): void {
    const { day, first } = closed;
    const before = this.#last;
    if (before && nextLegalDay(before.day) !== day) this.#fault(day, `it follows ${before.day}`);
    if (first !== (before?.last ?? 0) + 1) this.#fault(day, `it begins with event ${first}`);
    this.#unsealed.set(day, closed);
    this.#last = closed;
  }

  async #seal({ day, file, size, digest }: DaySealed): Promise<void> {
    const previous = this.#previous;
    this.#previous = digest;
    this.#findings.reached(++this.#count);
    const closed = this.#unsealed.get(day);
    this.#unsealed.delete(day);
    if (!closed) return this.#fault(day, "it is sealed, and was not closed before");
    try {
      const bytes = await readIfThere(this.#grounds.storage.blobs, file);
      // Its blobs went with the last of its operations: the erasure itself is in the log.
      if (bytes === null) return;
      if (bytes.length !== size || sha256(bytes) !== digest) {
        return this.#fault(day, "its file is not the one that was sealed");
      }
      this.#judge(day, await verifyFile(day, bytes, this.#trust));
      this.#compare(closed, previous, bytes);
    } catch (error) {
      this.#fault(day, reasonOf(error));
    }
  }

  /** Whether the tree has such a head is compared where it grows. */
  async #stamp({ size, head, authority, token }: HeadStamped): Promise<void> {
    const place = `stamp of the head of ${size} events by ${authority}`;
    try {
      const { blobs } = this.#grounds.storage;
      const [note, stamp] = await Promise.all([head, token].map((blob) => readBlob(blobs, blob)));
      const files = [{ name: "head", bytes: note! }, { name: "token", bytes: stamp! }];
      for (const { claims } of await verifyFiles(files, this.#trust)) {
        for (const { verdict, claim, detail } of claims) {
          if (verdict === "fails") this.#findings.fault(place, `${claim}: ${detail}`);
        }
      }
    } catch (error) {
      this.#findings.fault(place, reasonOf(error));
    }
  }

  #judge(day: string, { claims }: Report): void {
    for (const { verdict, claim, detail } of claims) {
      if (verdict === "fails") this.#fault(day, `${claim}: ${detail}`);
    }
  }

  /** The file says what the log says. */
  #compare(closed: DayClosed, previous: Sha256 | null, file: Uint8Array): void {
    const { day, first, last, lines } = closed;
    const live = this.#grounds.storage.trace.traceOf({ first, last })[Symbol.iterator]();
    let next = live.next();
    const text = parseSignedData(file, LARGEST_DAY_FILE).content!;
    const header = readDayText(text, (line) => {
      if (next.value?.position !== line.position) return this.#requireErased(day, line);
      if (!saysTheSame(line, next.value)) {
        this.#fault(day, `its line ${line.position} is not what the log says`);
      }
      next = live.next();
    });
    if (!next.done) this.#fault(day, `it lacks the line ${next.value.position}`);
    if (header.previous !== previous) this.#fault(day, "it names another file before it");
    if (header.day !== day || header.first !== first || header.last !== last) {
      this.#fault(day, "it was closed with other bounds than its file has");
    }
    const { head } = parseCheckpoint(parseNote(header.checkpoint).text);
    if (head.size !== closed.size || head.root.toBase64() !== closed.root) {
      this.#fault(day, "it was closed with another head than its file has");
    }
    if (header.lines !== lines) this.#fault(day, `it was closed with ${lines} lines`);
  }

  #requireErased(day: string, { position }: TraceLine): void {
    const [entry] = this.#grounds.storage.log.entries(position - 1, 1);
    if (entry?.key !== null) this.#fault(day, `its line ${position} is not in the log`);
  }

  #fault(day: string, reason: string): void {
    this.#findings.fault(`day ${day}`, reason);
  }
}

/** But for what is learnt of recipients later on: the kinds that the verdict gives them. */
function saysTheSame(sealed: TraceLine, live: TraceLine): boolean {
  return fixed(sealed) === fixed(live);
}

function fixed({ recipients, ...line }: TraceLine): string {
  const addresses = recipients.map(({ address }) => addressKey(address));
  return JSON.stringify([Object.entries(line).toSorted(), addresses]);
}

async function readIfThere(blobs: BlobReader, rope: Rope): Promise<Uint8Array | null> {
  for (const { blob } of rope) if (await blobs.sizeOf(blob) === null) return null;
  return await readWhole(blobs, rope);
}

function sha256(bytes: Uint8Array): Sha256 {
  return createHash("sha256").update(bytes).digest("hex");
}
