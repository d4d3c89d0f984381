/**
 * The special storage for messages with a virus (RFC 6109 §2.2.4): which streams hold one.
 *
 * @module
 */
import type { IncomingEvent } from "../incoming.ts";
import type { OutgoingEvent } from "../outgoing.ts";
import { rowsErasedBy } from "./erasure.ts";
import type { Projection } from "./projection.ts";

const insert = `INSERT INTO infected (position, at, stream, signature) VALUES (?, ?, ?, ?)`;

/** The infected messages, by the event that says so. */
export const infected: Projection = {
  name: "infected",
  version: 2,
  mode: "inline",
  tables: [
    `CREATE TABLE infected (
      position INTEGER PRIMARY KEY,
      at INTEGER NOT NULL,
      stream TEXT NOT NULL,
      signature TEXT NOT NULL
    )`,
  ],
  apply({ stream, position, event }) {
    const fact = event as OutgoingEvent | IncomingEvent;
    switch (fact.type) {
      case "outgoing.infected":
      case "incoming.virus-detected":
        return [{ sql: insert, parameters: [position, fact.at, stream, fact.signature] }];
      default:
        return rowsErasedBy(event, "infected");
    }
  },
};
