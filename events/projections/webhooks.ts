/**
 * The webhooks that there are, and the secrets that their deliveries are signed with.
 *
 * @module
 */
import type { WebhookEvent } from "../webhook.ts";
import { keyOf, type Projection, type Statement } from "./projection.ts";

/** The webhooks by their ids. Lists are JSON. */
export const webhooks: Projection = {
  name: "webhooks",
  version: 1,
  mode: "inline",
  tables: [
    `CREATE TABLE webhooks (
      webhook TEXT PRIMARY KEY,
      client TEXT NOT NULL,
      url TEXT NOT NULL,
      description TEXT NOT NULL,
      types TEXT,
      mailboxes TEXT NOT NULL,
      status TEXT NOT NULL,
      reason TEXT,
      position INTEGER NOT NULL,
      created INTEGER NOT NULL,
      created_by TEXT NOT NULL,
      version INTEGER NOT NULL
    ) WITHOUT ROWID`,
    `CREATE TABLE webhooks_secrets (
      webhook TEXT NOT NULL,
      generation INTEGER NOT NULL,
      until INTEGER,
      PRIMARY KEY (webhook, generation)
    ) WITHOUT ROWID`,
  ],
  readersIndexes: [`CREATE INDEX webhooks_of_client ON webhooks (client, created, webhook)`],
  apply({ stream, version, event }) {
    const webhook = keyOf(stream);
    const changes = change(webhook, event as WebhookEvent);
    if (changes.length === 0) return [];
    const seen = { sql: "UPDATE webhooks SET version = ? WHERE webhook = ?" };
    return [...changes, { ...seen, parameters: [version, webhook] }];
  },
};

function change(webhook: string, event: WebhookEvent): readonly Statement[] {
  switch (event.type) {
    case "webhook.created":
      return created(webhook, event);
    case "webhook.changed": {
      const { url, description, types, mailboxes } = event;
      return [{
        sql: `UPDATE webhooks SET url = ?, description = ?, types = ?, mailboxes = ?
          WHERE webhook = ?`,
        parameters: [url, description, listOf(types), JSON.stringify(mailboxes), webhook],
      }];
    }
    case "webhook.secret-rotated":
      return [
        {
          sql: `UPDATE webhooks_secrets SET until = min(coalesce(until, ?1), ?1)
            WHERE webhook = ?2`,
          parameters: [event.oldUntil, webhook],
        },
        {
          sql: `DELETE FROM webhooks_secrets WHERE webhook = ? AND until <= ?`,
          parameters: [webhook, event.at],
        },
        secret(webhook, event.generation),
      ];
    case "webhook.disabled":
      return [status(webhook, "disabled", event.reason)];
    case "webhook.enabled":
      return [status(webhook, "enabled", null)];
    case "webhook.deleted":
      return ["webhooks", "webhooks_secrets"].map((table) => ({
        sql: `DELETE FROM ${table} WHERE webhook = ?`,
        parameters: [webhook],
      }));
    default:
      return [];
  }
}

function created(
  webhook: string,
  event: Extract<WebhookEvent, { type: "webhook.created" }>,
): readonly Statement[] {
  const { client, url, description, types, mailboxes, from, at, by, generation } = event;
  const lists = [listOf(types), JSON.stringify(mailboxes)];
  return [
    {
      sql: `INSERT INTO webhooks (webhook, client, url, description, types, mailboxes, status,
        position, created, created_by, version) VALUES (?, ?, ?, ?, ?, ?, 'enabled', ?, ?, ?, 1)`,
      parameters: [webhook, client, url, description, ...lists, from, at, by],
    },
    secret(webhook, generation),
  ];
}

function secret(webhook: string, generation: number): Statement {
  return {
    sql: `INSERT INTO webhooks_secrets (webhook, generation) VALUES (?, ?)`,
    parameters: [webhook, generation],
  };
}

function status(webhook: string, value: string, reason: string | null): Statement {
  return {
    sql: `UPDATE webhooks SET status = ?, reason = ? WHERE webhook = ?`,
    parameters: [value, reason, webhook],
  };
}

function listOf(values: readonly string[] | undefined): string | null {
  return values ? JSON.stringify(values) : null;
}
