/**
 * Many messages in one request.
 *
 * @module
 */
import { expect } from "expect";
import { withApi } from "../support/application.ts";
import { BRUNO, draft, OPERATIONS, send, submissions, under } from "./support.ts";

const PATH = "/v1/messages/batch";

Deno.test("batch: each is sent on its own, and some may fail", async () => {
  await withApi(async (api) => {
    const messages = [
      draft({ subject: "0" }),
      draft({ from: BRUNO }),
      draft({ subject: "2", idempotency_key: "propria" }),
      draft({ attachments: [{ upload: "0".repeat(32) }] }),
      ...Array.from({ length: 6 }, (_, index) => draft({ subject: String(index + 4) })),
    ];
    const { status, json } = await api.ask("POST", PATH, { json: { messages }, ...under("lotto") });
    expect(status).toBe(200);
    const results = json.results as {
      status: number;
      replayed: boolean;
      message: { subject: string; id: string } | null;
      problem: { type: string; status: number } | null;
    }[];
    expect(results.map((one) => one.status)).toEqual([202, 404, 202, 422, ...Array(6).fill(202)]);
    expect(results.map(({ message }) => message?.subject ?? null))
      .toEqual(["0", null, "2", null, "4", "5", "6", "7", "8", "9"]);
    expect(results[1]!.problem).toMatchObject({ type: "/v1/problems/not-found", status: 404 });
    expect(await submissions(api.world)).toBe(8);

    // Again, after an answer was lost.
    const again = await api.ask("POST", PATH, { json: { messages }, ...under("lotto") });
    expect(again.json.results.map(({ message }: { message: unknown }) => message === null))
      .toEqual(results.map(({ message }) => message === null));
    expect(again.json.results[0]).toMatchObject({ replayed: true, message: results[0]!.message });
    expect(await submissions(api.world)).toBe(8);

    // One alone under the key that it had in the batch, or of its own.
    const alone = await send(api, "lotto/0", messages[0]);
    expect(alone.json.id).toBe(results[0]!.message!.id);
    const { idempotency_key: _, ...own } = messages[2]!;
    expect((await send(api, "propria", own)).json.id).toBe(results[2]!.message!.id);
    expect(await submissions(api.world)).toBe(8);
  }, { operations: OPERATIONS });
});

Deno.test("batch: two messages under one key are one, or a fault of the second", async () => {
  await withApi(async (api) => {
    const one = draft({ idempotency_key: "stessa" });
    const other = draft({ idempotency_key: "stessa", subject: "Altro" });
    const same = await api.ask("POST", PATH, { json: { messages: [one, one] }, ...under("a") });
    expect(same.json.results.map(({ status }: { status: number }) => status)).toEqual([202, 202]);
    const differing = await api.ask("POST", PATH, { json: { messages: [other] }, ...under("b") });
    expect(differing.json.results[0].problem.type).toBe("/v1/problems/idempotency-key-reused");
    expect(await submissions(api.world)).toBe(1);
  }, { operations: OPERATIONS });
});

Deno.test("batch: none, too many or malformed ones, or no key, are refused as a whole", async () => {
  await withApi(async (api) => {
    const ask = (messages: unknown[]) =>
      api.ask("POST", PATH, { json: { messages }, ...under("a") });
    expect((await ask([])).status).toBe(422);
    expect((await ask(Array(101).fill(draft()))).status).toBe(422);
    const { status, json } = await ask([draft(), draft({ to: [] })]);
    expect([status, json.errors[0].pointer]).toEqual([422, "/messages/1/to"]);
    expect((await api.ask("POST", PATH, { json: { messages: [draft()] } })).status).toBe(400);
    expect(await submissions(api.world)).toBe(0);
  }, { operations: OPERATIONS });
});

Deno.test("batch: what fails for one of them is told of that one, and the others are sent", async () => {
  await withApi(async (api) => {
    const { queries } = api.world.provider;
    const accountByAddress = queries.accountByAddress.bind(queries);
    let asked = 0;
    queries.accountByAddress = (address) =>
      ++asked === 2 ? Promise.reject(new Error("disk I/O error")) : accountByAddress(address);
    const messages = Array.from({ length: 6 }, (_, index) => draft({ subject: String(index) }));
    const { status, json } = await api.ask("POST", PATH, { json: { messages }, ...under("a") });
    expect(status).toBe(200);
    const statuses = json.results.map(({ status }: { status: number }) => status);
    expect(statuses.toSorted()).toEqual([202, 202, 202, 202, 202, 500]);
    const failed = json.results.find(({ status }: { status: number }) => status === 500);
    expect(failed.problem.type).toBe("/v1/problems/internal");
    expect(JSON.stringify(json)).not.toContain("disk");
  }, { operations: OPERATIONS });
});
