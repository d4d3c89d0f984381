/**
 * Events as rows of the tables `events` and `event_keys`.
 *
 * @module
 */
import { decodeEvent } from "../../../events/catalogue.ts";
import { ERASED, type Stored } from "../../../events/definition.ts";
import type { Position, Recorded } from "../../../events/store.ts";
import { COMMITMENT_KEY_LENGTH, commitmentOf, type StoredEvent } from "../../merkle/commitment.ts";
import { DATA_KEY_LENGTH, decryptData, encryptData } from "./event_cipher.ts";
import type { OpenedEvent } from "./opened_events.ts";
import type { Statements } from "./statements.ts";

/** The columns of an event in the order of {@linkcode EventRow}; from {@linkcode eventTables}. */
export const eventColumns =
  "events.position, stream, version, number, form, at, data, data_key AS dataKey";

/** Where the columns stand: an event whose key has been destroyed has none. */
export const eventTables = "events LEFT JOIN event_keys ON event_keys.position = events.position";

/** A row of `events` with its key. */
export type EventRow = {
  position: number;
  stream: string;
  version: number;
  number: number;
  form: number;
  at: number;
  data: Uint8Array;
  dataKey: Uint8Array | null;
};

const insertEvent = `INSERT INTO events
  (position, stream, version, number, form, at, data, commitment) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`;
const insertKey = `INSERT INTO event_keys (position, commitment_key, data_key) VALUES (?, ?, ?)`;

/** Writes an event under new keys, with its commitment. */
export function insertRow(
  statements: Statements,
  event: StoredEvent,
  random: (length: number) => Uint8Array,
): void {
  const commitmentKey = random(COMMITMENT_KEY_LENGTH);
  const dataKey = random(DATA_KEY_LENGTH);
  const { position, stream, version, number, form, at, data } = event;
  const encrypted = encryptData(data, dataKey);
  const commitment = commitmentOf(event, commitmentKey);
  statements.of(insertEvent)
    .run(position, stream, version, number, form, at, encrypted, commitment);
  statements.of(insertKey).run(position, commitmentKey, dataKey);
}

/** The JSON text of a row's data; null where its key has been destroyed. */
export function textOf({ position, data, dataKey }: EventRow): string | null {
  if (dataKey === null) return null;
  try {
    return decryptData(data, dataKey);
  } catch {
    throw new Error(
      `Cannot read event ${position}: its data or its key is not what was written. ` +
        "Find out what else is damaged with the command audit, and restore a backup",
    );
  }
}

/** The event of a row. Throws for an event that this release does not know. */
export function recordedOf(row: EventRow): Recorded {
  return recordedFrom({ ...row, text: textOf(row) });
}

/** The event of a row whose data has been decrypted. Throws as {@linkcode recordedOf} does. */
export function recordedFrom(opened: OpenedEvent): Recorded {
  const { position, stream, version, number, form, at, text } = opened;
  const event = text === null
    ? { type: ERASED, at }
    : decodeEvent({ number, version: form, at, data: JSON.parse(text) as Stored });
  return { position, stream, version, event };
}

const pageSql = `SELECT ${eventColumns} FROM ${eventTables}
  WHERE events.position > ? ORDER BY events.position LIMIT ?`;

/** Up to `limit` events of the log after a position. */
export function readPage(statements: Statements, after: Position, limit: number): Recorded[] {
  return (statements.of(pageSql).all(after, limit) as EventRow[]).map(recordedOf);
}

/** The same, decrypted and no more. */
export function readOpened(
  statements: Statements,
  after: Position,
  limit: number,
): readonly OpenedEvent[] {
  return (statements.of(pageSql).all(after, limit) as EventRow[])
    .map(({ data, dataKey, ...row }) => ({ ...row, text: textOf({ ...row, data, dataKey }) }));
}

/** Position of the last event; 0 in an empty log. */
export function headOf(statements: Statements): Position {
  const row = statements.of("SELECT max(position) AS head FROM events").get() as {
    head: number | null;
  };
  return row.head ?? 0;
}
