/** @module */
import { expect } from "expect";
import { join } from "node:path";
import { client } from "../../actors/client.ts";
import { newApiKey } from "../../adapters/api/access/api_key.ts";
import { loadConfiguration } from "../../adapters/config/load.ts";
import { layOutDemo } from "../../adapters/console/demo_layout.ts";
import { random } from "../../adapters/opening/random.ts";
import { serve } from "../../main.ts";
import { oneAtATime } from "../support/one_at_a_time.ts";

async function started(folder: string) {
  const { providers: [alfa], authorityFile } = await layOutDemo(folder, {
    now: Date.now(),
    random,
  });
  const configuration = await loadConfiguration(alfa!.configurationFile);
  const serving = await serve({ ...configuration, log: { level: "error" } });
  return { configuration, authorityFile, serving };
}

Deno.test("opening: a provider that serves answers partners over TLS, and stops", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const { configuration, authorityFile, serving } = await oneAtATime(() => started(folder));
    const http = Deno.createHttpClient({ caCerts: [await Deno.readTextFile(authorityFile)] });
    const url = `https://localhost:${configuration.api.port}`;
    let following: Promise<void> | undefined;
    try {
      const by = "operator";
      const { secret, ...key } = newApiKey("live", random);
      const grant = { name: "Prova", mode: "live" as const, scopes: [], mailboxes: [] };
      await serving.runtime.send(client, "alfa", {
        type: "register",
        client: "alfa",
        name: "A",
        by,
      });
      await serving.runtime.send(client, "alfa", {
        type: "add-key",
        ...key,
        ...grant,
        scopes: ["events:read"],
        by,
      });
      const ask = (headers: Record<string, string>) =>
        fetch(`${url}/v1/me`, { client: http, headers });
      const known = await ask({ authorization: `Bearer ${secret}` });
      expect([known.status, (await known.json()).client.id]).toEqual([200, "alfa"]);
      const unknown = await ask({});
      expect([unknown.status, unknown.headers.get("content-type")])
        .toEqual([401, "application/problem+json"]);
      await unknown.body?.cancel();
      // Who follows events does not keep the provider from stopping.
      const headers = { authorization: `Bearer ${secret}` };
      const follower = await fetch(`${url}/v1/events/stream`, { client: http, headers });
      expect(follower.headers.get("content-type")).toContain("text/event-stream");
      following = follower.body?.pipeTo(new WritableStream()).catch(() => {});
    } finally {
      await serving.stop();
      await following;
      http.close();
    }
    // Whoever serves again finds the same secret: tokens that were given still hold.
    expect((await Deno.stat(join(folder, "alfa.example", "keys", "api.key"))).size).toBe(45);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
