/**
 * Reads of the projection `trace`.
 *
 * @module
 */
import type { Instant } from "../../../events/instant.ts";
import type { Position } from "../../../events/store.ts";
import type { TraceLine } from "../../../events/trace_line.ts";
import type { TraceQueries, TraceRange } from "../trace.ts";
import type { Statements } from "./statements.ts";

/** Lines that are read at once. */
const PAGE = 500;

const lineColumns = `position, t.at, event, pec_id AS pecId, msgid, sender, recipients, subject,
  concerns, generated, provider`;
// CROSS JOIN: SQLite is to go through the lines, which it finds in their order.
const pageSql = `SELECT ${lineColumns}
  FROM trace t CROSS JOIN trace_messages m ON m.stream = t.stream
  WHERE position > ? AND position <= ? AND t.at >= ? AND t.at < ? ORDER BY position LIMIT ?`;
const ofMessageSql = `SELECT ${lineColumns}
  FROM trace_messages m JOIN trace t ON t.stream = m.stream WHERE pec_id = ? ORDER BY position`;
const boundsSql = `SELECT min(position) AS first, max(position) AS last
  FROM trace WHERE at >= ? AND at < ?`;
const allMessagesSql = `SELECT DISTINCT pec_id AS pecId FROM trace_messages
  WHERE pec_id > ? ORDER BY pec_id LIMIT ?`;
// The first line of each message in the period: what it costs grows with the period's lines, not
// with all messages there ever were. CROSS JOIN and `+`: SQLite is to find lines by their stream.
const messagesSql = `SELECT t.at, t.position, m.pec_id AS pecId
  FROM trace t CROSS JOIN trace_messages m ON m.stream = t.stream
  WHERE (t.at, t.position) > (?1, ?2) AND t.at < ?3 AND +m.pec_id > '' AND NOT EXISTS (
    SELECT 1 FROM trace_messages n CROSS JOIN trace e ON e.stream = n.stream
    WHERE n.pec_id = m.pec_id AND +e.at >= ?4 AND (+e.at, +e.position) < (t.at, t.position))
  ORDER BY t.at, t.position LIMIT ?5`;

type LineRow = Omit<TraceLine, "recipients" | "concerns" | "generated"> & {
  readonly recipients: string;
  readonly concerns: string;
  readonly generated: string;
};

/** The line with which a message first comes in a period. */
interface FirstLine {
  readonly at: Instant;
  readonly position: Position;
  readonly pecId: string;
}

/** The queries over one connection. */
export class SqliteTraceQueries implements TraceQueries {
  readonly #statements: Statements;

  constructor(statements: Statements) {
    this.#statements = statements;
  }

  *traceOf(range: TraceRange): Generator<TraceLine> {
    const { first, last } = "first" in range ? range : this.#bounds(range.from, range.until);
    const { from, until } = "from" in range
      ? range
      : { from: Number.MIN_SAFE_INTEGER, until: Number.MAX_SAFE_INTEGER };
    for (let after = first - 1;;) {
      const rows = this.#statements.of(pageSql).all(after, last, from, until, PAGE);
      const page = rows as unknown as LineRow[];
      yield* linesOf(page);
      if (page.length < PAGE) return;
      after = page.at(-1)!.position;
    }
  }

  linesOf(pecId: string): readonly TraceLine[] {
    return linesOf(this.#statements.of(ofMessageSql).all(pecId) as unknown as LineRow[]);
  }

  *messages(): Generator<string> {
    for (let after = "";;) {
      const rows = this.#statements.of(allMessagesSql).all(after, PAGE);
      const page = rows.map((row) => String(row["pecId"]));
      yield* page;
      if (page.length < PAGE) return;
      after = page.at(-1)!;
    }
  }

  *messagesOf(from: Instant, until: Instant): Generator<string> {
    for (let [at, position] = [from, 0];;) {
      const rows = this.#statements.of(messagesSql).all(at, position, until, from, PAGE);
      const page = rows as unknown as FirstLine[];
      for (const { pecId } of page) yield pecId;
      if (page.length < PAGE) return;
      ({ at, position } = page.at(-1)!);
    }
  }

  /** Instants do not always follow the order of the log: the clock may be set. */
  #bounds(from: Instant, until: Instant): { readonly first: Position; readonly last: Position } {
    const row = this.#statements.of(boundsSql).get(from, until);
    return { first: Number(row?.["first"]), last: Number(row?.["last"]) };
  }
}

/** Lines of one message share its list of recipients, which may be long. */
function linesOf(rows: readonly LineRow[]): readonly TraceLine[] {
  const lists = new Map<string, TraceLine["recipients"]>();
  return rows.map((row) => {
    const recipients = lists.get(row.recipients) ?? JSON.parse(row.recipients);
    lists.set(row.recipients, recipients);
    return {
      ...row,
      recipients,
      concerns: JSON.parse(row.concerns),
      generated: JSON.parse(row.generated),
    };
  });
}
