/**
 * The secrets of webhooks. None is stored: each follows from the provider's key (RFC 5869), the id
 * of the webhook and a number.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { createPrivateKey, createPublicKey, hkdfSync, type KeyObject } from "node:crypto";
import { ed25519Pkcs8 } from "../keys/ed25519.ts";

/** What one generation of a webhook signs with. */
export interface WebhookKeys {
  /** Of HMAC-SHA256: 32 octets. */
  readonly hmac: Uint8Array;
  /** Of Ed25519. */
  readonly privateKey: KeyObject;
  /** Of Ed25519: 32 octets. */
  readonly publicKey: Uint8Array;
}

/** A secret as partners get it (Standard Webhooks 1.0.0). */
export interface ShownSecret {
  /** `whsec_…`, of HMAC-SHA256. */
  readonly secret: string;
  /** `whpk_…`, of Ed25519. */
  readonly publicKey: string;
}

/** The octets of SPKI before those of the key (RFC 8410 §4). */
const SPKI_HEAD_LENGTH = 12;

/** The keys of a generation. @param key the provider's, 32 octets. */
export function webhookKeys(key: Uint8Array, webhook: string, generation: number): WebhookKeys {
  const derived = (use: "hmac" | "ed25519") =>
    new Uint8Array(hkdfSync("sha256", key, "", `webhook ${use} ${webhook} ${generation}`, 32));
  const pkcs8 = Buffer.from(ed25519Pkcs8(derived("ed25519")));
  const privateKey = createPrivateKey({ key: pkcs8, format: "der", type: "pkcs8" });
  const spki = createPublicKey(privateKey as never).export({ format: "der", type: "spki" });
  const publicKey = new Uint8Array(spki).subarray(SPKI_HEAD_LENGTH);
  return { hmac: derived("hmac"), privateKey, publicKey };
}

/** The secret and the public key as they are shown. */
export function shownSecret({ hmac, publicKey }: WebhookKeys): ShownSecret {
  return { secret: `whsec_${hmac.toBase64()}`, publicKey: `whpk_${publicKey.toBase64()}` };
}
