/**
 * Commands about folders as a whole: CREATE, RENAME, STATUS, quotas and the like.
 *
 * @module
 */
import type { Command, StatusItem } from "./ast.ts";
import type { Cursor } from "./cursor.ts";

const STATUS_ITEMS = new Set<StatusItem>([
  "APPENDLIMIT",
  "DELETED",
  "DELETED-STORAGE",
  "HIGHESTMODSEQ",
  "MAILBOXID",
  "MESSAGES",
  "RECENT",
  "SIZE",
  "UIDNEXT",
  "UIDVALIDITY",
  "UNSEEN",
]);

/** A command whose one argument is a folder. */
export function aboutFolder(
  name: "CREATE" | "DELETE" | "SUBSCRIBE" | "UNSUBSCRIBE" | "GETQUOTAROOT",
): (cursor: Cursor) => Command {
  return (cursor) => {
    cursor.space();
    return { name, mailbox: cursor.mailbox() };
  };
}

/** `RENAME from to`. */
export function rename(cursor: Cursor): Command {
  cursor.space();
  const from = cursor.mailbox();
  cursor.space();
  return { name: "RENAME", from, to: cursor.mailbox() };
}

/** `STATUS mailbox (items)`. */
export function status(cursor: Cursor): Command {
  cursor.space();
  const mailbox = cursor.mailbox();
  cursor.space();
  return { name: "STATUS", mailbox, items: statusItems(cursor) };
}

/** `(item …)`, one at least. */
export function statusItems(cursor: Cursor): StatusItem[] {
  cursor.expect("(");
  const items = cursor.sequence("items", () => cursor.choice("an item of STATUS", STATUS_ITEMS));
  cursor.expect(")");
  return items;
}

/** `GETQUOTA root` (RFC 9208 §4.1.2). */
export function getQuota(cursor: Cursor): Command {
  cursor.space();
  return { name: "GETQUOTA", root: cursor.text("a quota root") };
}

/** `SETQUOTA root (resource limit …)` (RFC 9208 §4.1.1): what it would set is not kept. */
export function setQuota(cursor: Cursor): Command {
  cursor.space();
  const root = cursor.text("a quota root");
  cursor.space();
  cursor.list("resources", () => {
    cursor.atom("a resource");
    cursor.space();
    cursor.long();
  });
  return { name: "SETQUOTA", root };
}
