/**
 * The folders that every mailbox has from the start. Names are Italian: holders see them.
 *
 * @module
 */

/** Their numbers. */
export const FOLDERS = {
  inbox: 1,
  sent: 2,
  drafts: 3,
  trash: 4,
  receipts: 5,
  ordinary: 6,
} as const;

/** A folder that no holder makes and none can remove. */
export interface StandingFolder {
  readonly folder: number;
  readonly name: string;
  /** The use that programs know it by (RFC 6154 §2). */
  readonly use: "\\Drafts" | "\\Sent" | "\\Trash" | null;
}

/** The name that RFC 9051 §5.1 gives to the folder for what arrives. */
export const INBOX = "INBOX";

/** Where receipts go unless the account says otherwise. */
export const RECEIPTS = "Ricevute";

/** Where the server files what the holder has sent. */
export const SENT = "Inviata";

/** By number. */
export const standingFolders: readonly StandingFolder[] = [
  { folder: FOLDERS.inbox, name: INBOX, use: null },
  { folder: FOLDERS.sent, name: SENT, use: "\\Sent" },
  { folder: FOLDERS.drafts, name: "Bozze", use: "\\Drafts" },
  { folder: FOLDERS.trash, name: "Cestino", use: "\\Trash" },
  { folder: FOLDERS.receipts, name: RECEIPTS, use: null },
  { folder: FOLDERS.ordinary, name: "Posta non certificata", use: null },
];

/** Between the names of a folder and of those within it (RFC 9051 §5.1.1). */
export const SEPARATOR = "/";

/** The folders within which a folder lies, the outermost first: `a` and `a/b` of `a/b/c`. */
export function superiorsOf(name: string): readonly string[] {
  const parts = name.split(SEPARATOR);
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join(SEPARATOR));
}

/** A folder's name as it is compared: INBOX in any case is the same (RFC 9051 §5.1). */
export function canonicalName(name: string): string {
  const [first = "", ...rest] = name.split(SEPARATOR);
  return [first.toUpperCase() === INBOX ? INBOX : first, ...rest].join(SEPARATOR);
}
