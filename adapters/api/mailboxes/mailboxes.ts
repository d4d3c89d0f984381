/**
 * The operations on mailboxes.
 *
 * @module
 */
import type { Api } from "../api.ts";
import { mountMailboxActions } from "./action_operations.ts";
import { mountAppPasswords } from "./app_passwords.ts";
import { mountMailboxMessageChanges } from "./change_operations.ts";
import { mountConsumers } from "./consumers/operations.ts";
import { mountFolders } from "./folder_operations.ts";
import { mountMailboxSettings } from "./mailbox_operations.ts";
import { mountMailboxMessageList } from "./message_list.ts";
import { mountMailboxMessage } from "./message_operations.ts";

/** Adds them. */
export function mountMailboxes(api: Api): void {
  mountMailboxSettings(api);
  mountFolders(api);
  mountMailboxMessageList(api);
  mountMailboxMessage(api);
  mountMailboxMessageChanges(api);
  mountMailboxActions(api);
  mountConsumers(api);
  mountAppPasswords(api);
}
