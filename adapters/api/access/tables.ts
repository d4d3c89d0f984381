/**
 * What access keeps that is no fact.
 *
 * @module
 */

/** Tables of `operational.db`: the last use of credentials, and assertions that were used. */
export const ACCESS_TABLES: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS credential_uses (
    credential TEXT PRIMARY KEY,
    at INTEGER NOT NULL
  ) WITHOUT ROWID`,
  `CREATE TABLE IF NOT EXISTS used_assertions (
    client TEXT NOT NULL,
    jti TEXT NOT NULL,
    until INTEGER NOT NULL,
    PRIMARY KEY (client, jti)
  ) WITHOUT ROWID`,
  `CREATE INDEX IF NOT EXISTS used_assertions_until ON used_assertions (until)`,
];
