/**
 * The receipts and notices of a message as documents: whether or not the holder has kept them. What
 * other providers have sent stands in the events; what this one has issued is rendered again.
 *
 * @module
 */
import type { Rope, SmallBlob } from "../../../events/rope.ts";
import { MissingBlob, type Position } from "../../../events/store.ts";
import type { MessageFact } from "../../evidence/selection.ts";
import {
  evolved,
  initialState,
  issuedBy,
  render,
  type RenderingSources,
  saysIssued,
  UnknownCertificate,
} from "../../points/rendering.ts";
import type { World } from "../world.ts";

/** The events of which each stands for one receipt. */
const RECEIPTS: ReadonlySet<string> = new Set([
  "outgoing.answered",
  "outgoing.failure-notified",
  "outgoing.overdue-notified",
  "incoming.notice-received",
]);

/** The bytes of a receipt. */
export interface ReceiptContent {
  readonly rope: Rope;
  /** Blobs of the rope that the store does not hold. */
  readonly pending: readonly SmallBlob[];
}

/**
 * The events that stand for the receipts of a message, in the order of the log.
 *
 * @param facts what happened to it, as far as it is its sender's business.
 */
export function receiptFacts(facts: readonly MessageFact[]): readonly MessageFact[] {
  const seen = new Set<string>();
  return facts.filter(({ event, entry: { stream } }) => {
    if (!RECEIPTS.has(event.type)) return false;
    // One document that came again to another mailbox is one receipt.
    const first = event.type !== "incoming.notice-received" || !seen.has(stream);
    seen.add(stream);
    return first;
  });
}

/**
 * The bytes of some receipts; none for those that nobody can render or find any more.
 *
 * @param facts as for {@linkcode receiptFacts}.
 */
export async function contentsOf(
  world: World,
  facts: readonly MessageFact[],
  receipts: readonly MessageFact[],
): Promise<ReadonlyMap<Position, ReceiptContent>> {
  const contents = new Map<Position, ReceiptContent>();
  const own = new Set<Position>();
  for (const { event, entry: { position } } of receipts) {
    if (event.type === "incoming.notice-received") {
      contents.set(position, { rope: event.content, pending: [] });
    } else own.add(position);
  }
  if (own.size === 0) return contents;
  const stream = facts.filter(({ event }) => event.type.startsWith("outgoing."));
  const { storage: { blobs }, provider: { structures } } = world;
  const sources = { issuers: await world.issuers(), blobs, structures };
  for await (const [position, content] of renderedAt(sources, stream, own)) {
    contents.set(position, content);
  }
  for (const { event, entry: { position } } of receipts) {
    const kept = contents.has(position) ? null : keptContent(event, facts);
    if (kept !== null) contents.set(position, kept);
  }
  return contents;
}

async function* renderedAt(
  sources: RenderingSources,
  facts: readonly MessageFact[],
  positions: ReadonlySet<Position>,
): AsyncGenerator<readonly [Position, ReceiptContent]> {
  let state = initialState();
  for (const { entry: { position, stream, version }, event } of facts) {
    if (state !== null && positions.has(position) && saysIssued(event)) {
      const recorded = { position, stream, version, event };
      const rendered = await renderOne(sources, state, recorded);
      if (rendered) yield [position, { rope: rendered.rope, pending: rendered.inline }];
    }
    state = evolved(state, { position, stream, version, event });
  }
}

/** Null where an older release has not remembered the signature, or its certificate is gone. */
async function renderOne(
  sources: RenderingSources,
  state: Parameters<typeof issuedBy>[1],
  recorded: Parameters<typeof issuedBy>[2],
) {
  try {
    return await render(sources, await issuedBy(sources, state, recorded));
  } catch (error) {
    if (error instanceof UnknownCertificate || error instanceof MissingBlob) return null;
    throw error;
  }
}

/** The copy in the sender's mailbox. */
function keptContent(
  event: MessageFact["event"],
  facts: readonly MessageFact[],
): ReceiptContent | null {
  for (const { event: stored } of facts) {
    if (
      stored.type === "mailbox.stored" && "messageId" in event &&
      stored.messageId === event.messageId
    ) return { rope: stored.content, pending: [] };
  }
  return null;
}
