/**
 * A partner's whole story in the sandbox, by the program that docs/partners.md shows, with the
 * rights that it names.
 *
 * @module
 */
import { join } from "node:path";
import { expect } from "expect";
import { apiUrl, keyFor, partnerApi } from "./partner.ts";
import { Providers } from "./providers.ts";
import { ticking } from "./ticking.ts";

const PROGRAM = new URL("../../docs/examples/partner.ts", import.meta.url).pathname;
const CONFIG = new URL("../../deno.json", import.meta.url).pathname;

/** Milliseconds for the whole story, which takes ten seconds. */
const PATIENCE = 180_000;

/** What becomes of the magic recipients within 24 hours. */
const STATES = {
  "delivered@altro.test": "delivered",
  "unknown@altro.test": "failed",
  "full@altro.test": "failed",
  "overdue@altro.test": "delivered",
  "timeout@altro.test": "timed_out",
  "virus@altro.test": "virus",
  "refused@altro.test": "failed",
  "broken-signature@altro.test": "timed_out",
};

Deno.test("partner: the whole story in the sandbox, 50 recipients and 24 hours at once", async () => {
  await using providers = await Providers.start();
  const { alfa, folder } = providers;
  const key = await keyFor(alfa, "test");
  const rights = ["--no-prompt", "--allow-net", "--allow-read", `--allow-write=${folder}`];
  const program = new Deno.Command(Deno.execPath(), {
    args: ["run", "-q", "--config", CONFIG, ...rights, "--allow-env", PROGRAM],
    cwd: folder,
    env: { PEC_URL: apiUrl(alfa), PEC_KEY: key, PEC_CA: join(folder, "ca.pem") },
    stdin: "null",
    // Who waits for an event that never comes would wait for ever.
    signal: AbortSignal.timeout(PATIENCE),
  });
  using _time = ticking(providers.clock);
  const { code, stdout, stderr } = await program.output();
  const [output, errors] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  expect({ code, errors }).toEqual({ code: 0, errors: "" });
  expect(output).not.toContain(key);

  const others = Array.from({ length: 42 }, (_, index) => [
    `socio-${index + 1}@altro.test`,
    "delivered",
  ]);
  expect(output).toMatch(/^ {2}failed: 3 \(unknown@altro\.test, full@altro\.test, refused@/m);
  expect(output).toMatch(/^Told of \d+ events by the feed, and of all of them by webhooks$/m);
  expect(output).toMatch(/^Verified offline: \d+ of \d+ claims hold$/m);
  expect(output).not.toContain("fails:");

  const [id] = /(?<=^Sent: )\w+/m.exec(output!)!;
  expect((await Deno.stat(join(folder, `${id}.zip`))).size).toBeGreaterThan(10_000);
  using partner = partnerApi(providers, alfa, key);
  const { data: message } = await partner.api.GET("/v1/messages/{id}", {
    params: { path: { id } },
  });
  expect(Object.fromEntries(message!.recipients.map(({ address, state }) => [address, state])))
    .toEqual({ ...STATES, ...Object.fromEntries(others) });
  expect(message!.metadata).toEqual({ pratica: "2026/7" });
  // It has taken its webhook down.
  expect((await partner.api.GET("/v1/webhooks")).data!.data).toEqual([]);
});
