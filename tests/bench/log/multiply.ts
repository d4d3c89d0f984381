/**
 * A large log out of a small one: the transactions of a real load again and again, each time under
 * the names of other holders and other messages. The documents themselves are those of the load.
 *
 * @module
 */
import { randomBytes } from "node:crypto";
import { decodeEvent } from "../../../events/catalogue.ts";
import { projections } from "../../../events/projections/projections.ts";
import { SqliteLogQueries } from "../../../adapters/storage/sqlite/log_queries.ts";
import { apply } from "../../../adapters/storage/sqlite/projector.ts";
import { headOf, insertRow } from "../../../adapters/storage/sqlite/rows.ts";
import { openForWriting } from "../../../adapters/storage/sqlite/schema.ts";
import { Statements, transaction } from "../../../adapters/storage/sqlite/statements.ts";
import type { StoredEvent } from "../../../adapters/merkle/commitment.ts";

const inline = projections.filter(({ mode }) => mode === "inline");

/**
 * Appends copies of the messages' and holders' events to a data folder that nobody serves, until
 * the log holds so many.
 */
export function multiplyLog(
  dataFolder: string,
  domain: string,
  events: number,
  reached: (position: number) => void,
): void {
  const database = openForWriting(dataFolder, "NORMAL");
  try {
    const statements = new Statements(database);
    const originals = eventsToCopy(new SqliteLogQueries(statements));
    for (let copy = 1, head = headOf(statements); head < events; copy++) {
      const renamed = originals.slice(0, events - head).map((event) => rename(event, domain, copy));
      head = transaction(statements, () => append(statements, renamed, head));
      reached(head);
    }
  } finally {
    database.close();
  }
}

/** Not the log's own streams: what they say is true of one log alone. */
function eventsToCopy(log: SqliteLogQueries): readonly StoredEvent[] {
  return log.entries(0, Number.MAX_SAFE_INTEGER)
    .filter(({ stream }) => /^(?:outgoing|incoming|mailbox|account)-/.test(stream))
    .map((entry) => ({ ...entry, data: entry.data! }));
}

function rename({ stream, data, ...rest }: StoredEvent, domain: string, copy: number) {
  const tag = copy.toString(36).padStart(3, "0");
  const other = (text: string) =>
    text.replaceAll(`@${domain}`, `.${tag}@${domain}`)
      .replace(/incoming-([0-9a-f]+)/g, `incoming-$1${tag}`);
  return { ...rest, stream: other(stream), data: other(data) };
}

function append(
  statements: Statements,
  events: readonly StoredEvent[],
  head: number,
): number {
  let position = head;
  for (const event of events) {
    const placed = { ...event, position: ++position };
    insertRow(statements, placed, randomBytes);
    const { stream, version, number, form, at, data } = placed;
    const domainEvent = decodeEvent({ number, version: form, at, data: JSON.parse(data) });
    for (const projection of inline) {
      apply(statements, projection, { position, stream, version, event: domainEvent });
    }
  }
  return position;
}
