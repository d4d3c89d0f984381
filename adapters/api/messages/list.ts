/**
 * The list of a caller's messages.
 *
 * @module
 */
import { localPartOf } from "../../../events/address.ts";
import type { z } from "@hono/zod-openapi";
import type { SentFilter, SentMessage } from "../../storage/sent.ts";
import { type Caller, holdersOf, requireMailbox } from "../caller.ts";
import { decodeCursor, encodeCursor } from "../paging.ts";
import type { World } from "../world.ts";
import { eventsOf } from "./load.ts";
import type { listQuerySchema } from "./list_schemas.ts";
import type { Message } from "./schemas.ts";
import { messageOf } from "./view.ts";

/** Recipients that one page shows at most, but for a single message with more. */
const MOST_RECIPIENTS = 5000;

/** A page of the list. */
export interface MessagePage {
  readonly data: Message[];
  readonly next: string | null;
}

/**
 * The newest messages that fit.
 *
 * @throws {Problem} not-found for a mailbox of others.
 */
export async function listMessages(
  world: World,
  caller: Caller,
  query: z.output<typeof listQuerySchema>,
): Promise<MessagePage> {
  const { limit, after } = query;
  const filter = filterOf(caller, query);
  const [before] = after === undefined
    ? [Number.MAX_SAFE_INTEGER]
    : decodeCursor(after, ["number"]);
  // Whoever has just sent something finds it.
  await world.storage.projected();
  const { messages, next } = world.storage.sent.sentBefore(before, limit, filter);
  const shown = affordable(messages);
  const behind = shown.length < messages.length ? shown.at(-1)!.position : next;
  const data: Message[] = [];
  for (const { pecId } of shown) {
    const { events, scheduled } = await eventsOf(world, localPartOf(pecId));
    // Nothing is left of what was erased between the one look and the other.
    if (events.length + scheduled.length > 0) data.push(messageOf(events, scheduled));
  }
  return { data, next: behind === null ? null : encodeCursor(behind) };
}

function filterOf(
  caller: Caller,
  { mailbox, recipient_state, from, until, ...same }: z.output<typeof listQuerySchema>,
): SentFilter {
  if (mailbox !== undefined) requireMailbox(caller, mailbox);
  const { state, recipient, reference, subject } = same;
  return {
    senders: mailbox === undefined ? holdersOf(caller) : { addresses: [mailbox], domains: [] },
    ...(state === undefined ? {} : { state }),
    ...(recipient === undefined ? {} : { recipient }),
    ...(recipient_state === undefined ? {} : { recipientState: recipient_state }),
    ...(reference === undefined ? {} : { reference }),
    ...(subject === undefined ? {} : { subject }),
    ...(from === undefined ? {} : { from: Date.parse(from) }),
    ...(until === undefined ? {} : { until: Date.parse(until) }),
  };
}

/** As many as show no more recipients than a page may; at least one. */
function affordable(messages: readonly SentMessage[]): readonly SentMessage[] {
  let recipients = 0;
  const end = messages.findIndex((message, index) => {
    recipients += message.recipients;
    return index > 0 && recipients > MOST_RECIPIENTS;
  });
  return end < 0 ? messages : messages.slice(0, end);
}
