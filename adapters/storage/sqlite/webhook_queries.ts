/**
 * Reads of the projection `webhooks`.
 *
 * @module
 */
import type { Webhook, WebhookQueries } from "../webhooks.ts";
import type { Statements } from "./statements.ts";

const select = `SELECT webhook, client, url, description, types, mailboxes, status, reason,
  position, created, created_by AS createdBy, version,
  (SELECT json_group_array(json_object('generation', generation, 'until', until)
    ORDER BY generation) FROM webhooks_secrets s WHERE s.webhook = w.webhook) AS secrets
  FROM webhooks w`;

type Row = Omit<Webhook, "types" | "mailboxes" | "secrets"> & {
  readonly types: string | null;
  readonly mailboxes: string;
  readonly secrets: string;
};

/** The queries over one connection. */
export class SqliteWebhookQueries implements WebhookQueries {
  readonly #statements: Statements;

  constructor(statements: Statements) {
    this.#statements = statements;
  }

  webhook(id: string): Webhook | null {
    return this.#rows("WHERE webhook = ?", id)[0] ?? null;
  }

  webhooksOf(client: string): readonly Webhook[] {
    return this.#rows("WHERE client = ? ORDER BY created, webhook", client);
  }

  enabledWebhooks(): readonly Webhook[] {
    return this.#rows("WHERE status = 'enabled' ORDER BY webhook");
  }

  #rows(condition: string, ...parameters: string[]): readonly Webhook[] {
    return this.#statements.of(`${select} ${condition}`).all(...parameters)
      .map((row) => webhookOf(row as unknown as Row));
  }
}

function webhookOf(row: Row): Webhook {
  return {
    ...row,
    types: row.types === null ? null : JSON.parse(row.types),
    mailboxes: JSON.parse(row.mailboxes),
    secrets: JSON.parse(row.secrets),
  };
}
