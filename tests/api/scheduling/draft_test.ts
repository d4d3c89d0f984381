/** @module */
import { createHash } from "node:crypto";
import { expect } from "expect";
import type { OutgoingEvent } from "../../../events/outgoing.ts";
import type { ScheduledEvent } from "../../../events/scheduled.ts";
import { HOUR } from "../../../events/instant.ts";
import { KEPT } from "../../../adapters/api/uploads/limits.ts";
import { sweepUploads } from "../../../adapters/api/uploads/store.ts";
import { withApi } from "../support/application.ts";
import { draft, send } from "../sending/support.ts";
import { eventOf } from "./planning.ts";

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
    const said = { attachments: [{ upload: begun.json.id }], reference: "contratto-7" };
    const send_at = new Date(clock.now() + KEPT + HOUR).toISOString();
    const again = () => send({ ask }, "c-7", draft({ ...said, send_at }));
    const planned = await again();
    expect([planned.status, planned.json.state, planned.json.send_at])
      .toEqual([202, "scheduled", send_at]);
    const repeated = await again();
    expect(repeated.headers.get("idempotency-replayed")).toBe("true");
    expect(repeated.json).toEqual(planned.json);
    expect((await send({ ask }, "c-7", draft(said))).status).toBe(422);

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
    expect((await again()).json.state).toBe("accepted");
  });
});
