/**
 * Commands and events of a mailbox for tests.
 *
 * @module
 */
import {
  APPENDED_KIND,
  type AppendedMessage,
  type MailboxCommand,
  type MailboxEntry,
} from "../../actors/mailbox.ts";
import { FOLDERS } from "../../events/folders.ts";
import { HOUR, type Instant } from "../../events/instant.ts";
import type { MailboxEvent } from "../../events/mailbox.ts";
import type { Slice } from "../../events/rope.ts";

/** When everything happens, on the hour. */
export const t0: Instant = Date.UTC(2026, 10, 21, 9);

/** Until when deleted messages can be brought back. */
export const KEPT: Instant = t0 + 7 * 24 * HOUR;

/** A quota that nothing here reaches. */
export const GENEROUS = 1_000_000;

type Fact<Type extends MailboxEvent["type"]> = Extract<MailboxEvent, { readonly type: Type }>;

/** Content of 100 bytes; other names are other bytes. */
export function ropeOf(name: string): Slice[] {
  return [{ blob: name.padStart(64, "0"), offset: 0, length: 100 }];
}

/** `count` things by their index. */
export function many<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

const facts = {
  size: 100,
  kind: "posta-certificata",
  pecId: "01ARZ@alfa.example",
  messageId: "<01ARZ@alfa.example>",
  subject: "POSTA CERTIFICATA: Ciao",
};

/** A message that arrives. */
export function entry(entry: string, folder: string = "INBOX"): MailboxEntry {
  return { ...facts, entry, folder, content: ropeOf(entry), flags: ["$PecEnvelope"] };
}

/** The command that stores messages. */
export function store(
  messages: readonly MailboxEntry[],
  quota: number | null = null,
): MailboxCommand {
  return { type: "store", messages, quota };
}

/** A message has arrived: of 100 bytes, in INBOX, unless told otherwise. */
export function stored(
  uid: number,
  different: Partial<Fact<"mailbox.stored">> = {},
): Fact<"mailbox.stored"> {
  const name = different.entry ?? String(uid);
  return {
    ...facts,
    type: "mailbox.stored",
    at: t0,
    entry: name,
    uid,
    folder: FOLDERS.inbox,
    content: ropeOf(name),
    flags: ["$PecEnvelope"],
    ...different,
  };
}

const brought: AppendedMessage = {
  folder: "INBOX",
  content: ropeOf("appended"),
  size: 100,
  messageId: "<1@client.example>",
  subject: "Ciao",
  flags: [],
  received: 5,
};

/** The command by which a program stores a message. */
export function append(
  folder: string,
  different: Partial<AppendedMessage> = {},
): Extract<MailboxCommand, { type: "append" }> {
  const message = { ...brought, ...different, folder };
  return { type: "append", message, quota: GENEROUS, replaces: null };
}

/** A program has stored a message. */
export function appended(
  uid: number,
  different: Partial<Fact<"mailbox.stored">> = {},
): Fact<"mailbox.stored"> {
  return {
    ...brought,
    type: "mailbox.stored",
    at: t0,
    entry: `appended ${uid}`,
    uid,
    kind: APPENDED_KIND,
    pecId: "",
    folder: FOLDERS.inbox,
    content: [...brought.content],
    flags: [],
    ...different,
  };
}
