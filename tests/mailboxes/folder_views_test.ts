/**
 * Which folders stay in memory.
 *
 * @module
 */
import { expect } from "expect";
import type { Folder, MailboxQueries } from "../../adapters/storage/mailboxes.ts";
import { FolderViews } from "../../adapters/mailboxes/folder_views.ts";

/** Mailboxes with one empty folder each; counts how often one is read. */
function emptyMailboxes(): { readonly queries: MailboxQueries; reads(): number } {
  let reads = 0;
  const folder: Folder = { folder: 1, name: "INBOX", highestUid: 0, modseq: 1 };
  const queries: Partial<MailboxQueries> = {
    folder: () => folder,
    listed: () => {
      reads++;
      return [];
    },
    changed: () => [],
    vanished: () => [],
  };
  return { queries: queries as MailboxQueries, reads: () => reads };
}

Deno.test("views: what sessions watch takes no room from what is kept for the next one", async () => {
  const { queries, reads } = emptyMailboxes();
  const views = new FolderViews(queries);
  for (let index = 0; index < 300; index++) {
    (await views.open(`watched-${index}`, 1)).watch(() => {});
  }
  const before = reads();
  for (let round = 0; round < 5; round++) {
    await views.open("anna", 1);
    await views.open("bruno", 1);
  }
  expect(reads() - before).toBe(2);
});

Deno.test("views: a folder that is being opened is not forgotten for another one", async () => {
  const { queries } = emptyMailboxes();
  const views = new FolderViews(queries);
  for (let index = 0; index < 300; index++) {
    (await views.open(`watched-${index}`, 1)).watch(() => {});
  }
  const [anna] = await Promise.all([views.open("anna", 1), views.open("bruno", 1)]);
  expect(await views.open("anna", 1)).toBe(anna);
});

Deno.test("views: those that nobody has looked at for longest are forgotten", async () => {
  const { queries, reads } = emptyMailboxes();
  const views = new FolderViews(queries);
  for (let index = 0; index < 250; index++) await views.open(`idle-${index}`, 1);
  const before = reads();
  await views.open("idle-249", 1);
  expect(reads()).toBe(before);
  await views.open("idle-0", 1);
  expect(reads()).toBe(before + 1);
});
