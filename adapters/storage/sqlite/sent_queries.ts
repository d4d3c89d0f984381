/**
 * Reads of the projection `sent`.
 *
 * @module
 */
import { addressKey } from "../../../events/address.ts";
import { searchedSubject } from "../../../events/projections/sent.ts";
import type { Position } from "../../../events/store.ts";
import type { SentFilter, SentMessage, SentQueries, SentStretch } from "../sent.ts";
import type { Statements } from "./statements.ts";

/** Messages that are looked at for one page: some milliseconds. */
const STRETCH = 5000;

/** Where a search goes along: the index that leaves least to look at. */
const ALONG = {
  mailbox: "sent INDEXED BY sent_by_mailbox WHERE mailbox = $mailbox AND position < $before",
  reference:
    "sent INDEXED BY sent_by_reference WHERE reference = $reference AND position < $before",
  everything: "sent NOT INDEXED WHERE position < $before",
} as const;

const stretchSql = (along: string) =>
  `SELECT count(*) AS count, min(position) AS last FROM
  (SELECT position FROM ${along} ORDER BY position DESC LIMIT ${STRETCH})`;

// What was scheduled is there twice from when it is sent until that is recorded with the plan.
const pageSql = (along: string) =>
  `SELECT position, pec_id AS pecId,
    (SELECT count(*) FROM sent_recipients r WHERE r.stream = s.stream) AS recipients
  FROM (SELECT * FROM ${along} ORDER BY position DESC) s
  WHERE position >= $last
    AND (mailbox IN (SELECT value FROM json_each($mailboxes))
      OR domain IN (SELECT value FROM json_each($domains)))
    AND ($state IS NULL OR state = $state)
    AND ($reference IS NULL OR reference = $reference)
    AND ($subject IS NULL OR instr(subject, $subject) > 0)
    AND at >= $from AND at < $until
    AND ($recipient IS NULL AND $recipientState IS NULL OR EXISTS (
      SELECT 1 FROM sent_recipients r WHERE r.stream = s.stream
        AND ($recipient IS NULL OR r.address = $recipient)
        AND ($recipientState IS NULL OR r.state = $recipientState)))
    AND (state <> 'scheduled' OR NOT EXISTS (
      SELECT 1 FROM sent o WHERE o.stream = 'outgoing-' || s.pec_id))
  ORDER BY position DESC LIMIT $limit`;

/** The messages that are looked at for one page. */
interface Stretch {
  readonly count: number;
  readonly last: Position | null;
}

/** The queries over one connection. */
export class SqliteSentQueries implements SentQueries {
  readonly #statements: Statements;

  constructor(statements: Statements) {
    this.#statements = statements;
  }

  sentBefore(before: Position, limit: number, filter: SentFilter): SentStretch {
    const { along, place } = routeOf(before, filter);
    const { count, last } = this.#statements.of(stretchSql(along)).get(place) as unknown as Stretch;
    if (last === null) return { messages: [], next: null };
    const rows = this.#statements.of(pageSql(along)).all({
      ...place,
      ...conditionsOf(filter),
      last,
      limit,
    });
    const messages = rows as unknown as SentMessage[];
    if (messages.length === limit) return { messages, next: messages.at(-1)!.position };
    return { messages, next: count === STRETCH ? last : null };
  }
}

/** What a search goes along, and the parameters of that: SQLite refuses those of another one. */
function routeOf(before: Position, { senders, reference }: SentFilter) {
  if (reference !== undefined) return { along: ALONG.reference, place: { before, reference } };
  const { addresses: [mailbox, ...others], domains } = senders;
  return mailbox !== undefined && others.length === 0 && domains.length === 0
    ? { along: ALONG.mailbox, place: { before, mailbox: addressKey(mailbox) } }
    : { along: ALONG.everything, place: { before } };
}

function conditionsOf({ senders, ...filter }: SentFilter) {
  return {
    mailboxes: JSON.stringify(senders.addresses.map(addressKey)),
    domains: JSON.stringify(senders.domains),
    state: filter.state ?? null,
    reference: filter.reference ?? null,
    subject: filter.subject === undefined ? null : searchedSubject(filter.subject),
    from: filter.from ?? Number.MIN_SAFE_INTEGER,
    until: filter.until ?? Number.MAX_SAFE_INTEGER,
    recipient: filter.recipient === undefined ? null : addressKey(filter.recipient),
    recipientState: filter.recipientState ?? null,
  };
}
