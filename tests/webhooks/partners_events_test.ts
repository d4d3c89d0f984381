/**
 * The example for partners in Python believes what is genuine, and nothing else.
 *
 * @module
 */
import { expect } from "expect";
import type { Webhook } from "../../adapters/storage/webhooks.ts";
import { shownSecret, webhookKeys } from "../../adapters/webhooks/secrets.ts";
import { DeliverySigner } from "../../adapters/webhooks/signature.ts";
import { pythonAvailable } from "../merkle/python.ts";

const KEY = new Uint8Array(32).fill(7);
const ID = "wh4k2j9x7q1m8n5p3z";
const page = new URL("../../docs/partners-events.md", import.meta.url);

Deno.test({
  name: "webhooks: the example in Python verifies deliveries",
  ignore: !pythonAvailable,
  async fn() {
    const [, example = ""] = /```python\n([\s\S]*?)```/.exec(await Deno.readTextFile(page)) ?? [];
    const secrets = [{ generation: 1, until: null }, { generation: 2, until: null }];
    const webhook = { webhook: ID, secrets } as unknown as Webhook;
    const body = '{"data":{"è":1}}';
    const verdict = async (now: number, changed: string) => {
      const bytes = new TextEncoder().encode(body);
      const headers = new DeliverySigner(KEY).sign(webhook, "evt_7", bytes, now);
      const { secret } = shownSecret(webhookKeys(KEY, ID, 1));
      const call =
        `import json, sys\nprint(verify(*json.loads(sys.argv[1]), sys.argv[2].encode()))`;
      const { stdout } = await new Deno.Command("python3", {
        args: ["-c", `${example}\n${call}`, JSON.stringify([secret, headers]), changed],
      }).output();
      return new TextDecoder().decode(stdout).trim();
    };
    expect(await verdict(Date.now(), body)).toBe("True");
    expect(await verdict(Date.now(), `${body} `)).toBe("False");
    expect(await verdict(Date.now() - 400_000, body)).toBe("False");
  },
});
