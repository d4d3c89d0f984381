/**
 * The thread of one part of an audit.
 *
 * @module
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { decodeEvent } from "../../events/catalogue.ts";
import type { Erased } from "../../events/custody.ts";
import type { AnyEvent } from "../../events/definition.ts";
import type { Instant } from "../../events/instant.ts";
import type { HeadStamped, LogEvent } from "../../events/log.ts";
import type { StreamId } from "../../events/store.ts";
import { systemClock } from "../clock.ts";
import { parseCheckpoint } from "../merkle/checkpoint.ts";
import { parseNote } from "../merkle/note_text.ts";
import type { TreeHead } from "../merkle/tree.ts";
import { logFiles } from "../notary/log_folder.ts";
import type { LogEntry, LogQueries } from "../storage/log.ts";
import type { BlobReader } from "../storage/storage.ts";
import { openSnapshot, type Snapshot } from "../storage/sqlite/open.ts";
import { openedEventsFrom, OpenedEventsWriter } from "../storage/sqlite/opened_events.ts";
import { headOf } from "../storage/sqlite/rows.ts";
import { readBlob } from "../storage/whole.ts";
import { checkBlobs } from "./blob_check.ts";
import { checkDatabase } from "./database_check.ts";
import { type Findings, NAMED_FAULTS, reasonOf } from "./fault.ts";
import { checkLog, type Erasures, type PromisedRoot } from "./log_check.ts";
import type { Assignment, Word } from "./parts.ts";
import { checkProjections } from "./projection_check.ts";
import { TileCheck } from "./tile_check.ts";
import { checkTrace } from "./trace_check.ts";
import { checkWakes } from "./wake_check.ts";

/** The worker's own end of its channel; the compiler sees this module as one of the main thread. */
const channel = globalThis as unknown as {
  onmessage: ((message: { data: unknown }) => void) | null;
  postMessage(word: Word): void;
  close(): void;
};

/** Things between two words about how far a check is. */
const STEP = 5000;

type Check = (findings: Findings) => void | Promise<void>;

/** The checks of a part, one after the other. */
function checksOf(assignment: Assignment, snapshot: Snapshot): Readonly<Record<string, Check>> {
  const { part, folder, scratch, now, port } = assignment;
  const { statements, trace, events } = snapshot;
  return part === "bytes"
    ? {
      log: (findings) => checkLogAndTiles(snapshot, folder, port, findings),
      blobs: (findings) => checkBlobs(statements, folder, findings),
    }
    : {
      projections: (findings) =>
        checkProjections(folder, scratch, openedEventsFrom(port), findings),
      database: (findings) => checkDatabase(statements, findings),
      trace: (findings) => checkTrace(trace, now, findings),
      wakes: (findings) => checkWakes(events, now, findings),
    };
}

/** Looks at the log, and hands over what it has decrypted. */
async function checkLogAndTiles(
  snapshot: Snapshot,
  folder: string,
  port: MessagePort,
  findings: Findings,
): Promise<void> {
  const { log, statements, blobs } = snapshot;
  const writer = new OpenedEventsWriter(port);
  try {
    const size = log.latestHead()?.size ?? 0;
    const tiles = new TileCheck(logFiles(folder), size, findings);
    const head = headOf(statements);
    const promises = await promisedRoots(log, blobs);
    const handOver = (page: readonly LogEntry[]) => writer.write(page.map(openedOf));
    const erasures = erasuresIn(log);
    await checkLog({ log, head, tiles, erasures, handOver, promises }, findings);
    tiles.end();
    for (const path of filesIn(join(folder, "log"), "tile")) tiles.checkOther(path);
  } finally {
    // The other part must not wait for what never comes.
    writer.end();
  }
}

function openedOf({ data: text, key: _key, commitment: _commitment, ...rest }: LogEntry) {
  return { ...rest, text };
}

function erasuresIn(log: LogQueries): Erasures {
  const erased = new Map<string, Instant>();
  let count = 0;
  for (const event of readable(log, "custody-messages")) {
    if (event.type !== "custody.erased") continue;
    const { streams, before, events } = event as Erased;
    for (const stream of streams) erased.set(stream, Math.max(erased.get(stream) ?? 0, before));
    count += events;
  }
  return { before: erased, events: count };
}

/** The roots with which days were closed and of which there are time stamps, by size. */
async function promisedRoots(
  log: LogQueries,
  blobs: BlobReader,
): Promise<ReadonlyMap<number, readonly PromisedRoot[]>> {
  const promises = new Map<number, PromisedRoot[]>();
  const add = (size: number, promise: PromisedRoot) => {
    promises.set(size, [...promises.get(size) ?? [], promise]);
  };
  for (const event of readable(log, "log-days")) {
    const fact = event as LogEvent;
    if (fact.type === "log.day-closed") {
      add(fact.size, { root: fact.root, when: "a day was closed with it" });
    } else if (fact.type === "log.head-stamped") {
      const head = await stampedHead(blobs, fact);
      if (head) add(head.size, { root: head.root.toBase64(), when: "it was time-stamped" });
    }
  }
  return promises;
}

/** Null where it cannot be read: the checks of blobs and days name that. */
async function stampedHead(blobs: BlobReader, { head }: HeadStamped): Promise<TreeHead | null> {
  try {
    return parseCheckpoint(parseNote(await readBlob(blobs, head)).text).head;
  } catch {
    return null;
  }
}

/** The events of a stream up to one that cannot be read: a fault of the log names that. */
function* readable(log: LogQueries, stream: StreamId): Generator<AnyEvent> {
  try {
    for (let version = 0;; version++) {
      const [entry] = log.entriesOf(stream, version, 1);
      if (!entry) return;
      const { number, form, at, data } = entry;
      if (data !== null) {
        yield decodeEvent({ number, version: form, at, data: JSON.parse(data) });
      }
    }
  } catch {
    // Named where all events are read.
  }
}

/** The files below a folder, by their paths from `root`. */
function* filesIn(root: string, folder: string): Generator<string> {
  for (const entry of entriesOf(join(root, folder))) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) yield* filesIn(root, path);
    else yield path;
  }
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/** Tells the main thread what a check finds. */
class Report implements Findings {
  readonly #check: string;
  #count = 0;
  #told = 0;
  #faults = 0;

  constructor(check: string) {
    this.#check = check;
  }

  fault(place: string, reason: string): void {
    if (++this.#faults > NAMED_FAULTS) return;
    channel.postMessage({ kind: "fault", fault: { check: this.#check, place, reason } });
  }

  reached(count: number): void {
    this.#count = count;
    if (count - this.#told < STEP) return;
    this.#told = count;
    channel.postMessage({ kind: "reached", check: this.#check, count });
  }

  end(): void {
    const more = this.#faults - NAMED_FAULTS;
    if (more > 0) {
      const fault = { check: this.#check, place: "further places", reason: `${more} more faults` };
      channel.postMessage({ kind: "fault", fault });
    }
    channel.postMessage({ kind: "checked", check: this.#check, count: this.#count });
  }
}

async function perform(assignment: Assignment): Promise<void> {
  const snapshot = openSnapshot(assignment.folder, systemClock);
  for (const [name, check] of Object.entries(checksOf(assignment, snapshot))) {
    const report = new Report(name);
    try {
      await check(report);
    } catch (error) {
      // SQLite itself cannot read on, say: what comes after is not known to be right.
      report.fault("events.db", `the check ended early: ${reasonOf(error)}`);
    }
    report.end();
  }
  await snapshot.close();
}

channel.onmessage = async ({ data }) => {
  const assignment = data as Assignment;
  try {
    await perform(assignment);
  } catch (error) {
    new OpenedEventsWriter(assignment.port).end();
    const fault = { check: "database", place: "events.db", reason: reasonOf(error) };
    channel.postMessage({ kind: "fault", fault });
  }
  channel.postMessage({ kind: "ended" });
  channel.close();
};
channel.postMessage({ kind: "ready" });
