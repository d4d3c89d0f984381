/** @module */
import { createHash } from "node:crypto";
import { expect } from "expect";
import fc from "fast-check";
import { SECOND } from "../../../events/instant.ts";
import { withApi } from "../support/application.ts";

const file = new TextEncoder().encode("Il contratto.\n".repeat(10_000));
const declared = {
  filename: "contratto.txt",
  content_type: "text/plain",
  size: file.length,
  sha256: createHash("sha256").update(file).digest("hex"),
};

const part = (offset: number | string, body: BodyInit) => ({
  headers: { "upload-offset": String(offset), "content-type": "application/octet-stream" },
  body,
});

Deno.test("uploads: a file comes in parts, in order, and is complete", async () => {
  await withApi(async ({ ask }) => {
    const begun = await ask("POST", "/v1/uploads", { json: declared });
    expect(begun.status).toBe(201);
    expect(begun.json).toMatchObject({ ...declared, offset: 0, state: "open" });
    const path = begun.headers.get("location")!;
    expect(path).toBe(`/v1/uploads/${begun.json.id}`);
    const first = await ask("PATCH", path, part(0, file.slice(0, 100)));
    expect([first.status, first.headers.get("upload-offset")]).toEqual([200, "100"]);
    const head = await ask("HEAD", path);
    expect([head.headers.get("upload-offset"), head.headers.get("upload-length")])
      .toEqual(["100", String(file.length)]);
    const last = await ask("PATCH", path, part(100, file.slice(100)));
    expect(last.json).toMatchObject({ offset: file.length, state: "complete" });
    const again = await ask("GET", path);
    expect(again.json).toEqual(last.json);
    const nothing = { headers: { "upload-offset": String(file.length) } };
    expect((await ask("PATCH", path, nothing)).json.state).toBe("complete");
    expect((await ask("DELETE", path)).status).toBe(204);
    expect((await ask("GET", path)).status).toBe(404);
  });
});

Deno.test("uploads: the same file, declared again, goes on where it was", async () => {
  await withApi(async ({ ask, clock }) => {
    const { json: { id, expires_at } } = await ask("POST", "/v1/uploads", { json: declared });
    await ask("PATCH", `/v1/uploads/${id}`, part(0, file.slice(0, 100)));
    clock.advance(SECOND);
    const again = await ask("POST", "/v1/uploads", { json: declared });
    expect([again.status, again.json]).toEqual([201, expect.objectContaining({ id, offset: 100 })]);
    expect(Date.parse(again.json.expires_at)).toBeGreaterThan(Date.parse(expires_at));
    await ask("PATCH", `/v1/uploads/${id}`, part(100, file.slice(100)));
    const complete = await ask("POST", "/v1/uploads", { json: declared });
    expect(complete.json).toMatchObject({ id, offset: file.length, state: "complete" });
    const others = [
      await ask("POST", "/v1/uploads", { json: { ...declared, filename: "altro.txt" } }),
      await ask("POST", "/v1/uploads", { json: declared, key: "live_carla" }),
    ];
    for (const { json } of others) expect([json.id === id, json.offset]).toEqual([false, 0]);
  });
});

Deno.test("uploads: a part that goes elsewhere is told where to go", async () => {
  await withApi(async ({ ask }) => {
    const { json: { id } } = await ask("POST", "/v1/uploads", { json: declared });
    await ask("PATCH", `/v1/uploads/${id}`, part(0, file.slice(0, 100)));
    const answer = await ask("PATCH", `/v1/uploads/${id}`, part(0, file.slice(0, 100)));
    expect([answer.status, answer.headers.get("upload-offset")]).toEqual([409, "100"]);
    expect(answer.json.errors[0].header).toBe("Upload-Offset");
  });
});

Deno.test("uploads: more than was declared is refused, and nothing of it kept", async () => {
  await withApi(async ({ ask }) => {
    const { json: { id } } = await ask("POST", "/v1/uploads", { json: declared });
    const path = `/v1/uploads/${id}`;
    await ask("PATCH", path, part(0, file.slice(0, 100)));
    const whole = await ask("PATCH", path, part(100, file));
    expect([whole.status, whole.headers.get("upload-offset")]).toEqual([413, "100"]);
    const told = {
      ...part(100, file.slice(0, 1)),
      headers: { ...part(100, "").headers, "content-length": String(file.length) },
    };
    expect((await ask("PATCH", path, told)).status).toBe(413);
    expect((await ask("PATCH", path, part(100, file.slice(100)))).json.state).toBe("complete");
    expect((await ask("PATCH", path, part(file.length, "x"))).status).toBe(413);
    expect((await ask("GET", path)).json.state).toBe("complete");
  });
});

Deno.test("uploads: what is not what was declared is void", async () => {
  await withApi(async ({ ask, world }) => {
    const { json: { id } } = await ask("POST", "/v1/uploads", { json: declared });
    const other = new Uint8Array(file.length);
    const answer = await ask("PATCH", `/v1/uploads/${id}`, part(0, other));
    expect(answer.status).toBe(422);
    expect(answer.json.detail).toContain(createHash("sha256").update(other).digest("hex"));
    expect((await ask("GET", `/v1/uploads/${id}`)).status).toBe(404);
    expect([...Deno.readDirSync(world.uploadsFolder)]).toEqual([]);
  });
});

Deno.test("uploads: another client's do not exist", async () => {
  await withApi(async ({ ask }) => {
    const { json: { id } } = await ask("POST", "/v1/uploads", { json: declared });
    const path = `/v1/uploads/${id}`;
    const key = "live_carla";
    const answers = [
      await ask("GET", path, { key }),
      await ask("PATCH", path, { key, ...part(0, file) }),
      await ask("DELETE", path, { key }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
    expect((await ask("GET", "/v1/uploads", { key })).json.data).toEqual([]);
    expect((await ask("GET", path)).json.offset).toBe(0);
    expect((await ask("GET", path, { key: "live_read" })).status).toBe(403);
  });
});

Deno.test("uploads: what is declared has its limits", async () => {
  await withApi(async ({ ask, world }) => {
    const wrong = [
      { ...declared, filename: "../contratto" },
      { ...declared, filename: "a\r\nb" },
      { ...declared, content_type: "text/plain; charset=x" },
      { ...declared, size: 0 },
      { ...declared, sha256: "A".repeat(64) },
      { ...declared, other: 1 },
    ];
    for (const json of wrong) expect((await ask("POST", "/v1/uploads", { json })).status).toBe(422);
    // In base64 it would not go to a single recipient.
    const size = Math.floor(world.limits.maxTotalBytes / 78) * 57 + 1;
    const large = await ask("POST", "/v1/uploads", { json: { ...declared, size } });
    expect([large.status, large.json.errors[0].pointer]).toEqual([413, "/size"]);
  });
});

Deno.test("uploads: a client has at most a hundred, and finds them page by page", async () => {
  await withApi(async ({ ask }) => {
    const ids = new Set<string>();
    for (let count = 0; count < 100; count++) {
      const json = { ...declared, filename: `${count}.txt` };
      ids.add((await ask("POST", "/v1/uploads", { json })).json.id);
    }
    expect((await ask("POST", "/v1/uploads", { json: declared })).status).toBe(409);
    const other = await ask("POST", "/v1/uploads", { json: declared, key: "live_carla" });
    expect(other.status).toBe(201);
    const first = await ask("GET", "/v1/uploads?limit=60");
    const second = await ask("GET", first.headers.get("link")!.match(/<(.*)>/)![1]!);
    expect(second.json.next).toBeNull();
    const found = [...first.json.data, ...second.json.data].map(({ id }) => id);
    expect(found).toEqual([...ids].sort());
    expect((await ask("GET", "/v1/uploads?after=bm8")).status).toBe(400);
  });
});

Deno.test("uploads: Upload-Offset is a number, whatever comes", async () => {
  await withApi(async ({ ask }) => {
    const { json: { id } } = await ask("POST", "/v1/uploads", { json: declared });
    const path = `/v1/uploads/${id}`;
    for (const offset of ["", "-1", "1e3", "0x10", " ", "1.5", "9".repeat(400), "0, 0", "è"]) {
      const answer = await ask("PATCH", path, part(offset, "x"));
      expect([offset, answer.status, answer.json.errors[0].header])
        .toEqual([offset, 400, "upload-offset"]);
    }
    const missing = await ask("PATCH", path, {
      body: "x",
      headers: { "content-type": "application/octet-stream" },
    });
    expect(missing.status).toBe(400);
    expect((await ask("PATCH", path, part("9".repeat(15), "x"))).status).toBe(409);
    expect((await ask("PATCH", "/v1/uploads/..%2f..%2fevents.db", part(0, "x"))).status).toBe(400);
  });
});

Deno.test("uploads: whatever the header fields say, nothing fails and nothing is torn", async () => {
  await withApi(async ({ ask, log, clock }) => {
    const { json: { id } } = await ask("POST", "/v1/uploads", { json: declared });
    const path = `/v1/uploads/${id}`;
    const value = fc.oneof(
      fc.stringMatching(/^[ -~\u00a1-\u00ff]{0,40}$/),
      fc.nat({ max: file.length + 10 }).map(String),
    );
    const property = async (
      offset: string | null,
      length: string,
      type: string,
      other: string,
      size: number,
    ) => {
      // So many requests are allowed by and by.
      clock.advance(SECOND);
      const { json: { offset: before } } = await ask("GET", path);
      const answer = await ask("PATCH", path, {
        headers: {
          "upload-offset": offset ?? String(before),
          "content-length": length,
          "content-type": type,
          "upload-length": other,
          "accept-language": other,
        },
        body: file.slice(before, before + size),
      });
      expect([200, 400, 409, 413, 415]).toContain(answer.status);
      const { json: { offset: after } } = await ask("GET", path);
      expect(after).toBe(answer.status === 200 ? before + size : before);
    };
    const types = fc.oneof(fc.constant("application/octet-stream"), value);
    await fc.assert(
      fc.asyncProperty(
        fc.option(value, { freq: 1 }),
        fc.oneof(fc.constant("1"), value),
        types,
        value,
        fc.nat({ max: 9 }),
        property,
      ),
      { numRuns: 200 },
    );
    expect((await ask("GET", path)).json.offset).toBeGreaterThan(0);
    expect(log.filter((line) => line.startsWith("api.failed"))).toEqual([]);
  });
});
