/**
 * The tables of `operational.db` that the parts of the API need.
 *
 * @module
 */
import { ACCESS_TABLES } from "./access/tables.ts";
import { CONSUMER_TABLES } from "./mailboxes/consumers/store.ts";
import { WEBHOOK_TABLES } from "../webhooks/journal.ts";
import { UPLOAD_TABLES } from "./uploads/table.ts";

/** Statements for `openOperational`: all that any part of the API needs. */
export const OPERATIONAL_TABLES: readonly string[] = [
  ...ACCESS_TABLES,
  ...UPLOAD_TABLES,
  ...WEBHOOK_TABLES,
  ...CONSUMER_TABLES,
];
