/**
 * SORT and THREAD over a folder.
 *
 * @module
 */
import { expect } from "expect";
import type { SortKey } from "../../../adapters/imap/server/grammar/ast.ts";
import { sortMessages, threadMessages } from "../../../adapters/imap/server/search/sort.ts";
import { withIndex } from "../../mailboxes/index/support.ts";
import { fiveMessages } from "./support.ts";

const NUMBERS = [1, 2, 3, 4, 5];

Deno.test("SORT orders by each criterion, equals by their numbers", async () => {
  await withIndex(async (place) => {
    const searched = await fiveMessages(place);
    const sorted = (...by: SortKey[]) =>
      sortMessages(searched, NUMBERS, by.map((by) => ({ by, reverse: false })));
    expect(await sorted("ARRIVAL")).toEqual([5, 1, 2, 3, 4]);
    expect(await sorted("SIZE")).toEqual([5, 3, 2, 1, 4]);
    // Message 1 was sent at 04:30 UTC on the 21st, message 2 at 15:30 on the 20th; the others bear
    // no date.
    expect(await sorted("DATE")).toEqual([5, 2, 1, 3, 4]);
    expect(await sorted("SUBJECT")).toEqual([5, 3, 1, 2, 4]);
    expect(await sorted("SUBJECT", "ARRIVAL")).toEqual([5, 3, 1, 2, 4]);
    expect(await sorted("FROM")).toEqual(NUMBERS);
    expect(await sorted("CC", "TO")).toEqual(NUMBERS);
  });
});

Deno.test("REVERSE turns the criterion that it precedes, not the order of equals", async () => {
  await withIndex(async (place) => {
    const searched = await fiveMessages(place);
    const reversed = (by: SortKey) => sortMessages(searched, NUMBERS, [{ by, reverse: true }]);
    expect(await reversed("ARRIVAL")).toEqual([4, 3, 2, 1, 5]);
    expect(await reversed("FROM")).toEqual(NUMBERS);
    expect(
      await sortMessages(searched, NUMBERS, [
        { by: "SUBJECT", reverse: true },
        { by: "ARRIVAL", reverse: true },
      ]),
    ).toEqual([4, 2, 1, 3, 5]);
  });
});

Deno.test("THREAD puts a reply under what it answers, and calls messages as it is told", async () => {
  await withIndex(async (place) => {
    const searched = await fiveMessages(place);
    const uid = (number: number) => searched.selection.message(number).uid;
    const threads = await threadMessages(searched, [1, 2, 3], uid);
    const named = threads.map(({ message, children }) => [
      message?.uid,
      children.map((child) => child.message?.uid),
    ]);
    expect(named).toEqual([[2, [3]], [4, []]]);
  });
});
