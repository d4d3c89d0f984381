/**
 * Reads facts out of the index.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { Statements } from "../../storage/sqlite/statements.ts";
import type { MessageFacts } from "./facts.ts";
import type { IdRange } from "./full_text.ts";
import { emailOf, messageId } from "./schema.ts";
import { numberOf } from "./tables.ts";

/** Which facts. */
export type FactName = keyof MessageFacts;

/** Some of the facts of a message. */
export type Facts<Name extends FactName> = Pick<MessageFacts, Name>;

/** Where each fact stands; the column bears the fact's name. */
const TABLES: Readonly<Record<FactName, string>> = {
  envelope: "envelopes",
  body: "structures",
  bodystructure: "structures",
  preview: "structures",
  header: "headers",
  sentDay: "messages",
  sortKeys: "sorting",
};

/** Rows between two that are rather read than skipped. */
const SMALL_GAP = 8;

/** A connection for reading. */
export class IndexReader {
  readonly #database: DatabaseSync;
  readonly #statements: Statements;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#statements = new Statements(database);
  }

  /**
   * Facts by EMAILID, of those messages that the index knows; of others as well, where they lie
   * between them.
   *
   * @param mailbox an address key
   * @param emails ascending
   */
  read<Name extends FactName>(
    mailbox: string,
    emails: readonly number[],
    names: readonly Name[],
  ): Map<number, Facts<Name>> {
    const found = new Map<number, Facts<Name>>();
    const number = numberOf(this.#statements, mailbox);
    if (number === undefined) return found;
    const statement = this.#statements.of(queryFor(names));
    for (const [first, last] of runsOf(emails)) {
      // More than twice as fast as one row after the other.
      for (const row of statement.all(messageId(number, first), messageId(number, last))) {
        found.set(emailOf(row["id"] as number), factsOf(row, names));
      }
    }
    return found;
  }

  /** Ends the connection. */
  close(): void {
    this.#database.close();
  }
}

function queryFor(names: readonly FactName[]): string {
  const [first, ...others] = new Set(names.map((name) => TABLES[name]));
  const from = [first, ...others.map((table) => `${table} USING (id)`)].join(" JOIN ");
  return `SELECT id, ${names.join(", ")} FROM ${from} WHERE id BETWEEN ? AND ?`;
}

/** Ranges in which nearly every message is wanted. */
function* runsOf(emails: readonly number[]): Generator<IdRange> {
  let first = emails[0];
  for (const [index, email] of emails.entries()) {
    const next = emails[index + 1];
    if (next !== undefined && next - email <= SMALL_GAP) continue;
    yield [first!, email];
    first = next;
  }
}

function factsOf<Name extends FactName>(
  row: Record<string, unknown>,
  names: readonly Name[],
): Facts<Name> {
  const facts: Record<string, unknown> = {};
  for (const name of names) {
    facts[name] = name === "sortKeys" ? JSON.parse(row[name] as string) : row[name];
  }
  return facts as Facts<Name>;
}
