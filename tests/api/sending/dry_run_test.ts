/**
 * Dry runs: everything is checked, nothing is sent.
 *
 * @module
 */
import { expect } from "expect";
import { withApi } from "../support/application.ts";
import {
  ANNA,
  BRUNO,
  CARLA,
  draft,
  dryRun,
  GONE,
  INFECTING,
  limitedTo,
  OPERATIONS,
  provided,
  send,
} from "./support.ts";

const EXTERNAL = "x@posta.example";

Deno.test("dry run: the report has recipients, budget and warnings, and nothing is recorded", async () => {
  await withApi(async (api) => {
    const head = await api.world.storage.events.head();
    const said = draft({ to: [CARLA, BRUNO], cc: [EXTERNAL, CARLA] });
    const { status, json } = await dryRun(api, said);
    expect(status).toBe(200);
    expect(json).toMatchObject({ would_be_accepted: true, faults: [] });
    expect(json.recipients).toEqual([
      { address: CARLA, certified: true, provider: api.provider.issuer.name },
      { address: BRUNO, certified: true, provider: expect.stringContaining("Beta") },
      { address: EXTERNAL, certified: false, provider: null },
    ]);
    expect(json.warnings).toEqual([
      { address: EXTERNAL, detail: expect.stringContaining("no delivery receipt") },
    ]);
    const { maxTotalBytes } = api.world.limits;
    expect(json.budget).toEqual({
      size_times_recipients: 3 * json.size,
      limit: maxTotalBytes,
      remaining: maxTotalBytes - 3 * json.size,
    });
    expect(await api.world.storage.events.head()).toBe(head);
    // What is sent afterwards is as large as was said.
    const { json: { size } } = await dryRun(api, draft());
    expect((await send(api, "davvero")).json.size).toBe(size);
  }, { operations: OPERATIONS });
});

Deno.test("dry run: all that speaks against a message is told at once", async () => {
  await withApi(async (api) => {
    const body = [`To: ${CARLA}, carla`, "Bcc: x@alfa.example", "", "Ciao", ""].join("\r\n");
    const { status, json } = await api.ask(
      "POST",
      `/v1/messages?dry_run=true&mailbox=${ANNA}`,
      { body, headers: { "content-type": "message/rfc822", "accept-language": "it" } },
    );
    expect([status, json.would_be_accepted]).toEqual([200, false]);
    expect(json.faults.map(({ header }: { header: string }) => header))
      .toEqual(["From", "Bcc", "To"]);
    expect(json.faults[0].detail).toContain("Manca From");
    expect(json.recipients.map(({ address }: { address: string }) => address)).toEqual([CARLA]);
  }, { operations: OPERATIONS });
});

Deno.test("dry run: a draft that is too large, or attaches what is not there, is reported", async () => {
  await withApi(async (api) => {
    const large = await dryRun(api, draft({ to: [CARLA, BRUNO], text: "x".repeat(900) }));
    expect(large.json).toMatchObject({ would_be_accepted: false, budget: { remaining: 0 } });
    expect(large.json.size).toBeGreaterThan(900);
    const late = await dryRun(api, draft({ send_at: "2036-01-01T00:00:00Z" }));
    expect(late.json).toMatchObject({
      would_be_accepted: false,
      faults: [{ pointer: "/send_at" }],
    });
    const absent = await dryRun(api, draft({ attachments: [{ upload: "0".repeat(32) }] }));
    expect(absent.json).toMatchObject({
      would_be_accepted: false,
      faults: [{ pointer: "/attachments/0/upload" }],
      recipients: [{ address: CARLA }],
    });
  }, { operations: OPERATIONS, gateway: limitedTo({ maxTotalBytes: 2000 }) });
});

Deno.test("dry run: a virus is a fault", async () => {
  await withApi(async (api) => {
    const { json } = await dryRun(api, draft());
    expect(json.would_be_accepted).toBe(false);
    expect(json.faults[0].detail).toContain("Eicar");
  }, { operations: OPERATIONS, gateway: provided(() => ({ scanner: INFECTING })) });
});

Deno.test("dry run: it asks for no key, but for the mailbox, and for a scanner", async () => {
  await withApi(async (api) => {
    expect((await dryRun(api, draft({ from: BRUNO }))).status).toBe(404);
    const { status, headers } = await dryRun(api, draft());
    expect([status, headers.get("retry-after")]).toEqual([503, "60"]);
  }, { operations: OPERATIONS, gateway: provided(() => ({ scanner: GONE })) });
});
