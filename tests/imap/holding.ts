/**
 * What a mailbox holds: by its events, and by the tables that protocols read.
 *
 * @module
 */
import { expect } from "expect";
import { mailbox } from "../../actors/mailbox.ts";
import type { MailboxEvent } from "../../events/mailbox.ts";
import type { House } from "./house.ts";

/** Expects that the projection of a mailbox says what follows from its log. */
export async function expectProjected(house: House, address: string): Promise<void> {
  const { events, mailboxes } = house.parts.storage;
  const recorded = await events.readStream(`mailbox-${address}`, 0, 100_000);
  const state = recorded.reduce(
    (state, { event }) => mailbox.evolve(state, event as MailboxEvent),
    mailbox.initial(),
  );
  const folders = mailboxes.folders(address);
  const listed = folders.flatMap(({ folder }) =>
    mailboxes.listed(address, folder, 0, 10_000).map(({ uid, size, flags, modseq }) => ({
      uid,
      folder,
      size,
      flags: flags.split(" ").filter(Boolean),
      modseq,
    }))
  );
  const known = [...state.messages].map(([uid, { folder, size, flags, modseq }]) => ({
    uid,
    folder,
    size,
    flags,
    modseq,
  }));
  expect(listed.sort(byUid)).toEqual(known.sort(byUid));
  expect(folders.map(({ folder, name }) => [folder, name])).toEqual([...state.folders]);
  expect([...mailboxes.subscriptions(address)].sort()).toEqual([...state.subscriptions].sort());
  expect(mailboxes.usage(address)).toBe(state.size);
}

function byUid(one: { readonly uid: number }, other: { readonly uid: number }): number {
  return one.uid - other.uid;
}
