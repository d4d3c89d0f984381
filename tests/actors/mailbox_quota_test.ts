/**
 * How full a mailbox may become, and when its holder is told.
 *
 * @module
 */
import { expect } from "expect";
import { mailbox } from "../../actors/mailbox.ts";
import { FOLDERS } from "../../events/folders.ts";
import type { MailboxEvent } from "../../events/mailbox.ts";
import { fold, given } from "../support/given.ts";
import { append, appended, entry, KEPT, many, store, stored, t0 } from "./mailbox_samples.ts";

/** Ten messages' worth. */
const QUOTA = 1000;

const held = (count: number): MailboxEvent[] => many(count, (index) => stored(index + 1));
const passed = (percent: number, size: number, quota = QUOTA): MailboxEvent => ({
  type: "mailbox.quota-passed",
  at: t0,
  percent,
  size,
  quota,
});
const expunged = (uids: string): MailboxEvent => ({
  type: "mailbox.expunged",
  at: t0,
  folder: FOLDERS.inbox,
  uids,
  until: KEPT,
});

Deno.test("quota: the last byte fits, one more does not", () => {
  const full = [...held(9), passed(85, 900)];
  const message = { ...entry("a"), size: 101 };
  given(mailbox, full).when(store([message], QUOTA), t0).thenRefused("full");
  given(mailbox, full).when({ ...append("INBOX", { size: 101 }), quota: QUOTA }, t0)
    .thenRefused("full");
  given(mailbox, full).when(store([entry("a")], QUOTA), t0)
    .then([stored(10, { entry: "a" }), passed(95, 1000)]);
  given(mailbox, full).when({ ...append("INBOX"), quota: QUOTA }, t0)
    .then([appended(10), passed(95, 1000)]);
});

Deno.test("quota: messages are stored all or none", () => {
  given(mailbox, held(9)).when(store([entry("a"), entry("b")], QUOTA), t0).thenRefused("full");
});

Deno.test("quota: a receipt is stored in any case, and what is there already takes no room", () => {
  given(mailbox, held(10)).when(store([entry("a")]), t0).then([stored(11, { entry: "a" })]);
  given(mailbox, held(12)).when(store([entry("1")], QUOTA), t0).then([]);
});

Deno.test("quota: what is deleted makes room at once", () => {
  given(mailbox, [...held(10), expunged("1")]).when(store([entry("a")], QUOTA), t0)
    .then([stored(11, { entry: "a" }), passed(95, 1000)]);
});

Deno.test("quota: the holder is told once when a share is passed", () => {
  given(mailbox, held(5)).when(store([entry("a")], QUOTA), t0).then([stored(6, { entry: "a" })]);
  given(mailbox, held(6)).when(store([entry("a")], QUOTA), t0)
    .then([stored(7, { entry: "a" }), passed(70, 700)]);
  const told = [...held(7), passed(70, 700)];
  given(mailbox, told).when(store([entry("a")], QUOTA), t0).then([stored(8, { entry: "a" })]);
  const more = [...told, stored(8)];
  given(mailbox, more).when(store([entry("a")], QUOTA), t0)
    .then([stored(9, { entry: "a" }), passed(85, 900)]);
  // Several shares at once are one word.
  given(mailbox, held(6)).when(store(many(4, (index) => entry(`e${index}`)), QUOTA), t0)
    .then([...many(4, (index) => stored(7 + index, { entry: `e${index}` })), passed(95, 1000)]);
});

Deno.test("quota: the holder is told again after the mailbox was emptier", () => {
  const told = [...held(9), passed(85, 900)];
  const store9 = store([entry("a")], QUOTA);
  // From 80 % up to 90 %: the word on 85 % comes again.
  given(mailbox, [...told, expunged("1")]).when(store9, t0)
    .then([stored(10, { entry: "a" }), passed(85, 900)]);
  // From 60 % up to 70 %.
  given(mailbox, [...told, expunged("1:3")]).when(store9, t0)
    .then([stored(10, { entry: "a" }), passed(70, 700)]);
  expect(fold(mailbox, [...told, expunged("1")]).warned).toBe(70);
  expect(fold(mailbox, [...told, expunged("1:3")]).warned).toBe(0);
});

Deno.test("quota: what receipts have filled is told with the next other message", () => {
  const told = [...held(9), passed(85, 900), expunged("1:3"), stored(10), stored(11)];
  given(mailbox, told).when(store([entry("a")], QUOTA), t0)
    .then([stored(12, { entry: "a" }), passed(85, 900)]);
});

Deno.test("quota: receipts are kept in a full mailbox, and the holder is told of them as well", () => {
  const keep = { type: "keep", messages: [entry("a")], quota: QUOTA } as const;
  given(mailbox, held(9)).when(keep, t0)
    .then([stored(10, { entry: "a" }), passed(95, 1000)]);
  const told = [...held(10), passed(95, 1000)];
  given(mailbox, told).when(keep, t0).then([stored(11, { entry: "a" })]);
  given(mailbox, told).when(store([entry("a")], QUOTA), t0).thenRefused("full");
});

Deno.test("quota: a larger quota makes an old word worth nothing", () => {
  const told = [...held(10), passed(95, 1000)];
  given(mailbox, told).when(store([entry("a")], 2000), t0).then([stored(11, { entry: "a" })]);
  given(mailbox, [...told, stored(11), stored(12), stored(13)])
    .when(store([entry("a")], 2000), t0)
    .then([stored(14, { entry: "a" }), passed(70, 1400, 2000)]);
});

Deno.test("quota: the word is owed until it is stored under its name", () => {
  const told = [...held(7), passed(70, 700)];
  given(mailbox, told).thenOwes(t0, ["quota 70 9"], null);
  given(mailbox, [...told, stored(8, { entry: "quota 70 9" })]).thenOwes(t0, [], null);
  // A later word takes the place of one that has not been stored yet.
  const later = [...told, stored(8), stored(9), passed(85, 900)];
  given(mailbox, later).thenOwes(t0, ["quota 85 12"], null);
  given(mailbox, [...later, stored(10, { entry: "quota 70 9" })])
    .thenOwes(t0, ["quota 85 12"], null);
});
