/**
 * Messages that tests of reading read.
 *
 * @module
 */
import type { World } from "../../../adapters/api/world.ts";
import type { Verdict } from "../../../adapters/smtp/client/outcome.ts";
import type { Relay } from "../../../adapters/smtp/client/relay.ts";
import type { Recorded } from "../../../events/store.ts";
import { draft, send as sendDraft } from "../sending/support.ts";
import type { Answered, TestApi } from "../support/application.ts";

export const ANNA = "anna@alfa.example";
export const CARLA = "carla@alfa.example";
/** Not certified. */
export const DINO = "dino@posta.example";

/** What a test needs to send. */
type Sender = Pick<TestApi, "ask" | "world">;

/** A draft of anna's, to carla unless said; resolves with the message as it is answered. */
export async function send(
  api: Sender,
  key: string,
  more: Readonly<Record<string, unknown>> = {},
): Promise<Answered["json"]> {
  const { status, text, json: message } = await sendDraft(api, key, draft(more));
  if (status !== 202) throw new Error(`Cannot send: ${text}`);
  return message;
}

/** Sends, and waits until all receipts lie in anna's mailbox. */
export async function deliver(
  api: Sender,
  key: string,
  more: Readonly<Record<string, unknown>> = {},
): Promise<Answered["json"]> {
  const message = await send(api, key, more);
  const { pec_id } = message;
  await waitFor(api.world, ({ stream, event }) => {
    const stored = event as { readonly pecId?: string; readonly kind?: string };
    return stream === `mailbox-${ANNA}` && event.type === "mailbox.stored" &&
      stored.pecId === pec_id && stored.kind === "avvenuta-consegna";
  });
  await waitFor(api.world, ({ stream, event }) => {
    return stream === `outgoing-${pec_id}` && event.type === "outgoing.delivered";
  });
  await waitFor(api.world, ({ stream, event }) => {
    return stream === `outgoing-${pec_id}` && event.type === "outgoing.taken-in-charge";
  });
  return message;
}

/** Resolves once the log has an event. */
export async function waitFor(
  { storage }: World,
  fits: (recorded: Recorded) => boolean,
): Promise<Recorded> {
  const found = new AbortController();
  try {
    for await (const recorded of storage.events.follow(0, found.signal)) {
      if (fits(recorded)) return recorded;
    }
    throw new Error("Cannot wait: the log has ended");
  } finally {
    found.abort();
  }
}

/** Appends events to a stream as if they had happened. */
export async function happened(
  { storage }: World,
  stream: string,
  ...events: readonly { readonly type: string; readonly at: number }[]
): Promise<void> {
  const expectedVersion = (await storage.events.readStream(stream, 0, 500)).length;
  await storage.events.append({ stream, expectedVersion, events: events as never, wake: null });
}

/** A relay to a next hop that takes everything. */
export const TAKING: Relay = relayTo({
  ...{ outcome: "taken", code: 250, enhanced: "2.0.0", text: "ok" },
});

/** A relay to a next hop that knows nobody. */
export const REFUSING: Relay = relayTo({
  ...{ outcome: "refused", code: 550, enhanced: "5.1.1", text: "no such user" },
});

function relayTo(verdict: Verdict): Relay {
  return {
    relay: (_domain, { recipients }) =>
      Promise.resolve({
        hop: "mx.posta.example",
        recipients: recipients.map((recipient) => ({ recipient, ...verdict })),
      }),
    close: () => Promise.resolve(),
  };
}
