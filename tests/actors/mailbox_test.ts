/**
 * Decisions of the mailbox on messages: what is stored, flagged, moved, deleted and brought back.
 *
 * @module
 */
import { expect } from "expect";
import { filedAlready, mailbox, type MailboxCommand, SENT_KIND } from "../../actors/mailbox.ts";
import { FOLDERS } from "../../events/folders.ts";
import { HOUR } from "../../events/instant.ts";
import type { MailboxEvent } from "../../events/mailbox.ts";
import { fold, given } from "../support/given.ts";
import {
  append,
  appended,
  entry,
  GENEROUS,
  KEPT,
  many,
  ropeOf,
  store,
  stored,
  t0,
} from "./mailbox_samples.ts";

const DAY = 24 * HOUR;
const { inbox, sent, drafts, trash, ordinary } = FOLDERS;

/** UIDs 1 to 3 in INBOX, of 100 bytes each. */
const three: readonly MailboxEvent[] = [stored(1), stored(2), stored(3)];

const expunged = (uids: string, folder: number = inbox, until = KEPT): MailboxEvent => ({
  type: "mailbox.expunged",
  at: t0,
  folder,
  uids,
  until,
});
const flagged = (
  uids: string,
  add: string[],
  remove: string[],
  folder: number = inbox,
): MailboxEvent => ({ type: "mailbox.flagged", at: t0, folder, uids, add, remove });
const flag = (
  uids: number[],
  add: string[],
  remove: string[] | "others",
  unchangedSince: number | null = null,
): MailboxCommand => ({
  type: "flag",
  folder: inbox,
  uids,
  change: { add, remove },
  unchangedSince,
});

Deno.test("mailbox: a message is stored under the next UID", () => {
  given(mailbox, []).when(store([entry("a")]), t0).then([stored(1, { entry: "a" })]);
  given(mailbox, [stored(7)]).when(store([entry("a"), entry("b")]), t0)
    .then([stored(8, { entry: "a" }), stored(9, { entry: "b" })]);
});

Deno.test("mailbox: the same document is stored once, also when it has been deleted since", () => {
  given(mailbox, [stored(1, { entry: "a" })]).when(store([entry("a")]), t0).then([]);
  given(mailbox, [stored(1, { entry: "a" }), expunged("1")]).when(store([entry("a")]), t0)
    .then([]);
  given(mailbox, []).when(store([entry("a"), entry("a")]), t0).then([stored(1, { entry: "a" })]);
});

Deno.test("mailbox: it knows when each message was stored", () => {
  const { entries } = fold(mailbox, [
    stored(1, { entry: "one" }),
    stored(2, { entry: "two", at: t0 + 5 }),
  ]);
  expect([...entries]).toEqual([["one", t0], ["two", t0 + 5]]);
});

Deno.test("mailbox: INTERNALDATE and flags, each once, are those of the message", () => {
  const message = { ...entry("a"), received: 5, flags: ["\\Seen", "a", "\\Seen"] };
  given(mailbox, []).when(store([message]), t0)
    .then([stored(1, { entry: "a", received: 5, flags: ["\\Seen", "a"] })]);
});

Deno.test("mailbox: what arrives makes its folder, once", () => {
  const made = (folder: number, name: string): MailboxEvent => ({
    type: "mailbox.folder-made",
    at: t0,
    folder,
    name,
  });
  const [a, b] = [entry("a", "Clienti/Rossi"), entry("b", "Clienti/Bianchi")];
  given(mailbox, []).when(store([a, b, entry("c", "Clienti/Rossi")]), t0).then([
    made(7, "Clienti"),
    made(8, "Clienti/Rossi"),
    made(9, "Clienti/Bianchi"),
    stored(1, { entry: "a", folder: 8 }),
    stored(2, { entry: "b", folder: 9 }),
    stored(3, { entry: "c", folder: 8 }),
  ]);
  given(mailbox, [made(7, "Clienti")]).when(store([entry("a", "Clienti")]), t0)
    .then([stored(1, { entry: "a", folder: 7 })]);
  given(mailbox, []).when(store([entry("a", "inbox")]), t0).then([stored(1, { entry: "a" })]);
});

Deno.test("mailbox: INBOX takes what arrives for a folder that cannot be", () => {
  for (const name of ["a//b", "/", "a%", `${"a/".repeat(20)}a`, "INBOX/a", "\0", "x".repeat(256)]) {
    given(mailbox, []).when(store([entry("a", name)]), t0).then([stored(1, { entry: "a" })]);
  }
  const full: MailboxEvent[] = Array.from({ length: 1994 }, (_, index) => ({
    type: "mailbox.folder-made",
    at: t0,
    folder: 7 + index,
    name: `folder ${index}`,
  }));
  given(mailbox, full).when(store([entry("a", "one more")]), t0)
    .then([stored(1, { entry: "a" })]);
});

Deno.test("mailbox: a program's message goes to a folder that there is", () => {
  given(mailbox, three).when(append("Bozze", { flags: ["\\Draft", "\\Draft"] }), t0)
    .then([appended(4, { folder: drafts, flags: ["\\Draft"] })]);
  given(mailbox, []).when(append("Clienti"), t0).thenRefused("no-folder");
  // Twice the same from a program is two messages.
  given(mailbox, [appended(1)]).when(append("INBOX"), t0).then([appended(2)]);
});

Deno.test("mailbox: an original that the server has filed is not stored a second time", () => {
  const filed = stored(1, { folder: sent, kind: SENT_KIND });
  const bytes = { content: ropeOf("1") };
  given(mailbox, [filed]).when(append("Inviata", bytes), t0).then([]);
  given(mailbox, [filed]).when(append("Bozze", bytes), t0)
    .then([appended(2, { ...bytes, folder: drafts })]);
  given(mailbox, [filed, expunged("1", sent)]).when(append("Inviata", bytes), t0)
    .then([appended(2, { ...bytes, folder: sent })]);
  given(mailbox, [filed]).when(append("Inviata", { content: ropeOf("2") }), t0)
    .then([appended(2, { content: ropeOf("2"), folder: sent })]);
  expect(filedAlready(fold(mailbox, [filed]), ropeOf("1"))).toBe(1);
  expect(filedAlready(fold(mailbox, [filed]), ropeOf("2"))).toBe(null);
  // A program that replaces it has no other one (RFC 8508): it must not be left with none.
  const replaces = { folder: sent, uid: 1, keepUntil: KEPT };
  given(mailbox, [filed]).when({ ...append("Inviata", bytes), replaces }, t0)
    .then([appended(2, { folder: sent, ...bytes }), expunged("1", sent)]);
  // What a program has put there itself was not filed by the server.
  expect(filedAlready(fold(mailbox, [appended(1, { folder: sent })]), ropeOf("1"))).toBe(null);
});

Deno.test("mailbox: an original that a program has filed first is not stored a second time", () => {
  const brought = appended(1, { folder: sent, content: ropeOf("1") });
  const original = { ...entry("a", "Inviata"), kind: SENT_KIND, content: ropeOf("1") };
  const receipt = entry("b", "Ricevute");
  given(mailbox, [brought]).when(store([receipt, original]), t0)
    .then([stored(2, { entry: "b", folder: FOLDERS.receipts })]);
  given(mailbox, [brought, expunged("1", sent)]).when(store([original]), t0)
    .then([stored(2, { entry: "a", kind: SENT_KIND, folder: sent, content: ropeOf("1") })]);
  // In another folder it is the program's own affair.
  given(mailbox, [{ ...brought, folder: drafts }]).when(store([original]), t0)
    .then([stored(2, { entry: "a", kind: SENT_KIND, folder: sent, content: ropeOf("1") })]);
});

Deno.test("mailbox: a message takes the place of another one (RFC 8508)", () => {
  const replaces = { folder: inbox, uid: 2, keepUntil: KEPT };
  given(mailbox, three).when({ ...append("INBOX"), replaces }, t0)
    .then([appended(4), expunged("2")]);
  // The room that the other one leaves counts.
  given(mailbox, three).when({ ...append("INBOX"), replaces, quota: 300 }, t0).then([
    appended(4),
    expunged("2"),
    { type: "mailbox.quota-passed", at: t0, percent: 95, size: 300, quota: 300 },
  ]);
  const absent = [{ ...replaces, uid: 9 }, { ...replaces, folder: sent }];
  for (const replaces of absent) {
    given(mailbox, three).when({ ...append("INBOX"), replaces }, t0).thenRefused("no-message");
  }
  // A draft that its program files in Inviata, where the server has filed it already.
  const filed = stored(4, { folder: sent, kind: SENT_KIND });
  given(mailbox, [...three, filed])
    .when({ ...append("Inviata", { content: ropeOf("4") }), replaces }, t0)
    .then([expunged("2")]);
});

Deno.test("mailbox: one event has all messages whose flags change, and no other", () => {
  given(mailbox, three).when(flag([1, 2, 3], ["\\Seen"], []), t0)
    .then([flagged("1:3", ["\\Seen"], [])]);
  const before = [...three, flagged("2", ["\\Seen"], [])];
  given(mailbox, before).when(flag([1, 2, 3], ["\\Seen"], []), t0)
    .then([flagged("1,3", ["\\Seen"], [])]);
  given(mailbox, before).when(flag([1, 2, 3], [], ["\\Seen"]), t0)
    .then([flagged("2", [], ["\\Seen"])]);
  given(mailbox, before).when(flag([2], ["\\Seen"], []), t0).then([]);
  given(mailbox, before).when(flag([9], ["\\Seen"], []), t0).then([]);
  given(mailbox, before)
    .when({ ...flag([1, 2], ["\\Seen"], []), folder: sent } as MailboxCommand, t0).then([]);
});

Deno.test("mailbox: flags take the place of all others", () => {
  const before = [...three, flagged("1", ["a", "b"], []), flagged("2", ["c"], [])];
  const expected = flagged("1:3", ["c"], ["$PecEnvelope", "a", "b"]);
  given(mailbox, before).when(flag([1, 2, 3], ["c"], "others"), t0).then([expected]);
  const { messages } = fold(mailbox, [...before, expected]);
  expect([...messages.values()].map(({ flags }) => flags)).toEqual([["c"], ["c"], ["c"]]);
  given(mailbox, [...before, expected]).when(flag([1, 2, 3], ["c"], "others"), t0).then([]);
});

Deno.test("mailbox: more flags than an event holds are taken away by several", () => {
  const names = many(101, (index) => `k${index}`);
  const before = [
    stored(1, { flags: names.slice(0, 60) }),
    stored(2, { flags: names.slice(60) }),
  ];
  given(mailbox, before).when(flag([1, 2], [], "others"), t0).then([
    flagged("1:2", [], names.slice(0, 100)),
    flagged("1:2", [], names.slice(100)),
  ]);
});

Deno.test("mailbox: a flag that is added and removed is added, and named once", () => {
  given(mailbox, three).when(flag([1], ["a", "a"], ["a", "b", "$PecEnvelope"]), t0)
    .then([flagged("1", ["a"], ["b", "$PecEnvelope"])]);
});

Deno.test("mailbox: a message has at most a hundred flags", () => {
  const names = many(99, (index) => `k${index}`);
  given(mailbox, [stored(1)]).when(flag([1], names, []), t0).then([flagged("1", names, [])]);
  given(mailbox, [stored(1), flagged("1", names, [])]).when(flag([1], ["one more"], []), t0)
    .thenRefused("too-many-keywords");
});

Deno.test("mailbox: flags of messages that have changed since are left (RFC 7162 §3.1.3)", () => {
  const before = [...three, flagged("2", ["a"], [])];
  given(mailbox, before).when(flag([1, 2, 3], ["\\Seen"], [], 4), t0)
    .then([flagged("1,3", ["\\Seen"], [])]);
  given(mailbox, before).when(flag([1, 2, 3], ["\\Seen"], [], 3), t0)
    .then([flagged("1", ["\\Seen"], [])]);
  given(mailbox, before).when(flag([2], ["\\Seen"], [], 4), t0).then([]);
});

Deno.test("mailbox: a keyword is one keyword, whatever its case (RFC 9051 §2.3.2)", () => {
  const junk = stored(1, { flags: ["$Junk"] });
  given(mailbox, [junk]).when(append("INBOX", { flags: ["$junk", "$JUNK"] }), t0)
    .then([appended(2, { flags: ["$Junk"] })]);
  given(mailbox, [junk]).when(flag([1], ["$junk"], []), t0).then([]);
  given(mailbox, [junk]).when(flag([1], [], ["$JUNK"]), t0).then([flagged("1", [], ["$Junk"])]);
  given(mailbox, [junk, stored(2, { flags: [] })]).when(flag([1, 2], ["Foo", "foo"], []), t0)
    .then([flagged("1:2", ["Foo"], [])]);
});

Deno.test("mailbox: messages are copied and moved under new UIDs", () => {
  const transfer = { from: inbox, to: trash, uids: [1, 3, 9] };
  const event = { at: t0, from: inbox, to: trash, uids: "1,3", first: 4 };
  given(mailbox, three).when({ ...transfer, type: "copy", quota: GENEROUS }, t0)
    .then([{ ...event, type: "mailbox.copied" }]);
  given(mailbox, three).when({ ...transfer, type: "move" }, t0)
    .then([{ ...event, type: "mailbox.moved" }]);
  for (const to of [99, 7]) {
    given(mailbox, three).when({ ...transfer, type: "copy", to, quota: GENEROUS }, t0)
      .thenRefused("no-folder");
    given(mailbox, three).when({ ...transfer, type: "move", to }, t0).thenRefused("no-folder");
  }
  for (const command of [{ type: "copy", quota: GENEROUS }, { type: "move" }] as const) {
    given(mailbox, three).when({ ...transfer, ...command, from: sent }, t0).then([]);
  }
});

Deno.test("mailbox: a copy takes room, a move none", () => {
  const transfer = { from: inbox, to: trash, uids: [1] };
  given(mailbox, three).when({ ...transfer, type: "copy", quota: 399 }, t0).thenRefused("full");
  given(mailbox, three).when({ ...transfer, type: "copy", quota: 500 }, t0).then([
    { type: "mailbox.copied", at: t0, from: inbox, to: trash, uids: "1", first: 4 },
    { type: "mailbox.quota-passed", at: t0, percent: 70, size: 400, quota: 500 },
  ]);
  const moved = { type: "mailbox.moved", at: t0, from: inbox, to: trash, uids: "1", first: 4 };
  expect(fold(mailbox, [...three, moved as MailboxEvent]).size).toBe(300);
});

Deno.test("mailbox: expunging takes those that bear \\Deleted", () => {
  const before = [...three, flagged("1,3", ["\\Deleted"], [])];
  const command = { type: "expunge", folder: inbox, keepUntil: KEPT } as const;
  given(mailbox, before).when({ ...command, uids: [1, 2] }, t0).then([expunged("1")]);
  given(mailbox, before).when({ ...command, uids: [1, 2, 3] }, t0).then([expunged("1,3")]);
  given(mailbox, before).when({ ...command, uids: [2] }, t0).then([]);
  given(mailbox, before).when({ ...command, uids: [1, 3], folder: sent }, t0).then([]);
});

Deno.test("mailbox: POP3 deletes whatever it names", () => {
  const before = [...three, stored(4, { folder: sent })];
  given(mailbox, before).when({ type: "remove", uids: [1, 3, 4, 9], keepUntil: KEPT }, t0)
    .then([expunged("1,3"), expunged("4", sent)]);
  given(mailbox, before).when({ type: "remove", uids: [9], keepUntil: KEPT }, t0).then([]);
});

Deno.test("mailbox: deleted messages come back where they were, without \\Deleted", () => {
  const before = [
    ...three,
    stored(4, { folder: ordinary }),
    flagged("1", ["\\Deleted"], []),
    expunged("1:2"),
    expunged("4", ordinary),
  ];
  const back: MailboxEvent[] = [
    { type: "mailbox.restored", at: t0, uids: "1:2", to: inbox, first: 5 },
    { type: "mailbox.restored", at: t0, uids: "4", to: ordinary, first: 7 },
  ];
  given(mailbox, before).when({ type: "restore", uids: [1, 2, 4] }, t0).then(back);
  given(mailbox, before).when({ type: "restore", uids: [1, 3] }, t0).thenRefused("no-message");
  const { messages, deleted, size } = fold(mailbox, [...before, ...back]);
  expect([...messages.keys()]).toEqual([3, 5, 6, 7]);
  expect(messages.get(5)!.flags).toEqual(["$PecEnvelope"]);
  expect(deleted.size).toBe(0);
  expect(size).toBe(400);
  given(mailbox, [...before, ...back]).when({ type: "restore", uids: [1] }, t0)
    .thenRefused("no-message");
});

Deno.test("mailbox: what lay in a folder that is gone comes back into INBOX", () => {
  given(mailbox, [
    { type: "mailbox.folder-made", at: t0, folder: 7, name: "Clienti" },
    stored(1, { folder: 7 }),
    expunged("1", 7),
    { type: "mailbox.folder-removed", at: t0, folder: 7 },
  ]).when({ type: "restore", uids: [1] }, t0)
    .then([{ type: "mailbox.restored", at: t0, uids: "1", to: inbox, first: 2 }]);
});

Deno.test("mailbox: deleted messages are forgotten when their time is over", () => {
  const before = [...three, expunged("2", inbox, KEPT), expunged("1", inbox, KEPT - DAY)];
  // The earlier deadline comes first, whichever was deleted first.
  given(mailbox, before).thenOwes(t0, [], KEPT - DAY);
  given(mailbox, before).when({ type: "elapse" }, KEPT - DAY - 1).then([]);
  const purged = { type: "mailbox.purged", at: KEPT - DAY, uids: "1" } as const;
  given(mailbox, before).when({ type: "elapse" }, KEPT - DAY).then([purged]);
  given(mailbox, [...before, purged]).thenOwes(t0, [], KEPT);
  given(mailbox, [...before, purged]).when({ type: "restore", uids: [1] }, t0)
    .thenRefused("no-message");
  given(mailbox, before).when({ type: "elapse" }, KEPT)
    .then([{ ...purged, at: KEPT, uids: "1:2" }]);
  const restored = { type: "mailbox.restored", at: t0, uids: "1", to: inbox, first: 4 } as const;
  given(mailbox, [...before, restored]).thenOwes(t0, [], KEPT);
  given(mailbox, [...before, restored, purged, { ...purged, uids: "2" }]).thenOwes(t0, [], null);
});

Deno.test("mailbox: it purges once an hour at most", () => {
  given(mailbox, [...three, expunged("1", inbox, KEPT + 1), expunged("2", inbox, KEPT + HOUR)])
    .thenOwes(t0, [], KEPT + HOUR);
});

Deno.test("mailbox: it owes nothing, and time changes nothing", () => {
  given(mailbox, three).thenOwes(t0, [], null);
  given(mailbox, three).when({ type: "elapse" }, t0 + 1).then([]);
});
