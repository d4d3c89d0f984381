/**
 * The clients of the API and their credentials: looked up at every call.
 *
 * @module
 */
import type { ClientEvent, CredentialKind } from "../client.ts";
import { keyOf, type Projection, type Statement } from "./projection.ts";

/** The events that add a credential. */
type Added = Extract<
  ClientEvent,
  { type: "client.key-added" | "client.assertion-key-added" | "client.certificate-added" }
>;

/** How a credential is known: its kind, and what tells it from others of that kind. */
interface Proof {
  readonly kind: CredentialKind;
  readonly proof: string;
  readonly hint: string | null;
  readonly replaces: string | null;
}

/** The clients by their ids, and the credentials by theirs: no id is given twice. */
export const clients: Projection = {
  name: "clients",
  version: 1,
  mode: "inline",
  tables: [
    `CREATE TABLE clients (
      client TEXT PRIMARY KEY,
      name TEXT NOT NULL,
      status TEXT NOT NULL,
      reason TEXT,
      registered INTEGER NOT NULL
    ) WITHOUT ROWID`,
    `CREATE TABLE clients_credentials (
      credential TEXT PRIMARY KEY,
      client TEXT NOT NULL,
      kind TEXT NOT NULL,
      name TEXT NOT NULL,
      mode TEXT NOT NULL,
      scopes TEXT NOT NULL,
      mailboxes TEXT NOT NULL,
      networks TEXT,
      expires INTEGER,
      added INTEGER NOT NULL,
      added_by TEXT NOT NULL,
      proof TEXT NOT NULL,
      hint TEXT,
      replaces TEXT
    )`,
  ],
  readersIndexes: [
    `CREATE INDEX clients_credentials_of_client ON clients_credentials (client, added, credential)`,
    `CREATE INDEX clients_credentials_by_proof ON clients_credentials (proof, added)`,
  ],
  apply({ stream, event }) {
    const statement = change(keyOf(stream), event as ClientEvent);
    return statement ? [statement] : [];
  },
};

function change(client: string, event: ClientEvent): Statement | null {
  switch (event.type) {
    case "client.registered":
      return {
        sql: `INSERT INTO clients (client, name, status, registered) VALUES (?, ?, 'active', ?)`,
        parameters: [client, event.name, event.at],
      };
    case "client.suspended":
    case "client.resumed":
      return {
        sql: `UPDATE clients SET status = ?, reason = ? WHERE client = ?`,
        parameters: [
          event.type === "client.suspended" ? "suspended" : "active",
          event.reason,
          client,
        ],
      };
    case "client.key-added":
    case "client.assertion-key-added":
    case "client.certificate-added":
      return addCredential(client, event);
    case "client.credential-expires":
      return {
        sql: `UPDATE clients_credentials SET expires = ? WHERE credential = ?`,
        parameters: [event.expires, event.credential],
      };
    default:
      return null;
  }
}

function addCredential(client: string, event: Added): Statement {
  const { credential, name, mode, scopes, mailboxes, networks, expires, at, by } = event;
  const { kind, proof, hint, replaces } = proofOf(event);
  return {
    sql: `INSERT INTO clients_credentials (credential, client, kind, name, mode, scopes, mailboxes,
      networks, expires, added, added_by, proof, hint, replaces)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    parameters: [
      ...[credential, client, kind, name, mode, JSON.stringify(scopes), JSON.stringify(mailboxes)],
      ...[networks ? JSON.stringify(networks) : null, expires ?? null, at, by],
      ...[proof, hint, replaces],
    ],
  };
}

function proofOf(event: Added): Proof {
  switch (event.type) {
    case "client.key-added": {
      const { sha256, hint, replaces } = event;
      return { kind: "api_key", proof: sha256, hint, replaces: replaces ?? null };
    }
    case "client.assertion-key-added":
      return { kind: "assertion_key", proof: event.jwk, hint: null, replaces: null };
    case "client.certificate-added":
      return { kind: "certificate", proof: event.thumbprint, hint: null, replaces: null };
  }
}
