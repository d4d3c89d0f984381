/**
 * THREAD=REFERENCES (RFC 5256 §3), in nearly linear time whatever the messages claim.
 *
 * @module
 */
import { linkReferences } from "./thread_links.ts";
import type { GrowingNode, ThreadedMessage, ThreadNode } from "./thread_node.ts";
import { gatherSubjects } from "./thread_subjects.ts";

export type { ThreadedMessage, ThreadNode } from "./thread_node.ts";

/**
 * Threads messages.
 *
 * @param messages in the order of the folder, which also orders those of the same date
 * @returns the threads, the earliest first; they may nest as deep as there are messages
 */
export function threadByReferences(messages: readonly ThreadedMessage[]): ThreadNode[] {
  const places = new Map(messages.map((message, place) => [message, place]));
  const byDate = (one: GrowingNode, other: GrowingNode): number => {
    const [first, second] = [dated(one), dated(other)];
    return first.date - second.date || places.get(first)! - places.get(second)!;
  };
  const threads = linkReferences(messages);
  for (const { message, children } of threads) if (message === null) children.sort(byDate);
  const gathered = gatherSubjects(threads.sort(byDate));
  for (const node of allNodes(gathered)) node.children.sort(byDate);
  return gathered.sort(byDate);
}

/** The message that a node is sorted by: its own, or that of its first child (step 4). */
function dated({ message, children }: GrowingNode): ThreadedMessage {
  return message ?? children[0]!.message!;
}

function* allNodes(threads: readonly GrowingNode[]): Generator<GrowingNode> {
  const pending = [...threads];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    yield node;
    for (const child of node.children) pending.push(child);
  }
}

/** The threads as the THREAD response lists them (RFC 5256 §4): `(2)(3 6 (4 23)(44 7 96))`. */
export function threadsText(threads: readonly ThreadNode[]): string {
  const pieces: string[] = [];
  const pending: (ThreadNode | string)[] = threads.toReversed();
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (typeof next === "string") {
      pieces.push(next);
      continue;
    }
    const { numbers, branches } = straightLine(next);
    pieces.push(`(${numbers.join(" ")}${numbers.length > 0 && branches.length > 0 ? " " : ""}`);
    pending.push(")");
    for (const branch of branches.toReversed()) pending.push(branch);
  }
  return pieces.join("");
}

/** The numbers from a node on down to where the thread ends or splits. */
function straightLine(
  start: ThreadNode,
): { readonly numbers: number[]; readonly branches: readonly ThreadNode[] } {
  const numbers: number[] = [];
  for (let node = start;; node = node.children[0]!) {
    if (node.message !== null) numbers.push(node.message.uid);
    if (node.children.length !== 1) return { numbers, branches: node.children };
  }
}
