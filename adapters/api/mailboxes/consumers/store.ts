/**
 * Consumers: who takes the messages of a mailbox in turn, and how far each of them is. No fact is in
 * it: whoever loses it takes messages twice.
 *
 * @module
 */
import type { Instant } from "../../../../events/instant.ts";
import type { Operational } from "../../../storage/operational.ts";
import type { MessageKind } from "../kinds.ts";

/** The tables of consumers. */
export const CONSUMER_TABLES: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS consumers (
    client TEXT NOT NULL,
    mailbox TEXT NOT NULL,
    name TEXT NOT NULL,
    folder INTEGER,
    kinds TEXT NOT NULL,
    era INTEGER NOT NULL,
    place INTEGER NOT NULL,
    created INTEGER NOT NULL,
    moved INTEGER,
    PRIMARY KEY (client, mailbox, name)
  ) WITHOUT ROWID`,
];

/** The most consumers that a client has of one mailbox. */
export const MOST_CONSUMERS = 100;

/** Whose consumers are meant. */
export interface Owner {
  readonly client: string;
  /** An address key. */
  readonly mailbox: string;
}

/** What a consumer takes. */
export interface Interest {
  /** The number of a folder; null for all of them. */
  readonly folder: number | null;
  readonly kinds: readonly MessageKind[];
}

/** How far a consumer is. */
export interface Place {
  /** The era of the UIDs that `place` is one of. */
  readonly era: number;
  /** Of the last message that it has processed; 0 for none. */
  readonly place: number;
}

/** A consumer. */
export interface Consumer extends Interest, Place {
  readonly name: string;
  readonly created: Instant;
  /** When it last went on; null for never. */
  readonly moved: Instant | null;
}

const columns = "name, folder, kinds, era, place, created, moved";

/** All consumers of a client in a mailbox, by name. */
export function consumersOf({ statements }: Operational, owner: Owner): Consumer[] {
  return statements
    .of(`SELECT ${columns} FROM consumers WHERE client = ? AND mailbox = ? ORDER BY name`)
    .all(owner.client, owner.mailbox)
    .map(consumerOf);
}

/** A consumer; null where there is none. */
export function consumer(
  { statements }: Operational,
  { client, mailbox }: Owner,
  name: string,
): Consumer | null {
  const row = statements
    .of(`SELECT ${columns} FROM consumers WHERE client = ? AND mailbox = ? AND name = ?`)
    .get(client, mailbox, name);
  return row ? consumerOf(row) : null;
}

/** Adds a consumer, or changes what one takes, which stays where it is. */
export function putConsumer(
  { statements }: Operational,
  { client, mailbox }: Owner,
  { name, folder, kinds, era, place, created }: Omit<Consumer, "moved">,
): void {
  statements
    .of(`INSERT INTO consumers VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL)
      ON CONFLICT (client, mailbox, name) DO UPDATE SET folder = excluded.folder,
      kinds = excluded.kinds`)
    .run(client, mailbox, name, folder, JSON.stringify(kinds), era, place, created);
}

/** Moves a consumer, forth or back. */
export function moveConsumer(
  { statements }: Operational,
  { client, mailbox }: Owner,
  name: string,
  { era, place }: Place,
  now: Instant,
): void {
  statements
    .of(`UPDATE consumers SET era = ?, place = ?, moved = ?
      WHERE client = ? AND mailbox = ? AND name = ?`)
    .run(era, place, now, client, mailbox, name);
}

/** Removes a consumer; whether there was one. */
export function removeConsumer(
  { statements }: Operational,
  { client, mailbox }: Owner,
  name: string,
): boolean {
  const { changes } = statements
    .of("DELETE FROM consumers WHERE client = ? AND mailbox = ? AND name = ?")
    .run(client, mailbox, name);
  return changes > 0;
}

function consumerOf(row: Readonly<Record<string, unknown>>): Consumer {
  return { ...row, kinds: JSON.parse(String(row["kinds"])) } as Consumer;
}
