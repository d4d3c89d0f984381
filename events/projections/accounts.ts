/**
 * The accounts as they are now: looked up at every login and for every recipient.
 *
 * @module
 */
import type { AccountEvent } from "../account.ts";
import { keyOf, type Projection, type Statement } from "./projection.ts";

/** The accounts of the provider, by address key. */
export const accounts: Projection = {
  name: "accounts",
  version: 2,
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
      quota INTEGER
    )`,
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
    case "account.disabled":
      return setStatus(key, "disabled");
    case "account.enabled":
      return setStatus(key, "open");
    default:
      return null;
  }
}

function setStatus(key: string, status: "open" | "disabled"): Statement {
  return {
    sql: `UPDATE accounts SET status = ? WHERE address_key = ?`,
    parameters: [status, key],
  };
}
