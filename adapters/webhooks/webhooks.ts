/**
 * The webhooks of a world: each enabled one is told of the feed's events, at least once, in its own
 * time.
 *
 * @module
 */
import { webhook as actor, type WebhookCommand } from "../../actors/webhook.ts";
import type { Runtime } from "../../actors/runtime.ts";
import { type Clock, SECOND } from "../../events/instant.ts";
import { firstEntryOf } from "../../events/projections/feed.ts";
import { keyOf } from "../../events/projections/projection.ts";
import type { DisabledReason } from "../../events/webhook.ts";
import type { Resolver } from "../dns/record.ts";
import type { Feed } from "../feed/feed.ts";
import type { Operational } from "../storage/operational.ts";
import type { Storage } from "../storage/storage.ts";
import type { Webhook } from "../storage/webhooks.ts";
import { Endpoint, type EndpointParts } from "./endpoint.ts";
import { type Delivery, Journal, type Progress } from "./journal.ts";
import { Line, type Outcome, type PostParts } from "./post.ts";
import { type ShownSecret, shownSecret } from "./secrets.ts";
import { DeliverySigner } from "./signature.ts";

/** What webhooks are made of. */
export interface WebhooksParts {
  readonly storage: Pick<Storage, "events" | "webhooks">;
  readonly feed: Feed;
  readonly operational: Operational;
  readonly runtime: Runtime;
  /** Of the process: endpoints live in its time. */
  readonly clock: Clock;
  readonly random: (length: number) => Uint8Array;
  /** The provider's key, 32 octets: all secrets follow from it. */
  readonly key: Uint8Array;
  readonly resolver: Resolver;
  /** Whether endpoints may have private and loopback addresses, and `http`. */
  readonly allowPrivate: boolean;
  /** Certificates (PEM) that are trusted beside the usual ones. */
  readonly authorities?: readonly string[];
  /** Whether a webhook may be told anything now. */
  readonly allowed: (webhook: Webhook) => boolean;
  readonly log: (event: string, fields: Record<string, unknown>) => void;
}

/** How late progress is written down, in milliseconds. */
const BETWEEN_FLUSHES = SECOND;

/** An endpoint at work. */
interface Working {
  readonly endpoint: Endpoint;
  readonly closing: AbortController;
  readonly ended: Promise<void>;
}

/** The webhooks. Nothing is delivered but while `run` lasts. */
export class Webhooks {
  readonly #parts: WebhooksParts;
  readonly #journal: Journal;
  readonly #signer: DeliverySigner;
  readonly #post: PostParts;
  readonly #working = new Map<string, Working>();

  constructor(parts: WebhooksParts) {
    const { clock, resolver, allowPrivate, authorities } = parts;
    this.#parts = parts;
    this.#journal = new Journal(parts.operational);
    this.#signer = new DeliverySigner(parts.key);
    this.#post = { clock, resolver, allowPrivate, ...(authorities ? { authorities } : {}) };
  }

  /** Whether endpoints may have private and loopback addresses, and `http`. */
  get allowPrivate(): boolean {
    return this.#parts.allowPrivate;
  }

  /** Delivers until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const { storage: { events, webhooks } } = this.#parts;
    const head = await events.head();
    for (const webhook of this.#journal.known()) {
      if (webhooks.webhook(webhook) === null) this.#journal.forget(webhook);
    }
    for (const webhook of webhooks.enabledWebhooks()) this.#start(webhook);
    const unsubscribe = this.#parts.feed.subscribe(() => {
      for (const { endpoint } of this.#working.values()) endpoint.poke();
    });
    try {
      await Promise.all([this.#follow(head, signal), this.#keep(signal)]);
    } finally {
      unsubscribe();
      await Promise.all([...this.#working.keys()].map((webhook) => this.#stop(webhook)));
      this.#journal.flush();
    }
  }

  /** Delivers an event now that is about nothing, and tells what the endpoint has answered. */
  async test(webhook: Webhook): Promise<Outcome> {
    const { clock, random } = this.#parts;
    const at = clock.now();
    const event = `evt_test_${random(8).toHex()}`;
    const body = new TextEncoder().encode(testEvent(webhook, event, at));
    const headers = this.#signer.sign(webhook, event, body, at);
    const line = new Line(webhook.url, this.#post);
    try {
      const outcome = await line.post(headers, body, new AbortController().signal);
      const { status, error, duration } = outcome;
      const attempt = { event, attempt: 1, at, status, error, duration };
      this.#journal.addDelivery(webhook.webhook, attempt);
      return outcome;
    } finally {
      line.close();
    }
  }

  /**
   * Delivers once more what fits of the entries behind one, up to another one. Returns whether it
   * is at work: a webhook that is disabled is not.
   */
  replay(webhook: string, after: number, until: number): boolean {
    const working = this.#working.get(webhook);
    working?.endpoint.replay(after, until);
    return working !== undefined;
  }

  /** Up to `limit` attempts before a number, the latest first. */
  deliveriesOf(webhook: string, before: number, limit: number): readonly Delivery[] {
    return this.#journal.deliveriesOf(webhook, before, limit);
  }

  /** A secret as it is shown. */
  secretOf(webhook: string, generation: number): ShownSecret {
    return shownSecret(this.#signer.keysOf(webhook, generation));
  }

  /** Takes over what is changed about webhooks. */
  async #follow(head: number, signal: AbortSignal): Promise<void> {
    const { storage: { events }, log } = this.#parts;
    for await (const stream of events.followStreams(head, signal)) {
      if (!stream.startsWith("webhook-")) continue;
      const webhook = keyOf(stream);
      try {
        await this.#takeOver(webhook);
      } catch (error) {
        log("webhook.failed", { webhook, error: String(error) });
      }
    }
  }

  async #takeOver(id: string): Promise<void> {
    const webhook = this.#parts.storage.webhooks.webhook(id);
    if (webhook?.status !== "enabled") await this.#end(id, webhook);
    else if (this.#working.has(id)) this.#working.get(id)!.endpoint.update(webhook);
    else this.#start(webhook);
  }

  async #keep(signal: AbortSignal): Promise<void> {
    const { clock, log } = this.#parts;
    while (!signal.aborted) {
      await clock.until(clock.now() + BETWEEN_FLUSHES, signal).catch(() => {});
      try {
        this.#journal.flush();
      } catch (error) {
        // Full disks get empty again; until then deliveries may be made twice after a crash.
        log("webhooks.failed", { error: String(error) });
      }
    }
  }

  #start(webhook: Webhook): void {
    const { log } = this.#parts;
    const id = webhook.webhook;
    const begin = firstEntryOf(webhook.position + 1) - 1;
    const progress = this.#journal.progressOf(id) ?? beginning(begin);
    try {
      const endpoint = new Endpoint(webhook, progress, this.#endpointParts());
      const closing = new AbortController();
      const ended = endpoint.run(closing.signal).catch((error) => {
        log("webhook.failed", { webhook: id, error: String(error) });
      });
      this.#working.set(id, { endpoint, closing, ended });
    } catch (error) {
      // The configuration allows less than it did when the webhook was made.
      log("webhook.failed", { webhook: id, error: String(error) });
    }
  }

  /** It is deleted or disabled: what is known of a disabled one is kept until it is enabled. */
  async #end(id: string, webhook: Webhook | null): Promise<void> {
    await this.#stop(id);
    if (webhook === null) return this.#journal.forget(id);
    const progress = this.#journal.progressOf(id);
    if (progress) this.#journal.setProgress(id, { ...progress, failingSince: null });
  }

  async #stop(id: string): Promise<void> {
    const working = this.#working.get(id);
    this.#working.delete(id);
    working?.closing.abort();
    await working?.ended;
  }

  #endpointParts(): EndpointParts {
    const { feed, clock, random, allowed, log } = this.#parts;
    const [journal, signer, post] = [this.#journal, this.#signer, this.#post];
    const disable = (webhook: string, reason: DisabledReason) => this.#disable(webhook, reason);
    return { feed, journal, signer, post, clock, random, allowed, disable, log };
  }

  #disable(id: string, reason: DisabledReason): void {
    const { runtime, log } = this.#parts;
    const command: WebhookCommand = { type: "disable", reason, by: "provider" };
    log(reason === "failing" ? "webhook.endpoint-failed" : "webhook.endpoint-gone", {
      webhook: id,
    });
    runtime.send(actor, id, command).catch((error) => {
      log("webhook.failed", { webhook: id, error: String(error) });
    });
  }
}

function beginning(cursor: number): Progress {
  return { cursor, failingSince: null, replay: null };
}

function testEvent({ webhook }: Webhook, id: string, at: number): string {
  return JSON.stringify({
    id,
    type: "webhook.test",
    created_at: new Date(at).toISOString(),
    mailbox: null,
    message: null,
    sequence: 0,
    reference: null,
    metadata: {},
    data: { webhook },
  });
}
