/**
 * The partner's server: takes webhooks, believes what is signed, and answers at once.
 *
 * @module
 */
import type { FeedEvent } from "../../adapters/client/events.ts";
import { verifyWebhook, WebhookFault } from "../../adapters/client/webhook.ts";

/** A server that webhooks are delivered to. */
export interface Receiver extends AsyncDisposable {
  readonly url: string;
  /** Of the endpoint, once it is known: deliveries before are refused, and come again. */
  secret: string;
  /** What has been delivered, once each, by its id. */
  readonly events: ReadonlyMap<string, FeedEvent>;
  /** Resolves when all of these have been delivered. */
  delivered(ids: Iterable<string>): Promise<void>;
}

/**
 * Listens on the loopback interface. At a real partner it stands behind HTTPS.
 *
 * @param now milliseconds since 1970.
 */
export function startReceiver(now: () => number): Receiver {
  const events = new Map<string, FeedEvent>();
  let changed = Promise.withResolvers<void>();
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    const body = new Uint8Array(await request.arrayBuffer());
    try {
      // The same event may come twice; its id says so.
      const id = await verifyWebhook(body, request.headers, [receiver.secret], now());
      events.set(id, JSON.parse(new TextDecoder().decode(body)));
    } catch (error) {
      if (!(error instanceof WebhookFault)) throw error;
      return new Response(null, { status: 401 });
    }
    changed.resolve();
    changed = Promise.withResolvers();
    return new Response(null, { status: 204 });
  });
  const receiver: Receiver = {
    url: `http://127.0.0.1:${server.addr.port}/pec`,
    secret: "",
    events,
    async delivered(ids) {
      for (const id of ids) while (!events.has(id)) await changed.promise;
    },
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
  return receiver;
}
