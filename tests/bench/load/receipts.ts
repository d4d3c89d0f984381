/**
 * Sees, from outside, when delivery receipts lie in the senders' mailboxes: reads the log of a
 * provider that another process writes. It reads the table itself, and of it only what it needs:
 * decoding every event would take processor time from the servers that are measured.
 *
 * @module
 */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { delivered } from "../../../events/outgoing.ts";
import { openForReading } from "../../../adapters/storage/sqlite/schema.ts";

const PREFIX = "outgoing-";

/** Follows the delivery receipts of a provider. */
export class Receipts {
  readonly #database: DatabaseSync;
  readonly #head: StatementSync;
  readonly #fresh: StatementSync;
  #position: number;

  constructor(dataFolder: string) {
    this.#database = openForReading(dataFolder);
    this.#head = this.#database.prepare("SELECT max(position) AS head FROM events");
    this.#fresh = this.#database.prepare(
      `SELECT stream FROM events WHERE position > ? AND position <= ? AND number = ${delivered.number}`,
    );
    this.#position = this.#last();
  }

  /** The PEC ids of the delivery receipts since the last call; one for each recipient. */
  take(): string[] {
    const head = this.#last();
    const rows = this.#fresh.all(this.#position, head) as { stream: string }[];
    this.#position = head;
    return rows.map(({ stream }) => stream.slice(PREFIX.length));
  }

  close(): void {
    this.#database.close();
  }

  #last(): number {
    return (this.#head.get() as { head: number | null }).head ?? 0;
  }
}
