/**
 * Reads for whoever erases, from the projections `trace`, `scheduled` and `blob_references`.
 *
 * @module
 */
import type { Instant } from "../../../events/instant.ts";
import type { LegalDay } from "../../../events/legal_day.ts";
import type { Position, StreamId } from "../../../events/store.ts";
import type { AgedMessage, BlobCount, RetentionQueries } from "../retention.ts";
import type { Statements } from "./statements.ts";

/** Messages that are read at once. */
const PAGE = 200;

// The first operation of each message in the range stands for it. CROSS JOIN: SQLite is to go
// through the lines, which it finds in their order.
const beginningsSql = `SELECT t.position, t.stream, pec_id AS pecId
  FROM trace t CROSS JOIN trace_messages m ON m.stream = t.stream
  WHERE t.position > ?1 AND t.position <= ?2
  AND NOT EXISTS (SELECT 1 FROM trace o
    WHERE o.stream = t.stream AND o.position >= ?3 AND o.position < t.position)
  AND (pec_id = '' OR NOT EXISTS (SELECT 1
    FROM trace_messages s CROSS JOIN trace o ON o.stream = s.stream
    WHERE s.pec_id = m.pec_id AND o.position >= ?3 AND o.position < t.position))
  ORDER BY t.position LIMIT ?4`;
const ageColumns = `s.stream, count(*) AS events, max(o.at) AS youngest,
  EXISTS (SELECT 1 FROM wakes w WHERE w.stream = s.stream) AS owes
  FROM trace_messages s CROSS JOIN trace o ON o.stream = s.stream`;
const scheduledAges = `s.stream, events, youngest,
  EXISTS (SELECT 1 FROM wakes w WHERE w.stream = s.stream) AS owes FROM scheduled s`;
const agesOfMessageSql = `SELECT ${ageColumns} WHERE s.pec_id = ?1 GROUP BY s.stream
  UNION ALL SELECT ${scheduledAges} WHERE s.pec_id = ?1`;
const unsentSql = `SELECT position, pec_id AS pecId, ${scheduledAges}
  WHERE position > ? AND youngest < ?
  AND NOT EXISTS (SELECT 1 FROM trace_messages m WHERE m.pec_id = s.pec_id)
  ORDER BY position LIMIT ?`;
const ageOfStreamSql = `SELECT ${ageColumns} WHERE s.stream = ? GROUP BY s.stream`;
const lastBeforeSql = "SELECT max(position) AS last FROM trace WHERE at < ?";
const sealedDaysSql = `SELECT DISTINCT substr(purpose, length('day ') + 1) AS day
  FROM blob_references WHERE stream = 'log-days' AND purpose LIKE 'day %' ORDER BY day`;
const blobsOfStreamsSql = `SELECT count(*) AS blobs, coalesce(sum(size), 0) AS bytes
  FROM blobs b WHERE sha256 IN
    (SELECT sha256 FROM blob_references WHERE stream IN (SELECT value FROM json_each(?1)))
  AND NOT EXISTS (SELECT 1 FROM blob_references r
    WHERE r.sha256 = b.sha256 AND r.stream NOT IN (SELECT value FROM json_each(?1)))`;
const blobsOfDaySql = `SELECT count(*) AS blobs, coalesce(sum(size), 0) AS bytes
  FROM blobs b WHERE sha256 IN
    (SELECT sha256 FROM blob_references WHERE stream = 'log-days' AND purpose = ?1)
  AND NOT EXISTS (SELECT 1 FROM blob_references r
    WHERE r.sha256 = b.sha256 AND NOT (r.stream = 'log-days' AND r.purpose = ?1))`;

interface Beginning {
  readonly position: Position;
  readonly stream: StreamId;
  readonly pecId: string;
}

interface Age {
  readonly stream: StreamId;
  readonly events: number;
  readonly youngest: Instant;
  readonly owes: number;
}

/** The queries over one connection. */
export class SqliteRetentionQueries implements RetentionQueries {
  readonly #statements: Statements;

  constructor(statements: Statements) {
    this.#statements = statements;
  }

  *messagesIn(first: Position, last: Position): Generator<AgedMessage> {
    for (let after = first - 1;;) {
      const rows = this.#statements.of(beginningsSql).all(after, last, first, PAGE);
      const page = rows as unknown as Beginning[];
      for (const beginning of page) yield this.#messageOf(beginning);
      if (page.length < PAGE) return;
      after = page.at(-1)!.position;
    }
  }

  *unsentBefore(instant: Instant): Generator<AgedMessage> {
    for (let after = 0;;) {
      const rows = this.#statements.of(unsentSql).all(after, instant, PAGE);
      const page = rows as unknown as (Beginning & Age)[];
      for (const { pecId, stream, events, youngest, owes } of page) {
        yield { pecId, streams: [stream], events, youngest, owes: owes !== 0 };
      }
      if (page.length < PAGE) return;
      after = page.at(-1)!.position;
    }
  }

  lastBefore(instant: Instant): Position {
    return Number(this.#statements.of(lastBeforeSql).get(instant)?.["last"] ?? 0);
  }

  sealedDays(): readonly LegalDay[] {
    return this.#statements.of(sealedDaysSql).all().map((row) => String(row["day"]));
  }

  blobsOf(streams: readonly StreamId[]): BlobCount {
    return this.#count(blobsOfStreamsSql, JSON.stringify(streams));
  }

  blobsOfDay(day: LegalDay): BlobCount {
    return this.#count(blobsOfDaySql, `day ${day}`);
  }

  #messageOf({ stream, pecId }: Beginning): AgedMessage {
    const rows = pecId === ""
      ? this.#statements.of(ageOfStreamSql).all(stream)
      : this.#statements.of(agesOfMessageSql).all(pecId);
    const ages = rows as unknown as Age[];
    return {
      pecId,
      streams: ages.map((age) => age.stream),
      events: ages.reduce((sum, { events }) => sum + events, 0),
      youngest: Math.max(...ages.map(({ youngest }) => youngest)),
      owes: ages.some(({ owes }) => owes !== 0),
    };
  }

  #count(sql: string, parameter: string): BlobCount {
    return this.#statements.of(sql).get(parameter) as unknown as BlobCount;
  }
}
