/**
 * What the actor of a mailbox knows is what the tables say, whatever was done to the mailbox.
 *
 * @module
 */
import { expect } from "expect";
import fc from "fast-check";
import { DatabaseSync } from "node:sqlite";
import { isRefusal } from "../../actors/actor.ts";
import {
  mailbox,
  type MailboxCommand,
  type MailboxState,
  SENT_KIND,
} from "../../actors/mailbox.ts";
import { databaseFile } from "../../adapters/storage/sqlite/schema.ts";
import type { Storage } from "../../adapters/storage/storage.ts";
import type { AnyEvent } from "../../events/definition.ts";
import { FOLDERS, standingFolders } from "../../events/folders.ts";
import { blobsOf } from "../../events/rope.ts";
import { write } from "../contracts/samples.ts";
import { withFolder, withStorage } from "../storage/temporary.ts";

const ANNA = "anna@alfa.example";
const STREAM = `mailbox-${ANNA}`;
const QUOTA = 1000;

const folder = fc.integer({ min: 1, max: 10 });
const uids = fc.uniqueArray(fc.integer({ min: 1, max: 30 }), { maxLength: 12 })
  .map((uids) => uids.sort((one, other) => one - other));
const name = fc.constantFrom("INBOX", "Bozze", "a", "a/b", "a/b/c", "b", "inbox", "a//b");
const flags = fc.array(fc.constantFrom("\\Seen", "\\Deleted", "\\Flagged", "a", "aa", "b"), {
  maxLength: 3,
});
const number = fc.integer({ min: 0, max: 9 });

/** A step: time passes, then a command. Content is a number, so that it can be the same twice. */
const step = fc.record({
  passed: fc.constantFrom(0, 1, 1000),
  command: fc.oneof(
    { weight: 4, arbitrary: fc.record({ what: fc.constant("store"), name, flags, number }) },
    { weight: 3, arbitrary: fc.record({ what: fc.constant("append"), name, flags, number }) },
    {
      weight: 2,
      arbitrary: fc.record({
        type: fc.constant("flag"),
        folder,
        uids,
        change: fc.record({ add: flags, remove: fc.oneof(flags, fc.constant("others")) }),
        unchangedSince: fc.option(fc.integer({ min: 1, max: 40 })),
      }),
    },
    fc.record({
      type: fc.constant("copy"),
      from: folder,
      to: folder,
      uids,
      quota: fc.constant(QUOTA),
    }),
    fc.record({ type: fc.constant("move"), from: folder, to: folder, uids }),
    fc.record({ type: fc.constant("expunge"), folder, uids, keepUntil: fc.constant(1500) }),
    fc.record({ type: fc.constant("remove"), uids, keepUntil: fc.constant(2500) }),
    fc.record({ type: fc.constant("restore"), uids: uids.map((uids) => uids.slice(0, 1)) }),
    fc.record({ type: fc.constant("make-folder"), name }),
    fc.record({ type: fc.constant("rename-folder"), from: name, to: name }),
    fc.record({ type: fc.constant("remove-folder"), name, keepUntil: fc.constant(1500) }),
    fc.record({ type: fc.constantFrom("subscribe", "unsubscribe"), name }),
    fc.record({ type: fc.constant("elapse") }),
  ),
});
type Step = { readonly passed: number; readonly command: unknown };

/** The command of a step, and the blobs that it needs. */
async function commandOf(storage: Storage, { command }: Step, index: number) {
  const { what, name, flags, number } = command as {
    what?: string;
    name: string;
    flags: string[];
    number: number;
  };
  if (what === undefined) return { command: command as MailboxCommand, blobs: [] };
  const { rope, small } = await write(storage.blobs, new Uint8Array(50 + 5 * number).fill(number));
  const shared = { folder: name, content: rope, size: 50 + 5 * number, flags };
  const facts = { ...shared, messageId: "", subject: `message ${index}`, received: index };
  const type = what as "store" | "append";
  const entry = { ...facts, entry: `entry ${number}`, kind: SENT_KIND, pecId: "" };
  const made: MailboxCommand = type === "append"
    ? { type, message: facts, quota: QUOTA, replaces: null }
    : { type, messages: [entry, { ...entry, entry: `copy ${number}` }], quota: QUOTA };
  return { command: made, blobs: small };
}

/** Lets the steps happen as the engine would; resolves with the folded state and all events. */
async function happen(storage: Storage, steps: readonly Step[]) {
  let state = mailbox.initial();
  const events: AnyEvent[] = [];
  let now = 0;
  for (const [index, step] of steps.entries()) {
    const { command, blobs } = await commandOf(storage, step, index);
    const decision = mailbox.decide(state, command, now += step.passed);
    if (isRefusal(decision) || decision.length === 0) continue;
    const wake = null;
    await storage.events.append({
      stream: STREAM,
      expectedVersion: events.length,
      events: decision,
      blobs,
      wake,
    });
    for (const event of decision) state = mailbox.evolve(state, event);
    events.push(...decision);
  }
  return { state, events };
}

/** What the actor knows, in the words of the tables. */
function known({ messages, deleted, folders, subscriptions, size }: MailboxState) {
  const held = [...messages].map(([uid, { folder, size, flags, modseq }]) => ({
    uid,
    folder,
    size,
    flags,
    modseq,
  }));
  return {
    held,
    deleted: [...deleted].map(([uid, { size, until }]) => ({ uid, size, until })).sort(byUid),
    folders: [...folders].map(([folder, name]) => ({ folder, name })),
    subscriptions: [...subscriptions].sort(),
    size,
  };
}

/** The same as the queries tell it. */
function told({ mailboxes }: Storage) {
  const folders = mailboxes.folders(ANNA);
  const held = folders.flatMap(({ folder }) =>
    mailboxes.listed(ANNA, folder, 0, 1000).map(({ uid, size, flags, modseq }) => ({
      uid,
      folder,
      size,
      flags: flags.split(" ").filter(Boolean),
      modseq,
    }))
  );
  return {
    held: held.sort(byUid),
    deleted: mailboxes.deleted(ANNA).map(({ uid, size, until }) => ({ uid, size, until })),
    folders: folders.map(({ folder, name }) => ({ folder, name })),
    subscriptions: [...mailboxes.subscriptions(ANNA)].sort(),
    size: mailboxes.usage(ANNA),
  };
}

function byUid(one: { uid: number }, other: { uid: number }): number {
  return one.uid - other.uid;
}

/** A folder's HIGHESTMODSEQ is not below that of any message in it, nor of any that has left it. */
function expectFoldersAhead({ mailboxes }: Storage): void {
  for (const { folder, modseq, highestUid } of mailboxes.folders(ANNA)) {
    for (const message of mailboxes.listed(ANNA, folder, 0, 1000)) {
      expect(message.modseq).toBeLessThanOrEqual(modseq);
      expect(message.uid).toBeLessThanOrEqual(highestUid);
    }
    expect(mailboxes.vanished(ANNA, folder, modseq)).toEqual([]);
  }
}

/** New UIDs are higher than any before, over stores, copies, moves and restores. */
function expectAscending(events: readonly AnyEvent[]): void {
  const given = events.flatMap((event) => {
    if (event.type === "mailbox.stored") return [(event as unknown as { uid: number }).uid];
    return "first" in event ? [event.first as number] : [];
  });
  expect(given).toEqual([...new Set(given)].sort((one, other) => one - other));
}

function tables(folder: string): unknown {
  using database = new DatabaseSync(databaseFile(folder), { readOnly: true });
  return ["mailbox_folders", "mailbox_entries", "mailbox_deleted", "blob_references"].map((table) =>
    database.prepare(`SELECT * FROM ${table} ORDER BY 1, 2, 3`).all()
  );
}

Deno.test("a mailbox's state is what its tables say, live and rebuilt", () =>
  fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 40 }), (steps) =>
      withFolder((folder) =>
        withStorage(folder, async (storage) => {
          const opened = { type: "account.opened", at: 1, address: ANNA, role: "holder" };
          await storage.events.append({
            stream: `account-${ANNA}`,
            expectedVersion: 0,
            events: [opened as AnyEvent],
            wake: null,
          });
          const { state, events } = await happen(storage, steps);
          expect(told(storage)).toEqual(known(state));
          expectFoldersAhead(storage);
          expectAscending(events);
          for (const { uid } of told(storage).held) {
            const [blob] = blobsOf(storage.mailboxes.content(ANNA, uid)!);
            expect(await storage.blobs.sizeOf(blob!)).not.toBe(null);
          }
          const live = tables(folder);
          await storage.rebuild();
          expect(tables(folder)).toEqual(live);
        })
      )),
    { numRuns: 40 },
  ));

Deno.test("every mailbox has its folders from the start, all on the holder's list", () =>
  withFolder((folder) =>
    withStorage(folder, async (storage) => {
      const opened = { type: "account.opened", at: 1, address: ANNA, role: "holder" } as AnyEvent;
      const stream = `account-${ANNA}`;
      await storage.events.append({ stream, expectedVersion: 0, events: [opened], wake: null });
      expect(told(storage)).toEqual(known(mailbox.initial()));
      expect(standingFolders.map(({ folder }) => folder)).toEqual(Object.values(FOLDERS));
    })
  ));
