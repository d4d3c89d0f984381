/**
 * Attachments that were uploaded: they pass through, and are never held.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { expect } from "expect";
import { mountUploads } from "../../../adapters/api/uploads/operations.ts";
import type { World } from "../../../adapters/api/world.ts";
import { type TestApi, withApi } from "../support/application.ts";
import { CARLA, draft, OPERATIONS, send, under } from "./support.ts";

const MEBIBYTE = 1024 * 1024;
const SIZE = 100 * MEBIBYTE;
/** What one piece of an attachment may come to, encoded. */
const LARGEST_PIECE = 256 * 1024;

Deno.test("uploads: a hundred megabytes go into the message in small pieces", async () => {
  let largest = 0;
  await withApi(async (api) => {
    const id = await upload(api, SIZE);
    const json = draft({ attachments: [{ upload: id, filename: "grande.bin" }] });
    const { status, json: message } = await send(api, "grande", json);
    expect([status, message.state]).toEqual([202, "accepted"]);
    expect(message.size).toBeGreaterThan(SIZE * 4 / 3);
    expect(largest).toBeGreaterThan(0);
    expect(largest).toBeLessThan(LARGEST_PIECE);
    // Sent again when the upload is gone, it is the same message.
    expect((await api.ask("DELETE", `/v1/uploads/${id}`)).status).toBe(204);
    const again = await send(api, "grande", json);
    expect([again.status, again.json.id]).toEqual([202, message.id]);
  }, {
    operations: [...OPERATIONS, mountUploads],
    gateway: (world) => {
      const wide = widened(world, (octets) => largest = Math.max(largest, octets));
      return { world: () => wide };
    },
  });
});

Deno.test("uploads: size times recipients counts before a byte is read", async () => {
  await withApi(async (api) => {
    const id = await upload(api, 2 * MEBIBYTE);
    const recipients = Array.from({ length: 40 }, (_, index) => `u${index}@beta.example`);
    const json = draft({ to: [CARLA, ...recipients], attachments: [{ upload: id }] });
    const { status, json: problem } = await send(api, "troppo", json);
    expect([status, problem.errors[0].detail.includes("Size times recipients")])
      .toEqual([422, true]);
    expect((await api.ask("GET", `/v1/uploads/${id}`)).status).toBe(200);
  }, {
    operations: [...OPERATIONS, mountUploads],
    gateway: (world) => ({
      world: () => ({
        ...world,
        provider: {
          ...world.provider,
          blobs: Object.assign(Object.create(null), {
            create() {
              throw new Error("nothing should be composed");
            },
          }),
        },
      }),
    }),
  });
});

/** Room for the message, and an ear at the store. */
function widened(world: World, heard: (octets: number) => void): World {
  const { blobs } = world.provider;
  return {
    ...world,
    limits: { ...world.limits, maxMessageBytes: 2 * SIZE, maxTotalBytes: 2 * SIZE },
    provider: {
      ...world.provider,
      blobs: {
        create() {
          const writer = blobs.create();
          return {
            write(chunk) {
              heard(chunk.length);
              return writer.write(chunk);
            },
            end: () => writer.end(),
            abort: () => writer.abort(),
          };
        },
        read: (rope, pending) => blobs.read(rope, pending),
        sizeOf: (blob) => blobs.sizeOf(blob),
        collect: (before) => blobs.collect(before),
      },
    },
  };
}

/** Uploads so many octets of nothing in particular; resolves with the id. */
async function upload({ ask }: TestApi, size: number): Promise<string> {
  const chunk = new Uint8Array(MEBIBYTE).fill(0x41);
  const hash = createHash("sha256");
  for (let at = 0; at < size; at += chunk.length) hash.update(chunk);
  const json = {
    filename: "dati.bin",
    content_type: "application/octet-stream",
    size,
    sha256: hash.digest("hex"),
  };
  const { json: { id } } = await ask("POST", "/v1/uploads", { json, ...under("upload") });
  let sent = 0;
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      if (sent >= size) return controller.close();
      sent += chunk.length;
      controller.enqueue(chunk.slice());
    },
  });
  const headers = { "upload-offset": "0", "content-type": "application/octet-stream" };
  expect((await ask("PATCH", `/v1/uploads/${id}`, { body, headers })).status).toBe(200);
  return id;
}
