/**
 * Reads of the projection `clients`.
 *
 * @module
 */
import type { WorldMode } from "../../../events/client.ts";
import type { Instant } from "../../../events/instant.ts";
import type { Client, ClientQueries, Credential, CredentialPlace } from "../clients.ts";
import type { Statements } from "./statements.ts";

const clientColumns = "client, name, status, reason, registered";
const columns = `credential, client, kind, name, mode, scopes, mailboxes, networks, expires, added,
  added_by AS addedBy, proof, hint, replaces`;

type CredentialRow = Omit<Credential, "scopes" | "mailboxes" | "networks"> & {
  readonly scopes: string;
  readonly mailboxes: string;
  readonly networks: string | null;
};

/** The queries over one connection. */
export class SqliteClientQueries implements ClientQueries {
  readonly #statements: Statements;

  constructor(statements: Statements) {
    this.#statements = statements;
  }

  client(client: string): Client | null {
    const sql = `SELECT ${clientColumns} FROM clients WHERE client = ?`;
    return this.#rows<Client>(sql, client)[0] ?? null;
  }

  clients(after: string, limit: number): readonly Client[] {
    const sql = `SELECT ${clientColumns} FROM clients WHERE client > ? ORDER BY client LIMIT ?`;
    return this.#rows(sql, after, limit);
  }

  credential(id: string): Credential | null {
    return this.#credentials("WHERE credential = ?", id)[0] ?? null;
  }

  certificate(thumbprint: string): Credential | null {
    const condition = `WHERE proof = ? AND kind = 'certificate'
      ORDER BY added DESC, rowid DESC LIMIT 1`;
    return this.#credentials(condition, thumbprint)[0] ?? null;
  }

  assertionKeys(client: string, now: Instant): readonly Credential[] {
    const condition = `WHERE client = ? AND kind = 'assertion_key'
      AND (expires IS NULL OR expires > ?) ORDER BY added, credential`;
    return this.#credentials(condition, client, now);
  }

  bindings(client: string, mode: WorldMode, now: Instant): readonly string[] {
    const sql = `SELECT DISTINCT value AS mailbox FROM clients_credentials, json_each(mailboxes)
      WHERE client = ? AND mode = ? AND (expires IS NULL OR expires > ?)`;
    return this.#rows<{ mailbox: string }>(sql, client, mode, now).map(({ mailbox }) => mailbox);
  }

  credentialsOf(
    client: string,
    mode: WorldMode | null,
    after: CredentialPlace | null,
    limit: number,
  ): readonly Credential[] {
    const condition = `WHERE client = ? AND (added, credential) > (?, ?)
      ${mode === null ? "" : "AND mode = ?"} ORDER BY added, credential LIMIT ?`;
    const { added, credential } = after ?? { added: Number.MIN_SAFE_INTEGER, credential: "" };
    const modes = mode === null ? [] : [mode];
    return this.#credentials(condition, client, added, credential, ...modes, limit);
  }

  #credentials(condition: string, ...parameters: (string | number)[]): Credential[] {
    const sql = `SELECT ${columns} FROM clients_credentials ${condition}`;
    return this.#rows<CredentialRow>(sql, ...parameters).map((row) => ({
      ...row,
      scopes: JSON.parse(row.scopes),
      mailboxes: JSON.parse(row.mailboxes),
      networks: row.networks === null ? null : JSON.parse(row.networks),
    }));
  }

  #rows<Row>(sql: string, ...parameters: (string | number)[]): Row[] {
    return this.#statements.of(sql).all(...parameters).map((row) => ({ ...row } as Row));
  }
}
