/**
 * What a partner's server does with a webhook: it believes the signature, and nothing else
 * (Standard Webhooks 1.0.0).
 *
 * @module
 */

/** The secrets of an endpoint: `whsec_…` (HMAC) or `whpk_…` (Ed25519). One of them has to fit. */
export type WebhookSecrets = readonly string[];

/** Seconds by which the clocks of the two may differ: older deliveries may be played back. */
const TOLERANCE = 300;

/** A delivery that is not what it seems, or too old. */
export class WebhookFault extends Error {
  override readonly name = "WebhookFault";
}

/**
 * Checks a delivery.
 *
 * @param body exactly as it came: a body that was parsed and written anew has another signature.
 * @param now milliseconds since 1970.
 * @returns the id of the event: whoever has seen it already has nothing to do.
 * @throws {WebhookFault} where no signature fits, or the clocks differ by over five minutes.
 *
 * @example
 * ```ts
 * import { verifyWebhook } from "./webhook.ts";
 *
 * export async function receive(request: Request, secret: string): Promise<unknown> {
 *   const body = new Uint8Array(await request.arrayBuffer());
 *   await verifyWebhook(body, request.headers, [secret], Date.now());
 *   return JSON.parse(new TextDecoder().decode(body));
 * }
 * ```
 */
export async function verifyWebhook(
  body: Uint8Array,
  headers: Headers,
  secrets: WebhookSecrets,
  now: number,
): Promise<string> {
  const id = headers.get("webhook-id") ?? "";
  const timestamp = headers.get("webhook-timestamp") ?? "";
  const signatures = (headers.get("webhook-signature") ?? "").split(" ").slice(0, 20);
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(now / 1000 - Number(timestamp)) > TOLERANCE) {
    throw new WebhookFault("Cannot believe the webhook: its time is not now");
  }
  const signed = concatenated(new TextEncoder().encode(`${id}.${timestamp}.`), body);
  for (const secret of secrets) {
    for (const signature of signatures) {
      if (await fits(secret, signature, signed)) return id;
    }
  }
  throw new WebhookFault("Cannot believe the webhook: no signature fits a secret");
}

/** WebCrypto compares in constant time. */
async function fits(
  secret: string,
  signature: string,
  signed: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  const [version, value = ""] = signature.split(",");
  const bytes = fromBase64(value);
  const key = fromBase64(secret.slice(secret.indexOf("_") + 1));
  if (bytes === null || key === null) return false;
  if (version === "v1" && secret.startsWith("whsec_")) {
    const hmac = { name: "HMAC", hash: "SHA-256" };
    const imported = await crypto.subtle.importKey("raw", key, hmac, false, ["verify"]);
    return await crypto.subtle.verify("HMAC", imported, bytes, signed);
  }
  if (version === "v1a" && secret.startsWith("whpk_")) {
    const imported = await crypto.subtle.importKey("raw", key, "Ed25519", false, ["verify"]);
    return await crypto.subtle.verify("Ed25519", imported, bytes, signed);
  }
  return false;
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.fromBase64(text);
  } catch {
    return null;
  }
}

function concatenated(one: Uint8Array, other: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(one.length + other.length);
  whole.set(one);
  whole.set(other, one.length);
  return whole;
}
