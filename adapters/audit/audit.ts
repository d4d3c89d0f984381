/**
 * An audit of a data folder: everything that can be verified, while a provider may serve.
 *
 * What hashes tell and what follows from the events is looked at in threads of their own; this one
 * verifies signatures.
 *
 * @module
 */
import type { Clock } from "../../events/instant.ts";
import type { VerifierKey } from "../merkle/note_key.ts";
import { CHECKPOINT, logFiles } from "../notary/log_folder.ts";
import type { Issuers } from "../points/issuers.ts";
import { openSnapshot, type Snapshot } from "../storage/sqlite/open.ts";
import type { ReadOnlyStorage } from "../storage/storage.ts";
import type { Trust } from "../verifier/report.ts";
import { checkDays } from "./day_check.ts";
import { checkDocuments } from "./document_check.ts";
import { type Fault, type Findings, NAMED_FAULTS, reasonOf } from "./fault.ts";
import { checkHeads } from "./head_check.ts";
import type { Assignment, Part, Word } from "./parts.ts";

/** What an audit is given. */
export interface AuditOptions {
  /** The data folder, or a copy of it. */
  readonly folder: string;
  /** A folder for files that are not needed afterwards. */
  readonly scratch: string;
  readonly key: VerifierKey;
  readonly trust: Trust;
  /** In whose name, and with which certificates, documents were issued. */
  readonly issuers: (storage: ReadOnlyStorage) => Promise<Issuers>;
  readonly clock: Clock;
  /** Is told of each fault. */
  readonly tell: (fault: Fault) => void;
  /** Is told how far a check is. */
  readonly reached: (check: string, count: number) => void;
}

/** What an audit has looked at. */
export interface AuditReport {
  /** By check: how many things were looked at. */
  readonly checked: ReadonlyMap<string, number>;
  readonly faults: number;
}

/** Audits a data folder. */
export async function audit(options: AuditOptions): Promise<AuditReport> {
  const desk = new Desk(options);
  // Before the snapshot: what is published was stored before, and so is in it.
  const published = logFiles(options.folder)(CHECKPOINT);
  const parts = performParts(options, desk);
  try {
    const snapshot = openSnapshot(options.folder, options.clock);
    try {
      await checkSignatures(snapshot, published, options, desk);
    } finally {
      await snapshot.close();
    }
  } catch (error) {
    desk.fault({ check: "database", place: "events.db", reason: reasonOf(error) });
  }
  await parts;
  return desk.report;
}

async function checkSignatures(
  snapshot: Snapshot,
  published: Uint8Array | null,
  { key, trust, issuers }: AuditOptions,
  desk: Desk,
): Promise<void> {
  const { log } = snapshot;
  await desk.run("heads", (findings) => checkHeads({ log, published, key }, findings));
  await desk.run("days", (findings) => checkDays({ storage: snapshot, trust }, findings));
  await desk.run(
    "documents",
    async (findings) => await checkDocuments(snapshot, await issuers(snapshot), findings),
  );
}

/** Both parts side by side; where one dies the other is given up, since it may wait for it. */
async function performParts(options: AuditOptions, desk: Desk): Promise<void> {
  const death = new AbortController();
  const { port1, port2 } = new MessageChannel();
  await Promise.all([
    perform("bytes", port1, options, desk, death),
    perform("meaning", port2, options, desk, death),
  ]);
}

/** Resolves when the thread of a part has ended, or one has died. */
function perform(
  part: Part,
  port: MessagePort,
  { folder, scratch, clock }: AuditOptions,
  desk: Desk,
  death: AbortController,
): Promise<void> {
  const worker = new Worker(new URL("./part_worker.ts", import.meta.url), { type: "module" });
  return new Promise<void>((resolve) => {
    worker.onmessage = ({ data }) => {
      const word = data as Word;
      switch (word.kind) {
        case "ready": {
          const scratchFile = `${scratch}/${part}.db`;
          const now = clock.now();
          const assignment: Assignment = { part, folder, scratch: scratchFile, now, port };
          return worker.postMessage(assignment, [port]);
        }
        case "fault":
          return desk.fault(word.fault);
        case "reached":
        case "checked":
          return desk.reached(word.check, word.count);
        case "ended":
          return resolve();
      }
    };
    worker.onerror = (event) => {
      event.preventDefault();
      desk.fault({ check: part, place: folder, reason: `the check has died: ${event.message}` });
      death.abort();
    };
    death.signal.addEventListener("abort", () => resolve());
  }).finally(() => worker.terminate());
}

/** Where everything comes together. */
class Desk {
  readonly #options: AuditOptions;
  readonly #checked = new Map<string, number>();
  #faults = 0;

  constructor(options: AuditOptions) {
    this.#options = options;
  }

  get report(): AuditReport {
    return { checked: this.#checked, faults: this.#faults };
  }

  fault(fault: Fault): void {
    this.#faults += 1;
    this.#options.tell(fault);
  }

  reached(check: string, count: number): void {
    this.#checked.set(check, count);
    this.#options.reached(check, count);
  }

  /** Runs a check in this thread. */
  async run(check: string, work: (findings: Findings) => Promise<void>): Promise<void> {
    let named = 0;
    this.reached(check, 0);
    const findings: Findings = {
      fault: (place, reason) => {
        if (++named <= NAMED_FAULTS) this.fault({ check, place, reason });
      },
      reached: (count) => this.reached(check, count),
    };
    try {
      await work(findings);
    } catch (error) {
      this.fault({ check, place: "events.db", reason: `it ended early: ${reasonOf(error)}` });
    }
    const more = named - NAMED_FAULTS;
    if (more > 0) this.fault({ check, place: "further places", reason: `${more} more faults` });
  }
}
