/**
 * Decisions of the mailbox on folders.
 *
 * @module
 */
import { expect } from "expect";
import { mailbox, type MailboxCommand } from "../../actors/mailbox.ts";
import { FOLDERS, standingFolders } from "../../events/folders.ts";
import type { MailboxEvent } from "../../events/mailbox.ts";
import { fold, given } from "../support/given.ts";
import { KEPT, many, stored, t0 } from "./mailbox_samples.ts";

const { inbox, sent } = FOLDERS;

const made = (folder: number, name: string): MailboxEvent => ({
  type: "mailbox.folder-made",
  at: t0,
  folder,
  name,
});
const renamed = (folder: number, name: string): MailboxEvent => ({
  ...made(folder, name),
  type: "mailbox.folder-renamed",
} as MailboxEvent);
const listed = (type: "subscribed" | "unsubscribed", name: string): MailboxEvent => ({
  type: `mailbox.${type}`,
  at: t0,
  name,
});
const make = (name: string): MailboxCommand => ({ type: "make-folder", name });
const rename = (from: string, to: string): MailboxCommand => ({ type: "rename-folder", from, to });
const remove = (name: string): MailboxCommand => ({
  type: "remove-folder",
  name,
  keepUntil: KEPT,
});

const clients = [made(7, "Clienti"), made(8, "Clienti/Rossi"), made(9, "Clienti/Rossi/2026")];
const crowded = many(1994, (index) => made(7 + index, `folder ${index}`));

Deno.test("folders: one is made with those around it", () => {
  given(mailbox, []).when(make("Clienti/Rossi/2026"), t0).then(clients);
  given(mailbox, clients).when(make("Clienti/Bianchi"), t0).then([made(10, "Clienti/Bianchi")]);
  given(mailbox, []).when(make("Inviata/2026"), t0).then([made(7, "Inviata/2026")]);
});

Deno.test("folders: a number is never given twice", () => {
  const removed = { type: "mailbox.folder-removed", at: t0, folder: 9 } as const;
  given(mailbox, [...clients, removed]).when(make("Clienti/Rossi/2026"), t0)
    .then([made(10, "Clienti/Rossi/2026")]);
});

Deno.test("folders: there is one of a name, and INBOX is one in any case", () => {
  given(mailbox, clients).when(make("Clienti"), t0).thenRefused("exists");
  for (const name of ["INBOX", "inbox", "Inviata"]) {
    given(mailbox, []).when(make(name), t0).thenRefused("exists");
  }
  given(mailbox, clients).when(make("clienti"), t0).then([made(10, "clienti")]);
});

for (
  const [what, name] of [
    ["nothing", ""],
    ["an empty part", "a//b"],
    ["an empty end", "a/"],
    ["a wildcard", "a%"],
    ["another wildcard", "*"],
    ["a control character", "a\u0085"],
    ["a line separator", "a\u2028"],
    ["256 characters", "x".repeat(256)],
    ["21 levels", many(21, () => "a").join("/")],
    ["a place within INBOX", "Inbox/a"],
  ] as const
) {
  Deno.test(`folders: none is called after ${what}`, () => {
    given(mailbox, []).when(make(name), t0).thenRefused("bad-name");
    given(mailbox, clients).when(rename("Clienti", name), t0).thenRefused("bad-name");
    given(mailbox, clients).when(rename("INBOX", name), t0).thenRefused("bad-name");
  });
}

Deno.test("folders: a mailbox has at most 2000", () => {
  given(mailbox, crowded.slice(1)).when(make("a"), t0).then([made(2001, "a")]);
  given(mailbox, crowded.slice(1)).when(make("a/b"), t0).thenRefused("too-many");
  given(mailbox, crowded).when(make("a"), t0).thenRefused("too-many");
  given(mailbox, crowded).when(rename("folder 0", "a/b"), t0).thenRefused("too-many");
  given(mailbox, crowded).when(rename("INBOX", "a"), t0).thenRefused("too-many");
  given(mailbox, crowded).when(rename("folder 0", "a"), t0).then([renamed(7, "a")]);
});

Deno.test("folders: those within a renamed one go with it", () => {
  given(mailbox, [...clients, made(10, "Clientissimi")]).when(rename("Clienti", "Archivio/C"), t0)
    .then([
      made(11, "Archivio"),
      renamed(7, "Archivio/C"),
      renamed(8, "Archivio/C/Rossi"),
      renamed(9, "Archivio/C/Rossi/2026"),
    ]);
});

Deno.test("folders: what cannot be renamed", () => {
  given(mailbox, clients).when(rename("Altri", "a"), t0).thenRefused("no-folder");
  given(mailbox, clients).when(rename("Clienti", "Clienti"), t0).thenRefused("exists");
  given(mailbox, clients).when(rename("Clienti", "Bozze"), t0).thenRefused("exists");
  given(mailbox, clients).when(rename("Clienti", "Clienti/a"), t0).thenRefused("bad-name");
  given(mailbox, clients).when(rename("Inviata", "a"), t0).thenRefused("standing");
  given(mailbox, [...clients, made(10, "a/Rossi")]).when(rename("Clienti", "a"), t0)
    .thenRefused("exists");
  const deep = many(19, () => "a").join("/");
  given(mailbox, clients).when(rename("Clienti", deep), t0).thenRefused("bad-name");
});

Deno.test("folders: renaming INBOX moves what is in it, and INBOX stays (RFC 9051 §6.3.6)", () => {
  const before = [stored(1), stored(2, { folder: sent }), stored(3)];
  const moved: MailboxEvent = {
    type: "mailbox.moved",
    at: t0,
    from: inbox,
    to: 8,
    uids: "1,3",
    first: 4,
  };
  const events = [made(7, "Archivio"), made(8, "Archivio/2026"), moved];
  given(mailbox, before).when(rename("Inbox", "Archivio/2026"), t0).then(events);
  const { folders, messages } = fold(mailbox, [...before, ...events]);
  expect(folders.get(inbox)).toBe("INBOX");
  expect([...messages].map(([uid, { folder }]) => [uid, folder])).toEqual([[2, 2], [4, 8], [5, 8]]);
  given(mailbox, []).when(rename("INBOX", "Archivio"), t0).then([made(7, "Archivio")]);
  given(mailbox, []).when(rename("INBOX", "Bozze"), t0).thenRefused("exists");
});

Deno.test("folders: what is in a removed one is deleted", () => {
  const before = [...clients, stored(1, { folder: 8 }), stored(2), stored(3, { folder: 8 })];
  given(mailbox, before).when(remove("Clienti/Rossi"), t0).then([
    { type: "mailbox.expunged", at: t0, folder: 8, uids: "1,3", until: KEPT },
    { type: "mailbox.folder-removed", at: t0, folder: 8 },
  ]);
  given(mailbox, before).when(remove("Clienti"), t0)
    .then([{ type: "mailbox.folder-removed", at: t0, folder: 7 }]);
});

Deno.test("folders: what cannot be removed", () => {
  given(mailbox, []).when(remove("Clienti"), t0).thenRefused("no-folder");
  for (const { name } of standingFolders) {
    given(mailbox, []).when(remove(name), t0).thenRefused("standing");
  }
});

Deno.test("folders: the holder's list", () => {
  const subscribe = (name: string): MailboxCommand => ({ type: "subscribe", name });
  const unsubscribe = (name: string): MailboxCommand => ({ type: "unsubscribe", name });
  given(mailbox, clients).when(subscribe("Clienti"), t0).then([listed("subscribed", "Clienti")]);
  const before = [...clients, listed("subscribed", "Clienti")];
  given(mailbox, before).when(subscribe("Clienti"), t0).then([]);
  given(mailbox, []).when(subscribe("inbox"), t0).then([]);
  given(mailbox, []).when(subscribe("Clienti"), t0).thenRefused("no-folder");
  given(mailbox, []).when(unsubscribe("Clienti"), t0).then([]);
  given(mailbox, []).when(unsubscribe("inbox"), t0).then([listed("unsubscribed", "INBOX")]);
  // The name outlives its folder (RFC 9051 §6.3.7).
  const gone = [...before, { type: "mailbox.folder-removed", at: t0, folder: 7 } as const];
  given(mailbox, gone).when(unsubscribe("Clienti"), t0)
    .then([listed("unsubscribed", "Clienti")]);
});
