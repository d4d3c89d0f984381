/**
 * Evidence that is handed out by the API: whole, verified, remembered, and kept nowhere.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { expect } from "expect";
import { verifyFile } from "../../../adapters/verifier/verify.ts";
import { withApi } from "../support/application.ts";
import { ANNA, CARLA, deliver } from "./support.ts";

Deno.test("a bundle verifies, and the log remembers who got it", () =>
  withApi(async ({ ask, world, clock }) => {
    const { id, pec_id } = await deliver({ ask, world }, "a");
    const answer = await ask("GET", `/v1/messages/${id}/evidence`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toBe("application/zip");
    expect(answer.headers.get("content-length")).toBe(String(answer.bytes.length));
    expect(answer.headers.get("content-disposition")).toContain(`filename="${id}.zip"`);
    const digest = createHash("sha256").update(answer.bytes).digest();
    expect(answer.headers.get("repr-digest")).toBe(`sha-256=:${digest.toString("base64")}:`);

    const trust = { ...await world.trusted(), now: clock.now() };
    const { kind, claims } = await verifyFile("evidence.zip", answer.bytes, trust);
    expect(kind).toBe("bundle");
    expect(claims.filter(({ verdict }) => verdict === "fails")).toEqual([]);
    expect(claims.some(({ claim, verdict }) => claim === "listed" && verdict === "holds")).toBe(
      true,
    );

    const { events } = world.storage;
    const [exported] = await events.readStream("custody-messages", 0, 10);
    expect(exported!.event).toMatchObject({
      type: "custody.exported",
      kind: "evidence",
      to: ANNA,
      pecId: pec_id,
      digest: digest.toString("hex"),
    });
    const all = await events.readAll(0, 500);
    const calls = all.map(({ event }) => event).filter(({ type }) => type === "call.made");
    expect(calls).toMatchObject([{ operation: "getEvidence", credential: "all00000" }]);
    expect([...Deno.readDirSync(world.scratchFolder)]).toEqual([]);
  }));

Deno.test("a recipient of this provider gets its own evidence; who is no party gets none", () =>
  withApi(async ({ ask, world, keys }) => {
    const { id } = await deliver({ ask, world }, "a");
    const path = `/v1/messages/${id}/evidence`;
    const of = (query: string, key: string) => ask("GET", path + query, { key });
    const carlas = await of(`?for=${CARLA}`, "live_carla");
    expect(carlas.status).toBe(200);
    const names = new TextDecoder("latin1").decode(carlas.bytes);
    expect(names).toContain("message/envelope.eml");
    expect(names).not.toContain("message/original.eml");
    expect((await of("", "live_carla")).status).toBe(404);
    expect((await of(`?for=${ANNA}`, "live_carla")).status).toBe(404);
    const noParty = await of("?for=nobody@alfa.example", "live_all");
    expect((await of("", "live_none")).status).toBe(403);
    const unknown = await ask("GET", `/v1/messages/K1/evidence?for=${ANNA}`);
    // Whether there is such a message is nobody else's business.
    expect([noParty.status, noParty.json.detail]).toEqual([404, unknown.json.detail]);
    keys.set("live_reader", {
      ...keys.get("live_all")!,
      scopes: new Set(["messages:read"] as const),
    });
    expect((await of("", "live_reader")).status).toBe(403);
    expect(await world.storage.events.readStream("custody-messages", 0, 10)).toHaveLength(1);
    expect([...Deno.readDirSync(world.scratchFolder)]).toEqual([]);
  }));

Deno.test("a caller who goes away leaves no file", () =>
  withApi(async ({ ask, open, world }) => {
    const { id } = await deliver({ ask, world }, "a");
    const answer = await open("GET", `/v1/messages/${id}/evidence`);
    await answer.body!.cancel();
    expect([...Deno.readDirSync(world.scratchFolder)]).toEqual([]);
    const head = await open("HEAD", `/v1/messages/${id}/evidence`);
    expect(head.status).toBe(200);
    await head.body?.cancel();
    expect([...Deno.readDirSync(world.scratchFolder)]).toEqual([]);
  }));

Deno.test("whoever received a message gets evidence of it by its place in the mailbox", () =>
  withApi(async ({ ask, world, clock }) => {
    await deliver({ ask, world }, "a");
    const { json } = await ask("GET", `/v1/mailboxes/${CARLA}/messages`);
    const path = `/v1/mailboxes/${CARLA}/messages/${json.data[0].uid}/evidence`;
    const answer = await ask("GET", path);
    expect(answer.status).toBe(200);
    const trust = { ...await world.trusted(), now: clock.now() };
    const { claims } = await verifyFile("evidence.zip", answer.bytes, trust);
    expect(claims.filter(({ verdict }) => verdict === "fails")).toEqual([]);
    expect(claims.some(({ claim, verdict }) => claim === "listed" && verdict === "holds")).toBe(
      true,
    );
    expect((await ask("GET", path, { key: "live_none" })).status).toBe(403);
    expect((await ask("GET", `/v1/mailboxes/${CARLA}/messages/99/evidence`)).status).toBe(404);
  }));
