/**
 * Threads with the same subject: step 5 of THREAD=REFERENCES (RFC 5256 §3).
 *
 * @module
 */
import type { GrowingNode } from "./thread_node.ts";

/**
 * Merges threads whose first messages have the same base subject.
 *
 * @param threads the earliest first
 */
export function gatherSubjects(threads: readonly GrowingNode[]): GrowingNode[] {
  const table = subjectTable(threads);
  const top = new Set(threads);
  for (const thread of threads) {
    const subject = subjectOf(thread);
    const chosen = table.get(subject);
    if (chosen === undefined || chosen === thread) continue;
    top.delete(thread);
    if (chosen.message === null && thread.message === null) {
      for (const child of thread.children) chosen.children.push(child);
    } else if (chosen.message === null || (isReply(thread) && !isReply(chosen))) {
      chosen.children.push(thread);
    } else {
      const both: GrowingNode = { message: null, children: [chosen, thread] };
      top.delete(chosen);
      top.add(both);
      table.set(subject, both);
    }
  }
  return [...top];
}

/** Steps 5.A and 5.B: one thread for each subject, if possible one that is no reply. */
function subjectTable(threads: readonly GrowingNode[]): Map<string, GrowingNode> {
  const table = new Map<string, GrowingNode>();
  for (const thread of threads) {
    const subject = subjectOf(thread);
    if (subject === "") continue;
    const known = table.get(subject);
    const isBetter = known === undefined ||
      (known.message !== null &&
        (thread.message === null || (isReply(known) && !isReply(thread))));
    if (isBetter) table.set(subject, thread);
  }
  return table;
}

function subjectOf({ message, children }: GrowingNode): string {
  return (message ?? children[0]!.message!).baseSubject;
}

function isReply({ message }: GrowingNode): boolean {
  return message !== null && message.isReply;
}
