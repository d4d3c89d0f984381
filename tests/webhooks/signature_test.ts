/** @module */
import { expect } from "expect";
import { Webhook as Verifier } from "standardwebhooks";
import { verifyWebhook } from "../../adapters/client/webhook.ts";
import type { Webhook } from "../../adapters/storage/webhooks.ts";
import { shownSecret, webhookKeys } from "../../adapters/webhooks/secrets.ts";
import { DeliverySigner } from "../../adapters/webhooks/signature.ts";

const KEY = new Uint8Array(32).fill(7);
const ID = "wh4k2j9x7q1m8n5p3z";
const BODY = new TextEncoder().encode('{"type":"message.delivered","data":{"è":1}}');

function webhook(...secrets: Webhook["secrets"]): Webhook {
  return { webhook: ID, secrets } as unknown as Webhook;
}

Deno.test("signature: the reference library of Standard Webhooks believes it", () => {
  const now = Date.now();
  const headers = new DeliverySigner(KEY).sign(
    webhook({ generation: 1, until: null }),
    "evt_7",
    BODY,
    now,
  );
  const { secret } = shownSecret(webhookKeys(KEY, ID, 1));
  const text = new TextDecoder().decode(BODY);
  expect(new Verifier(secret).verify(text, headers)).toEqual(JSON.parse(text));
  expect(() => new Verifier(secret).verify(`${text} `, headers)).toThrow();
});

Deno.test("signature: each secret that is in use fits, and none other", async () => {
  const now = Date.UTC(2026, 10, 22, 8);
  const secrets = [
    { generation: 1, until: now },
    { generation: 2, until: now + 1 },
    { generation: 3, until: null },
  ];
  const signed = new DeliverySigner(KEY).sign(webhook(...secrets), "evt_7", BODY, now);
  expect(signed["webhook-signature"].split(" ")).toHaveLength(4);
  const headers = new Headers(signed);
  const believed = async (generation: number, id = ID) => {
    const { secret, publicKey } = shownSecret(webhookKeys(KEY, id, generation));
    const verdicts = [secret, publicKey].map((one) =>
      verifyWebhook(BODY, headers, [one], now).then(() => true, () => false)
    );
    return await Promise.all(verdicts);
  };
  expect(await believed(1)).toEqual([false, false]);
  expect(await believed(2)).toEqual([true, true]);
  expect(await believed(3)).toEqual([true, true]);
  expect(await believed(3, "wh0000000000000000")).toEqual([false, false]);
});
