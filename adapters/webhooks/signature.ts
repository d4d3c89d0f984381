/**
 * The signatures of deliveries (Standard Webhooks 1.0.0).
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { createHmac, sign } from "node:crypto";
import { type Instant, SECOND } from "../../events/instant.ts";
import type { Webhook } from "../storage/webhooks.ts";
import { type WebhookKeys, webhookKeys } from "./secrets.ts";

/** The header fields by which a delivery is known. */
export type SignedHeaders = Readonly<
  Record<"webhook-id" | "webhook-timestamp" | "webhook-signature", string>
>;

/** Generations whose keys are kept: deriving them takes longer than signing. */
const KEPT = 10_000;

/** Signs deliveries. */
export class DeliverySigner {
  readonly #key: Uint8Array;
  readonly #keys = new Map<string, WebhookKeys>();

  /** @param key the provider's, from which all secrets follow. */
  constructor(key: Uint8Array) {
    this.#key = key;
  }

  /** The keys of a generation. */
  keysOf(webhook: string, generation: number): WebhookKeys {
    const name = `${webhook} ${generation}`;
    const known = this.#keys.get(name);
    if (known) return known;
    const keys = webhookKeys(this.#key, webhook, generation);
    this.#keys.set(name, keys);
    if (this.#keys.size > KEPT) this.#keys.delete(this.#keys.keys().next().value!);
    return keys;
  }

  /** Signs with every secret that is in use, the newest first. */
  sign({ webhook, secrets }: Webhook, id: string, body: Uint8Array, now: Instant): SignedHeaders {
    const timestamp = String(Math.floor(now / SECOND));
    const signed = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body]);
    const signatures = secrets.filter(({ until }) => until === null || now < until).reverse()
      .flatMap(({ generation }) => {
        const { hmac, privateKey } = this.keysOf(webhook, generation);
        const digest = createHmac("sha256", hmac).update(signed).digest("base64");
        return [`v1,${digest}`, `v1a,${sign(null, signed, privateKey).toString("base64")}`];
      });
    return {
      "webhook-id": id,
      "webhook-timestamp": timestamp,
      "webhook-signature": signatures.join(" "),
    };
  }
}
