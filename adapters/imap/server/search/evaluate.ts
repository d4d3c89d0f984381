/**
 * Evaluates search keys over a folder.
 *
 * @module
 */
import type { SearchKey } from "../grammar/ast.ts";
import type { Criterion } from "../../../mailboxes/index/message_index.ts";
import { type ContentKey, predicateOf } from "./message_key.ts";
import type { Searched } from "./searched.ts";

/**
 * The numbers of the messages that match, ascending. What is cheap is looked at first, contents
 * only of what is left.
 *
 * @throws {Error} when contents cannot be searched.
 */
export function evaluate(searched: Searched, key: SearchKey): Promise<number[]> {
  const all = Array.from({ length: searched.selection.count }, (_, at) => at + 1);
  return narrow(searched, key, all);
}

async function narrow(searched: Searched, key: SearchKey, among: number[]): Promise<number[]> {
  if (among.length === 0) return among;
  switch (key.key) {
    case "AND":
      return await narrowByAll(searched, key.keys, among);
    case "OR": {
      const [first, second] = byCost([key.one, key.other]);
      const one = new Set(await narrow(searched, first!, among));
      const rest = among.filter((number) => !one.has(number));
      const other = new Set(await narrow(searched, second!, rest));
      return among.filter((number) => one.has(number) || other.has(number));
    }
    case "NOT": {
      const matching = new Set(await narrow(searched, key.of, among));
      return among.filter((number) => !matching.has(number));
    }
    case "BODY":
    case "HEADER":
    case "SENTBEFORE":
    case "SENTON":
    case "SENTSINCE":
    case "TEXT":
      return await narrowByContent(searched, key, among);
    default: {
      const matches = predicateOf(key, searched);
      return among.filter((number) => matches(searched.selection.message(number), number));
    }
  }
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
