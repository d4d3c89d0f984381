/** @module */
import { createHash } from "node:crypto";
import { expect } from "expect";
import type { OutgoingEvent } from "../../../events/outgoing.ts";
import type { ScheduledEvent } from "../../../events/scheduled.ts";
import { HOUR } from "../../../events/instant.ts";
import { KEPT } from "../../../adapters/api/uploads/limits.ts";
import { sweepUploads } from "../../../adapters/api/uploads/store.ts";
import { withApi } from "../support/application.ts";
import { eventOf, typesOf } from "./planning.ts";

const file = new TextEncoder().encode("Il contratto.\n".repeat(10_000));

Deno.test("scheduling: a draft with an upload is sent as it was checked, whatever is gone", async () => {
  await withApi(async ({ ask, world, clock }) => {
    const begun = await ask("POST", "/v1/uploads", {
      json: {
        filename: "contratto.txt",
        content_type: "text/plain",
        size: file.length,
        sha256: createHash("sha256").update(file).digest("hex"),
      },
    });
    const headers = { "upload-offset": "0", "content-type": "application/octet-stream" };
    await ask("PATCH", begun.headers.get("location")!, { headers, body: file });
    const json = {
      from: "anna@alfa.example",
      to: ["carla@alfa.example"],
      subject: "Contratto",
      text: "In allegato.",
      attachments: [{ upload: begun.json.id }],
      reference: "contratto-7",
      send_at: new Date(clock.now() + KEPT + HOUR).toISOString(),
    };
    const send = () => ask("POST", "/v1/messages", { json, headers: { "idempotency-key": "c-7" } });
    const planned = await send();
    expect([planned.status, planned.json.state, planned.json.send_at])
      .toEqual([202, "scheduled", json.send_at]);
    const repeated = await send();
    expect(repeated.headers.get("idempotency-replayed")).toBe("true");
    expect(repeated.json).toEqual(planned.json);
    const other = await ask("POST", "/v1/messages", {
      json: { ...json, send_at: undefined },
      headers: { "idempotency-key": "c-7" },
    });
    expect(other.status).toBe(422);

    clock.advance(KEPT + HOUR);
    await sweepUploads(world);
    const { id, pec_id } = planned.json;
    await eventOf(world, `scheduled-${id}`, "scheduled.sent");
    const [plan] = await world.storage.events.readStream(`scheduled-${id}`, 0, 1);
    const [submitted] = await world.storage.events.readStream(`outgoing-${pec_id}`, 0, 1);
    const { content } = plan!.event as Extract<ScheduledEvent, { type: "scheduled.planned" }>;
    expect((submitted!.event as Extract<OutgoingEvent, { type: "outgoing.submitted" }>).content)
      .toEqual(content);
    expect((await ask("GET", `/v1/uploads/${begun.json.id}`)).status).toBe(404);
    expect((await ask("POST", `/v1/messages/${id}/cancel`)).status).toBe(409);
    await eventOf(world, `outgoing-${pec_id}`, "outgoing.delivered");
    expect((await send()).json.state).toBe("accepted");
  });
});

Deno.test("scheduling: what was called off is not sent when it is asked for again", async () => {
  await withApi(async ({ ask, world, clock }) => {
    const json = {
      from: "anna@alfa.example",
      to: ["carla@alfa.example"],
      subject: "Disdetta",
      text: "Disdico.",
      send_at: new Date(clock.now() + HOUR).toISOString(),
    };
    const send = () => ask("POST", "/v1/messages", { json, headers: { "idempotency-key": "d-7" } });
    const { json: { id, pec_id } } = await send();
    await ask("POST", `/v1/messages/${id}/cancel`);
    clock.advance(2 * HOUR);
    expect((await send()).json.state).toBe("cancelled");
    expect(await typesOf(world, `outgoing-${pec_id}`)).toEqual([]);
  });
});
