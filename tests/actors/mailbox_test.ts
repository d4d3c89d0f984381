import { expect } from "expect";
import { mailbox, type MailboxEntry } from "../../actors/mailbox.ts";
import { FOLDERS } from "../../events/folders.ts";
import type { MailboxEvent } from "../../events/mailbox.ts";
import { fold, given } from "../support/given.ts";

const t0 = Date.UTC(2026, 10, 21, 9, 30);
const message: MailboxEntry = {
  folder: "INBOX",
  entry: "incoming-1",
  content: [{ blob: "a".repeat(64), offset: 0, length: 100 }],
  size: 100,
  kind: "posta-certificata",
  pecId: "01ARZ@alfa.example",
  messageId: "<01ARZ@alfa.example>",
  subject: "POSTA CERTIFICATA: Ciao",
  flags: ["$PecEnvelope"],
};

function stored(entry: string, uid: number, at: number): MailboxEvent {
  return {
    type: "mailbox.stored",
    at,
    uid,
    ...message,
    folder: FOLDERS.inbox,
    content: [...message.content],
    flags: [...message.flags],
    entry,
  };
}

Deno.test("mailbox: a message is stored under the next uid", () => {
  given(mailbox, []).when({ type: "store", messages: [message], quota: null }, t0).then([
    stored("incoming-1", 1, t0),
  ]);
  given(mailbox, [stored("incoming-0", 7, t0)]).when(
    { type: "store", messages: [message], quota: null },
    t0 + 1,
  )
    .then([stored("incoming-1", 8, t0 + 1)]);
});

Deno.test("mailbox: the same document is stored once", () => {
  given(mailbox, [stored("incoming-1", 1, t0)]).when(
    { type: "store", messages: [message], quota: null },
    t0 + 1,
  ).then([]);
});

Deno.test("mailbox: it knows when each message was stored", () => {
  const { entries } = fold(mailbox, [stored("one", 1, t0), stored("two", 2, t0 + 5)]);
  expect([...entries]).toEqual([["one", t0], ["two", t0 + 5]]);
});

Deno.test("mailbox: it owes nothing, and time changes nothing", () => {
  given(mailbox, [stored("one", 1, t0)]).thenOwes(t0, [], null);
  given(mailbox, [stored("one", 1, t0)]).when({ type: "elapse" }, t0 + 1).then([]);
});
