/**
 * The tables of the log itself: from them all others follow.
 *
 * @module
 */

/** The log, the keys that open it, and its signed heads. */
export const logTables = `
  CREATE TABLE events (
    position INTEGER PRIMARY KEY,
    stream TEXT NOT NULL,
    version INTEGER NOT NULL,
    number INTEGER NOT NULL,
    form INTEGER NOT NULL,
    at INTEGER NOT NULL,
    -- JSON, encrypted under data_key.
    data BLOB NOT NULL,
    commitment BLOB NOT NULL,
    UNIQUE (stream, version)
  ) STRICT;
  -- An event without a row here has been erased.
  CREATE TABLE event_keys (
    position INTEGER PRIMARY KEY,
    commitment_key BLOB NOT NULL,
    data_key BLOB NOT NULL
  ) STRICT;
  CREATE TABLE tree_heads (
    size INTEGER PRIMARY KEY,
    root BLOB NOT NULL,
    at INTEGER NOT NULL,
    note BLOB NOT NULL
  ) STRICT;
`;
