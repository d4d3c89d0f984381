/**
 * The accounts as they are now: looked up at every login and for every recipient.
 *
 * @module
 */
import type { AccountEvent } from "../account.ts";
import { RECEIPTS } from "../folders.ts";
import { keyOf, type Projection, type Statement } from "./projection.ts";

/** The accounts of the provider, by address key. */
export const accounts: Projection = {
  name: "accounts",
  version: 3,
  mode: "inline",
  tables: [
    `CREATE TABLE accounts (
      address_key TEXT PRIMARY KEY,
      address TEXT NOT NULL,
      role TEXT NOT NULL,
      status TEXT NOT NULL,
      verifier TEXT,
      ordinary TEXT NOT NULL DEFAULT 'refuse',
      folder TEXT,
      quota INTEGER,
      receipts TEXT NOT NULL DEFAULT '${RECEIPTS}',
      second_factor INTEGER NOT NULL DEFAULT 0
    )`,
    `CREATE TABLE accounts_app_passwords (
      address_key TEXT NOT NULL,
      id INTEGER NOT NULL,
      name TEXT NOT NULL,
      scope TEXT NOT NULL,
      networks TEXT,
      added INTEGER NOT NULL,
      expires INTEGER,
      verifier TEXT NOT NULL,
      PRIMARY KEY (address_key, id)
    ) WITHOUT ROWID`,
  ],
  apply({ stream, event }) {
    const statement = change(keyOf(stream), event as AccountEvent);
    return statement ? [statement] : [];
  },
};

function change(key: string, event: AccountEvent): Statement | null {
  switch (event.type) {
    case "account.opened":
      return {
        sql: `INSERT INTO accounts (address_key, address, role, status) VALUES (?, ?, ?, 'open')`,
        parameters: [key, event.address, event.role],
      };
    case "account.password-set":
      return {
        sql: `UPDATE accounts SET verifier = ? WHERE address_key = ?`,
        parameters: [event.verifier, key],
      };
    case "account.ordinary-mail-set":
      return {
        sql: `UPDATE accounts SET ordinary = ?, folder = ? WHERE address_key = ?`,
        parameters: [event.policy, event.folder ?? null, key],
      };
    case "account.quota-set":
      return {
        sql: `UPDATE accounts SET quota = ? WHERE address_key = ?`,
        parameters: [event.bytes, key],
      };
    case "account.receipts-folder-set":
      return {
        sql: `UPDATE accounts SET receipts = ? WHERE address_key = ?`,
        parameters: [event.folder, key],
      };
    case "account.second-factor-set":
      return {
        sql: `UPDATE accounts SET second_factor = ? WHERE address_key = ?`,
        parameters: [event.required ? 1 : 0, key],
      };
    case "account.app-password-added":
      return addAppPassword(key, event);
    case "account.app-password-revoked":
      return {
        sql: `DELETE FROM accounts_app_passwords WHERE address_key = ? AND id = ?`,
        parameters: [key, event.id],
      };
    case "account.disabled":
      return setStatus(key, "disabled");
    case "account.enabled":
      return setStatus(key, "open");
    default:
      return null;
  }
}

function addAppPassword(
  key: string,
  event: Extract<AccountEvent, { type: "account.app-password-added" }>,
): Statement {
  const { id, name, scope, networks, at, expires, verifier } = event;
  return {
    sql: `INSERT INTO accounts_app_passwords
      (address_key, id, name, scope, networks, added, expires, verifier)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    parameters: [
      key,
      id,
      name,
      scope,
      networks ? JSON.stringify(networks) : null,
      at,
      expires ?? null,
      verifier,
    ],
  };
}

function setStatus(key: string, status: "open" | "disabled"): Statement {
  return {
    sql: `UPDATE accounts SET status = ? WHERE address_key = ?`,
    parameters: [status, key],
  };
}
