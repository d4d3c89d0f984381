/**
 * Whether every event is as it was committed to, the tree over them as it was signed, and each of
 * its files as the tree has it.
 *
 * @module
 */
import type { Instant } from "../../events/instant.ts";
import { commitmentOf } from "../merkle/commitment.ts";
import { leafHash, sameHash } from "../merkle/hash.ts";
import { EMPTY_TREE, extend, type Frontier, rootOf } from "../merkle/tree.ts";
import type { LogEntry, LogQueries, StoredHead } from "../storage/log.ts";
import { type Findings, reasonOf } from "./fault.ts";
import type { TileCheck } from "./tile_check.ts";

/** Entries that are read at once. */
const PAGE = 1000;

/** What is looked at. */
export interface LogGrounds {
  readonly log: LogQueries;
  /** Position of the last event. */
  readonly head: number;
  readonly tiles: TileCheck;
  readonly erasures: Erasures;
  /** Is handed every page, so that whoever folds the events need not decrypt them once more. */
  readonly handOver: (page: readonly LogEntry[]) => Promise<void>;
  /** By size; beside those of the heads, which whoever has the log's key can sign anew. */
  readonly promises: ReadonlyMap<number, readonly PromisedRoot[]>;
}

/** What the log itself says was erased. */
export interface Erasures {
  /** The streams, and the instant before which all of each is. */
  readonly before: ReadonlyMap<string, Instant>;
  /** How many events that were. */
  readonly events: number;
}

/** A root that the log is known by elsewhere. */
export interface PromisedRoot {
  /** Base64. */
  readonly root: string;
  /** What was done with it. */
  readonly when: string;
}

/** Goes through the log once. */
export async function checkLog(grounds: LogGrounds, findings: Findings): Promise<void> {
  const { log, head } = grounds;
  const heads = new HeadCheck(grounds, findings);
  let frontier: Frontier = EMPTY_TREE;
  let keyless = 0;
  heads.reached(frontier);
  for (let position = 0; position < head;) {
    const entries = pageOf(log, position, Math.min(PAGE, head - position), findings);
    await grounds.handOver(entries);
    for (const entry of entries) {
      position++;
      if (entry.position !== position) {
        findings.fault(`event ${position}`, "it is missing from the log");
        return;
      }
      checkEntry(entry, grounds.erasures.before, findings);
      if (entry.key === null && entry.stream !== "") keyless++;
      grounds.tiles.entry(position, entry.commitment);
      frontier = extend(frontier, [leafHash(entry.commitment)], grounds.tiles.completed);
      heads.reached(frontier);
    }
    if (entries.length === 0) {
      findings.fault(`event ${position + 1}`, "it is missing from the log");
      return;
    }
    findings.reached(position);
  }
  heads.end(head);
  requireErased(keyless, grounds.erasures, findings);
}

/** To which stream an event without a key belonged nobody can tell: how many there are, the log. */
function requireErased(keyless: number, { events }: Erasures, findings: Findings): void {
  if (keyless <= events) return;
  const reason = `${keyless} have no key any more, and the log says that ${events} were erased`;
  findings.fault("erased events", reason);
}

/** An entry of which the data cannot be read has none: the fault is named, and the rest goes on. */
function pageOf(
  log: LogQueries,
  after: number,
  limit: number,
  findings: Findings,
): readonly LogEntry[] {
  try {
    return log.entries(after, limit);
  } catch {
    return Array.from({ length: limit }, (_, index) => entryOf(log, after + index, findings))
      .filter((entry) => entry !== null);
  }
}

function entryOf(log: LogQueries, after: number, findings: Findings): LogEntry | null {
  try {
    return log.entries(after, 1)[0] ?? null;
  } catch (error) {
    const position = after + 1;
    findings.fault(`event ${position}`, reasonOf(error));
    const [commitment] = log.commitments(after, 1);
    return commitment ? { ...UNREADABLE, position, commitment } : null;
  }
}

/** Stands for an event whose fault has been named. */
const UNREADABLE = { stream: "", version: 0, number: 0, form: 0, at: 0, data: null, key: null };

function checkEntry(
  entry: LogEntry,
  erased: ReadonlyMap<string, Instant>,
  findings: Findings,
): void {
  const { position, stream, at, data, key, commitment } = entry;
  if (data === null || key === null) {
    if (stream !== "" && !(at < (erased.get(stream) ?? -Infinity))) {
      findings.fault(`event ${position}`, "its key is gone, and no event says that it was erased");
    }
    return;
  }
  try {
    if (sameHash(commitmentOf({ ...entry, data }, key), commitment)) return;
    findings.fault(`event ${position}`, "it is not the event that was committed to");
  } catch (error) {
    findings.fault(`event ${position}`, reasonOf(error));
  }
}

/** Compares the roots of the tree with those of the signed heads as it grows. */
class HeadCheck {
  readonly #log: LogQueries;
  readonly #promises: LogGrounds["promises"];
  readonly #findings: Findings;
  #next: StoredHead | undefined;

  constructor({ log, promises }: LogGrounds, findings: Findings) {
    this.#log = log;
    this.#promises = promises;
    this.#findings = findings;
    [this.#next] = log.heads(0, 1);
  }

  reached(frontier: Frontier): void {
    const { size } = frontier;
    for (const { root, when } of this.#promises.get(size) ?? []) {
      if (rootOf(frontier).toBase64() === root) continue;
      this.#findings.fault(`head of ${size} events`, `${OTHER_ROOT} ${when}`);
    }
    if (this.#next?.size !== size) return;
    if (!sameHash(rootOf(frontier), this.#next.root)) {
      this.#findings.fault(`head of ${size} events`, `${OTHER_ROOT} it was signed`);
    }
    [this.#next] = this.#log.heads(size, 1);
  }

  end(head: number): void {
    if (!this.#next) return;
    const reason = `it was signed, and the log has ${head} events alone: some are lost`;
    this.#findings.fault(`head of ${this.#next.size} events`, reason);
  }
}

const OTHER_ROOT =
  "the events of the log do not give its root: one of them was changed, removed, " +
  "inserted or moved after";
