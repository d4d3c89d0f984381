/**
 * A delivery is believed for its signature alone.
 *
 * @module
 */
import { createHmac, generateKeyPairSync, sign } from "node:crypto";
import { expect } from "expect";
import { verifyWebhook, WebhookFault } from "../../adapters/client/webhook.ts";

const NOW = Date.UTC(2026, 10, 22, 8);
const BODY = new TextEncoder().encode('{"type":"message.delivered"}');
const KEY = new Uint8Array(32).fill(7);
const SECRET = `whsec_${KEY.toBase64()}`;

function headersOf(signature: string, timestamp = NOW / 1000): Headers {
  return new Headers({
    "webhook-id": "evt_42",
    "webhook-timestamp": String(timestamp),
    "webhook-signature": signature,
  });
}

function signed(body: Uint8Array, timestamp = NOW / 1000): Uint8Array {
  return new Uint8Array([...new TextEncoder().encode(`evt_42.${timestamp}.`), ...body]);
}

function hmac(body = BODY, timestamp = NOW / 1000): string {
  return `v1,${createHmac("sha256", KEY).update(signed(body, timestamp)).digest("base64")}`;
}

Deno.test("a delivery with the right HMAC is believed, among several secrets and signatures", async () => {
  const other = `whsec_${new Uint8Array(32).toBase64()}`;
  const headers = headersOf(`v1,AAAA v9,xyz ${hmac()}`);
  expect(await verifyWebhook(BODY, headers, [other, SECRET], NOW)).toBe("evt_42");
});

Deno.test("a delivery with the right Ed25519 signature is believed", async () => {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const raw = Uint8Array.from(publicKey.export({ type: "spki", format: "der" })).slice(-32);
  const headers = headersOf(`v1a,${sign(null, signed(BODY), privateKey).toString("base64")}`);
  expect(await verifyWebhook(BODY, headers, [`whpk_${raw.toBase64()}`], NOW)).toBe("evt_42");
});

const FALSE: Readonly<Record<string, () => [Uint8Array, Headers, string]>> = {
  "another body": () => [new TextEncoder().encode("{}"), headersOf(hmac()), SECRET],
  "another secret": () => [BODY, headersOf(hmac()), `whsec_${new Uint8Array(32).toBase64()}`],
  "another instant": () => [BODY, headersOf(hmac(), NOW / 1000 + 1), SECRET],
  "no signature": () => [BODY, headersOf(""), SECRET],
  "no header at all": () => [BODY, new Headers(), SECRET],
  "an HMAC with the public key as its key": () => [
    BODY,
    headersOf(hmac()),
    `whpk_${KEY.toBase64()}`,
  ],
  "an hour ago": () => [BODY, headersOf(hmac(BODY, NOW / 1000 - 3600), NOW / 1000 - 3600), SECRET],
};

for (const [what, make] of Object.entries(FALSE)) {
  Deno.test(`a delivery is not believed: ${what}`, async () => {
    const [body, headers, secret] = make();
    await expect(verifyWebhook(body, headers, [secret], NOW)).rejects.toThrow(WebhookFault);
  });
}
