/**
 * SORT and THREAD (RFC 5256).
 *
 * @module
 */
import { Turn } from "../../../clock.ts";
import type { SortKeys } from "../../../documents/imap/sort_keys.ts";
import {
  threadByReferences,
  type ThreadedMessage,
  type ThreadNode,
} from "../../../documents/imap/thread.ts";
import type { Message } from "../../../mailboxes/folder_view.ts";
import type { SortCommand, SortKey } from "../grammar/ast.ts";
import type { Searched } from "./searched.ts";

/** A message and what it is sorted by. */
interface Sortable {
  readonly number: number;
  readonly message: Message;
  /** Null where its content is gone. */
  readonly keys: SortKeys | null;
}

type Comparison = (one: Sortable, other: Sortable) => number;

/** Keys for which no content is needed. */
const OF_LIST: ReadonlySet<SortKey> = new Set<SortKey>(["ARRIVAL", "SIZE"]);

/** Messages by some criteria; those that are equal by all of them keep their order (§3). */
export async function sortMessages(
  searched: Searched,
  numbers: readonly number[],
  criteria: SortCommand["criteria"],
): Promise<number[]> {
  const listed = criteria.every(({ by }) => OF_LIST.has(by));
  const messages = listed
    ? numbers.map((number) => ({
      number,
      message: searched.selection.message(number),
      keys: null,
    }))
    : await sortables(searched, numbers);
  const comparisons = criteria.map(({ by, reverse }) => {
    const compare = COMPARISONS[by];
    return reverse ? (one: Sortable, other: Sortable) => compare(other, one) : compare;
  });
  const sorted = await sortInTurns(messages, (one, other) => {
    for (const compare of comparisons) {
      const order = compare(one, other);
      if (order !== 0) return order;
    }
    return one.number - other.number;
  });
  return sorted.map(({ number }) => number);
}

/** Messages that are sorted at once, and merged between two looks at the clock. */
const SLICE = 5000;

/** Sorts, while others have their turn: slices first, which are merged two by two. */
async function sortInTurns(
  messages: readonly Sortable[],
  compare: Comparison,
): Promise<readonly Sortable[]> {
  const turn = new Turn();
  let runs: Sortable[][] = [];
  for (let at = 0; at < messages.length; at += SLICE) {
    runs.push(messages.slice(at, at + SLICE).sort(compare));
    if (turn.over) await turn.pass();
  }
  while (runs.length > 1) {
    const merged: Sortable[][] = [];
    for (let at = 0; at < runs.length; at += 2) {
      merged.push(await merge(runs[at]!, runs[at + 1] ?? [], compare, turn));
    }
    runs = merged;
  }
  return runs[0] ?? [];
}

async function merge(
  one: readonly Sortable[],
  other: readonly Sortable[],
  compare: Comparison,
  turn: Turn,
): Promise<Sortable[]> {
  const merged: Sortable[] = [];
  let [first, second] = [0, 0];
  while (first < one.length && second < other.length) {
    const next = compare(one[first]!, other[second]!) <= 0 ? one[first++]! : other[second++]!;
    merged.push(next);
    if (merged.length % SLICE === 0 && turn.over) await turn.pass();
  }
  for (; first < one.length; first++) merged.push(one[first]!);
  for (; second < other.length; second++) merged.push(other[second]!);
  return merged;
}

/**
 * Threads by references.
 *
 * @param named what the answer calls a message: its number, or its UID
 */
export async function threadMessages(
  searched: Searched,
  numbers: readonly number[],
  named: (number: number) => number,
): Promise<ThreadNode[]> {
  const messages = await sortables(searched, numbers);
  return threadByReferences(messages.map((sortable): ThreadedMessage => ({
    uid: named(sortable.number),
    messageId: sortable.keys?.messageId ?? null,
    references: sortable.keys?.references ?? [],
    baseSubject: sortable.keys?.subject ?? "",
    isReply: sortable.keys?.isReply ?? false,
    date: sentOf(sortable),
  })));
}

async function sortables(
  { mailbox, selection, index }: Searched,
  numbers: readonly number[],
): Promise<Sortable[]> {
  const messages = numbers.map((number) => selection.message(number));
  const facts = await index.facts(mailbox, messages, ["sortKeys"]);
  return numbers.map((number, at) => {
    const message = messages[at]!;
    return { number, message, keys: facts.get(message.email)?.sortKeys ?? null };
  });
}

/** §2.2: INTERNALDATE stands in for a date that is missing. */
function sentOf({ keys, message }: Sortable): number {
  return keys?.sent?.instant ?? message.received;
}

const COMPARISONS: Readonly<Record<SortKey, Comparison>> = {
  ARRIVAL: (one, other) => one.message.received - other.message.received,
  SIZE: (one, other) => one.message.size - other.message.size,
  DATE: (one, other) => sentOf(one) - sentOf(other),
  SUBJECT: byText("subject"),
  FROM: byText("from"),
  TO: byText("to"),
  CC: byText("cc"),
};

function byText(key: "subject" | "from" | "to" | "cc"): Comparison {
  return (one, other) => {
    const [first, second] = [one.keys?.[key] ?? "", other.keys?.[key] ?? ""];
    return first < second ? -1 : first > second ? 1 : 0;
  };
}
