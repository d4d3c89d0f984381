/**
 * Reads of the projection `feed`.
 *
 * @module
 */
import type { Instant } from "../../../events/instant.ts";
import type { Position } from "../../../events/store.ts";
import type { FeedEntry, FeedFilter, FeedQueries, FeedStretch } from "../feed.ts";
import type { Statements } from "./statements.ts";

/** Entries that one read looks at: a few milliseconds, whatever the filter leaves of them. */
const REACH = 5000;
/** As many mailboxes are looked for one by one; whoever has more finds some in every stretch. */
const FEW_MAILBOXES = 8;

const columns = `id, f.at, type, f.mailbox, f.stream, sequence, data, reference, metadata`;
const tables = `feed f LEFT JOIN feed_messages m ON m.stream = f.stream`;
const entrySql = `SELECT ${columns} FROM ${tables} WHERE id = ?`;
const lastSql = "SELECT max(id) AS id FROM feed";
const takenInSql = "SELECT position FROM projections WHERE name = 'feed'";
const nextSql = "SELECT id, at FROM feed WHERE id > ? ORDER BY id LIMIT 1";

/** Where to look: at all entries, or at those of one mailbox or one stream, by an index of these. */
interface Source {
  readonly condition: string;
  readonly value: string | null;
}

/** The queries over one connection. */
export class SqliteFeedQueries implements FeedQueries {
  readonly #statements: Statements;

  constructor(statements: Statements) {
    this.#statements = statements;
  }

  feedAfter(after: number, limit: number, filter: FeedFilter): FeedStretch {
    const last = Math.max(after, this.lastFeedEntry());
    const stretches = sourcesOf(filter).map((one) =>
      this.#stretch(one, after, last, limit, filter)
    );
    const next = Math.min(last, ...stretches.map((one) => one.next));
    const entries = stretches.flatMap((one) => one.entries).filter(({ id }) => id <= next)
      .sort((one, other) => one.id - other.id);
    const more = next < last;
    if (entries.length < limit) return { entries, next, more };
    const page = entries.slice(0, limit);
    return { entries: page, next: page.at(-1)!.id, more: more || entries.length > limit };
  }

  feedEntry(id: number): FeedEntry | null {
    const row = this.#statements.of(entrySql).get(id);
    return row ? { ...row } as unknown as FeedEntry : null;
  }

  feedTakenIn(): Position {
    return Number(this.#statements.of(takenInSql).get()?.["position"] ?? 0);
  }

  lastFeedEntry(): number {
    return Number(this.#statements.of(lastSql).get()?.["id"] ?? 0);
  }

  /** By halves: instants ascend with the ids, but for a clock that was set. */
  lastFeedEntryBefore(instant: Instant): number {
    let [low, high] = [0, this.lastFeedEntry()];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const next = this.#statements.of(nextSql).get(middle) as { id: number; at: number };
      if (next.at < instant) low = next.id;
      else high = middle;
    }
    return low;
  }

  #stretch(
    source: Source,
    after: number,
    last: number,
    limit: number,
    { types, mailboxes }: FeedFilter,
  ): Omit<FeedStretch, "more"> {
    const end = this.#reach(source, after) ?? last;
    const domains = mailboxes?.filter(isDomain).map((one) => one.slice(1));
    const rows = this.#statements.of(
      `SELECT ${columns} FROM ${tables} WHERE ${source.condition} AND id > ?2 AND id <= ?3
      AND (?4 IS NULL OR type IN (SELECT value FROM json_each(?4)))
      AND (?5 IS NULL OR f.mailbox IN (SELECT value FROM json_each(?5))
        OR substr(f.mailbox, instr(f.mailbox, '@')) IN (SELECT value FROM json_each(?6)))
      ORDER BY id LIMIT ?7`,
    ).all(source.value, after, end, list(types), list(mailboxes), list(domains), limit);
    const entries = rows.map((row) => ({ ...row }) as unknown as FeedEntry);
    return { entries, next: entries.length === limit ? entries.at(-1)!.id : end };
  }

  /** The id of the last entry that one read looks at; null where it comes to the end. */
  #reach({ condition, value }: Source, after: number): number | null {
    const row = this.#statements.of(
      `SELECT id FROM feed f WHERE ${condition} AND id > ?2 ORDER BY id LIMIT 1 OFFSET ${
        REACH - 1
      }`,
    ).get(value, after);
    return row ? Number(row["id"]) : null;
  }
}

function sourcesOf({ streams, mailboxes }: FeedFilter): readonly Source[] {
  if (streams) return streams.map((value) => ({ condition: "f.stream = ?1", value }));
  if (mailboxes && mailboxes.length <= FEW_MAILBOXES && !mailboxes.some(isDomain)) {
    return mailboxes.map((value) => ({ condition: "f.mailbox = ?1", value }));
  }
  return [{ condition: "?1 IS NULL", value: null }];
}

function list(values: readonly string[] | undefined): string | null {
  return values ? JSON.stringify(values) : null;
}

function isDomain(mailbox: string): boolean {
  return mailbox.startsWith("*@");
}
