/**
 * Evaluates search keys over a folder (RFC 9051 §6.4.4).
 *
 * @module
 */
import { Turn } from "../../../clock.ts";
import type { SearchKey } from "../grammar/ast.ts";
import type { Criterion } from "../../../mailboxes/index/message_index.ts";
import { type ContentKey, type MessageKey, predicateOf } from "./message_key.ts";
import type { Searched } from "./searched.ts";

/** Messages that are looked at before it is asked whether others should have their turn. */
const SLICE = 10_000;

/**
 * The numbers of the messages that match, ascending. What is cheap is looked at first, contents
 * only of what is left.
 *
 * @throws {Error} when contents cannot be searched.
 */
export function evaluate(searched: Searched, key: SearchKey): Promise<number[]> {
  const all: number[] = [];
  for (let number = 1; number <= searched.selection.count; number++) all.push(number);
  return narrow(searched, key, all);
}

async function narrow(searched: Searched, key: SearchKey, among: number[]): Promise<number[]> {
  if (among.length === 0) return among;
  switch (key.key) {
    case "AND":
      return await narrowByAll(searched, key.keys, among);
    case "OR": {
      const [first, second] = byCost([key.one, key.other]);
      const one = await narrow(searched, first!, among);
      const rest = without(among, one);
      return without(among, without(rest, await narrow(searched, second!, rest)));
    }
    case "NOT":
      return without(among, await narrow(searched, key.of, among));
    case "BODY":
    case "HEADER":
    case "SENTBEFORE":
    case "SENTON":
    case "SENTSINCE":
    case "TEXT":
      return await narrowByContent(searched, key, among);
    default:
      return await narrowByList(searched, key, among);
  }
}

/** Those that are not among some of them; all of them ascend. */
function without(all: readonly number[], some: readonly number[]): number[] {
  let at = 0;
  return all.filter((number) => {
    const left = some[at] !== number;
    if (!left) at++;
    return left;
  });
}

async function narrowByList(
  searched: Searched,
  key: MessageKey,
  among: readonly number[],
): Promise<number[]> {
  const matches = predicateOf(key, searched);
  const turn = new Turn();
  const found: number[] = [];
  for (const [at, number] of among.entries()) {
    if (matches(searched.selection.message(number), number)) found.push(number);
    if (at % SLICE === SLICE - 1 && turn.over) await turn.pass();
  }
  return found;
}

async function narrowByAll(
  searched: Searched,
  keys: readonly SearchKey[],
  among: number[],
): Promise<number[]> {
  let left = among;
  for (const key of byCost(keys)) left = await narrow(searched, key, left);
  return left;
}

async function narrowByContent(
  { mailbox, selection, index }: Searched,
  key: ContentKey,
  among: number[],
): Promise<number[]> {
  // An expunge meanwhile must not shift numbers under the search.
  const messages = among.map((number) => selection.message(number));
  const emails = await index.search(mailbox, messages, criterionOf(key));
  return among.filter((_, at) => emails.has(messages[at]!.email));
}

function criterionOf(key: ContentKey): Criterion {
  switch (key.key) {
    case "BODY":
      return { kind: "body", text: key.text };
    case "TEXT":
      return { kind: "text", text: key.text };
    case "HEADER":
      return { kind: "header", field: key.field, text: key.text };
    case "SENTBEFORE":
      return { kind: "sent", relation: "before", day: key.day };
    case "SENTON":
      return { kind: "sent", relation: "on", day: key.day };
    case "SENTSINCE":
      return { kind: "sent", relation: "since", day: key.day };
  }
}

/** The cheapest first. */
function byCost(keys: readonly SearchKey[]): readonly SearchKey[] {
  return keys.map((key) => ({ key, cost: costOf(key) }))
    .sort((one, other) => one.cost - other.cost)
    .map(({ key }) => key);
}

function costOf(key: SearchKey): number {
  switch (key.key) {
    case "AND":
      return Math.max(...key.keys.map(costOf));
    case "OR":
      return Math.max(costOf(key.one), costOf(key.other));
    case "NOT":
      return costOf(key.of);
    case "SENTBEFORE":
    case "SENTON":
    case "SENTSINCE":
      return 1;
    case "HEADER":
      return 2;
    case "BODY":
    case "TEXT":
      return 3;
    default:
      return 0;
  }
}
