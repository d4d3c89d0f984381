/**
 * Parents and children by Message-ID and References: steps 1 to 3 of THREAD=REFERENCES
 * (RFC 5256 §3).
 *
 * @module
 */
import type { GrowingNode, ThreadedMessage } from "./thread_node.ts";

/** A message, or one that others refer to and that is not there. */
interface Link {
  readonly message: ThreadedMessage | null;
  /** Place in the folder; before all for one that is not there. */
  readonly place: number;
  parent: Link | null;
  /** A way to the top of the tree: some ancestor; null at the top. */
  above: Link | null;
}

/**
 * Links messages with their ancestors, in no particular order. Missing ones remain only at the top,
 * with two children or more.
 */
export function linkReferences(messages: readonly ThreadedMessage[]): GrowingNode[] {
  const links = messages.map(newLink);
  const known = new Map<string, Link>();
  for (const link of links) {
    const id = link.message?.messageId ?? null;
    if (id !== null && !known.has(id)) known.set(id, link);
  }
  const all = [...links];
  const linkOf = (id: string): Link => {
    let link = known.get(id);
    if (link === undefined) {
      link = newLink(null, -1);
      known.set(id, link);
      all.push(link);
    }
    return link;
  };
  for (const link of links) connect(link, link.message!.references.map(linkOf));
  return pruned(all);
}

function newLink(message: ThreadedMessage | null, place: number): Link {
  return { message, place, parent: null, above: null };
}

/**
 * Step 1 for one message. Step 1.B breaks whatever link it has got until then, so that links to
 * messages whose turn is yet to come need not be made: thus no link is ever broken, and the top of
 * a tree can be found without walking through all of it.
 */
function connect(link: Link, references: readonly Link[]): void {
  for (const [at, child] of references.entries()) {
    if (at > 0 && child.parent === null && child.place < link.place) {
      adopt(references[at - 1]!, child);
    }
  }
  const last = references.at(-1);
  if (last !== undefined) adopt(last, link);
}

/** Makes the top of a tree a child, unless the parent is in that tree. */
function adopt(parent: Link, child: Link): void {
  const top = topOf(parent);
  if (top === child) return;
  child.parent = parent;
  child.above = top;
}

function topOf(start: Link): Link {
  let link = start;
  while (link.above !== null) {
    // Halves the way for the next time.
    link.above = link.above.above ?? link.above;
    link = link.above;
  }
  return link;
}

/** Steps 2 and 3. */
function pruned(links: readonly Link[]): GrowingNode[] {
  const nodes = new Map<Link, GrowingNode>();
  const threads: GrowingNode[] = [];
  for (const link of links) {
    // The ancestors that have no node yet, the outermost last.
    const path: Link[] = [];
    for (let at: Link | null = link; at !== null && !nodes.has(at); at = at.parent) path.push(at);
    for (const next of path.toReversed()) {
      const parent = next.parent && nodes.get(next.parent)!;
      // A missing message within a tree lends its children to the node above it.
      const node = next.message === null && parent !== null
        ? parent
        : { message: next.message, children: [] };
      nodes.set(next, node);
      if (parent === null) threads.push(node);
      else if (node !== parent) parent.children.push(node);
    }
  }
  return threads.flatMap((thread) =>
    thread.message === null && thread.children.length < 2 ? thread.children : [thread]
  );
}
