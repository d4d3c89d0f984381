/** @module */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { expect } from "expect";
import type { Caller } from "../../../adapters/api/caller.ts";
import { Problem } from "../../../adapters/api/problem.ts";
import { KEPT, SYNC_EVERY } from "../../../adapters/api/uploads/limits.ts";
import {
  beginUpload,
  findUpload,
  readUpload,
  removeUpload,
  sweepUploads,
  type UploadWorld,
  writeUpload,
} from "../../../adapters/api/uploads/store.ts";
import { UPLOAD_TABLES } from "../../../adapters/api/uploads/table.ts";
import { openOperational } from "../../../adapters/storage/operational.ts";
import { SimulatedClock } from "../../support/simulated_clock.ts";

const caller: Caller = {
  client: "gestionale",
  credential: "k7f3q9w2e5r8",
  mode: "live",
  scopes: new Set(),
  mailboxes: [],
};
const MEBIBYTE = 1024 ** 2;
const file = new Uint8Array(10 * MEBIBYTE).map((_, index) => index % 251);
const declared = {
  filename: "archivio.bin",
  contentType: "application/octet-stream",
  size: file.length,
  sha256: createHash("sha256").update(file).digest("hex"),
};

interface Parts {
  readonly world: UploadWorld;
  readonly clock: SimulatedClock;
  readonly folder: string;
  /** Ends the process, and starts the next. */
  restart(): UploadWorld;
}

async function withUploads(test: (parts: Parts) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "uploads-" });
  const uploadsFolder = join(folder, "uploads");
  await Deno.mkdir(uploadsFolder);
  const clock = new SimulatedClock();
  const most = 2 * file.length;
  const limits = { maxRecipients: 1, maxMessageBytes: most, maxTotalBytes: most };
  let operational = openOperational(folder, UPLOAD_TABLES);
  const world = () => ({ operational, uploadsFolder, limits, provider: { clock } });
  const restart = () => {
    operational.close();
    operational = openOperational(folder, UPLOAD_TABLES);
    return world();
  };
  try {
    await test({ world: world(), clock, folder: uploadsFolder, restart });
  } finally {
    operational.close();
    await Deno.remove(folder, { recursive: true });
  }
}

/** A body in pieces of a mebibyte, that breaks off before the end where it is to. */
async function* body(bytes: Uint8Array, breaks = false): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += MEBIBYTE) {
    yield bytes.subarray(start, start + MEBIBYTE);
    // As pieces come from a connection: others have their turn.
    await new Promise((resolve) => setTimeout(resolve));
  }
  if (breaks) throw new Error("connection reset");
}

const part = (offset: number, bytes: Uint8Array, breaks = false) => ({
  offset,
  length: null,
  body: body(bytes, breaks),
});

async function problemOf(work: Promise<unknown>): Promise<Problem> {
  const problem = await work.then(() => null, (error) => error);
  expect(problem).toBeInstanceOf(Problem);
  return problem;
}

Deno.test("uploads: what came before a connection broke stays, also across a restart", async () => {
  await withUploads(async ({ world, restart }) => {
    const { id } = beginUpload(world, caller, declared);
    const first = file.subarray(0, 3 * MEBIBYTE);
    const problem = await problemOf(writeUpload(world, caller, id, part(0, first, true)));
    expect(problem.details.headers).toEqual({ "upload-offset": String(first.length) });
    const next = restart();
    expect(findUpload(next, caller, id).offset).toBe(first.length);
    const rest = part(first.length, file.subarray(first.length));
    expect((await writeUpload(next, caller, id, rest)).complete).toBe(true);
    const hash = createHash("sha256");
    for await (const piece of (await readUpload(next, caller, id)).bytes()) hash.update(piece);
    expect(hash.digest("hex")).toBe(declared.sha256);
  });
});

Deno.test("uploads: bytes that were written and never confirmed are lost, and no others", async () => {
  await withUploads(async ({ world, folder, restart }) => {
    const { id } = beginUpload(world, caller, declared);
    await writeUpload(world, caller, id, part(0, file.subarray(0, 1000)));
    // A crash in the middle of the next part: its bytes are in the file, torn; no row tells of them.
    await Deno.writeFile(join(folder, id), new Uint8Array(5000).fill(255), { append: true });
    const next = restart();
    expect(findUpload(next, caller, id).offset).toBe(1000);
    const written = await writeUpload(next, caller, id, part(1000, file.subarray(1000)));
    expect(written).toMatchObject({ offset: file.length, complete: true });
  });
});

Deno.test("uploads: a long part is confirmed while it comes", async () => {
  await withUploads(async ({ world }) => {
    const { id } = beginUpload(world, caller, declared);
    const seen: number[] = [];
    async function* watched() {
      for await (const piece of body(file)) {
        yield piece;
        seen.push(findUpload(world, caller, id).offset);
      }
    }
    await writeUpload(world, caller, id, { offset: 0, length: null, body: watched() });
    expect([...new Set(seen)]).toEqual([0, SYNC_EVERY, 2 * SYNC_EVERY]);
  });
});

Deno.test("uploads: all is there and its digest was not looked at before a crash", async () => {
  await withUploads(async ({ world, restart }) => {
    const { id } = beginUpload(world, caller, declared);
    await writeUpload(world, caller, id, part(0, file));
    world.operational.statements.of("UPDATE uploads SET complete = 0").run();
    const next = restart();
    expect((await problemOf(readUpload(next, caller, id))).type).toBe("invalid-content");
    const nothing = part(file.length, new Uint8Array());
    expect((await writeUpload(next, caller, id, nothing)).complete).toBe(true);
  });
});

Deno.test("uploads: too many bytes after some were confirmed: back to where the part began", async () => {
  await withUploads(async ({ world }) => {
    const { id } = beginUpload(world, caller, { ...declared, size: 6 * MEBIBYTE });
    await writeUpload(world, caller, id, part(0, file.subarray(0, 10)));
    expect((await problemOf(writeUpload(world, caller, id, part(10, file)))).type).toBe(
      "too-large",
    );
    expect(findUpload(world, caller, id).offset).toBe(10);
  });
});

Deno.test("uploads: one at a time writes", async () => {
  await withUploads(async ({ world }) => {
    const { id } = beginUpload(world, caller, declared);
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    async function* slow() {
      yield file.subarray(0, 10);
      await gate;
      yield file.subarray(10);
    }
    const first = writeUpload(world, caller, id, { offset: 0, length: null, body: slow() });
    expect((await problemOf(writeUpload(world, caller, id, part(0, file)))).type).toBe("conflict");
    expect((await problemOf(removeUpload(world, caller, id))).type).toBe("conflict");
    open();
    expect((await first).complete).toBe(true);
    await removeUpload(world, caller, id);
  });
});

Deno.test("uploads: they are removed a day after the last change, and orphaned files at once", async () => {
  await withUploads(async ({ world, clock, folder }) => {
    const old = beginUpload(world, caller, declared);
    await writeUpload(world, caller, old.id, part(0, file));
    clock.advance(KEPT - 1);
    const young = beginUpload(world, caller, { ...declared, filename: "giovane.bin" });
    await Deno.writeTextFile(join(folder, "f".repeat(32)), "left by a crash");
    await sweepUploads(world);
    expect([...Deno.readDirSync(folder)].map(({ name }) => name)).toEqual([old.id]);
    clock.advance(2);
    await sweepUploads(world);
    expect([...Deno.readDirSync(folder)]).toEqual([]);
    expect((await problemOf(readUpload(world, caller, old.id))).type).toBe("invalid-content");
    expect(findUpload(world, caller, young.id).offset).toBe(0);
  });
});

Deno.test("uploads: what a client may have together is limited in bytes", async () => {
  await withUploads(async ({ world }) => {
    const most = { maxMessageBytes: Infinity, maxTotalBytes: Infinity };
    const roomy = { ...world, limits: { ...world.limits, ...most } };
    const half = { ...declared, size: 2 * 1024 ** 3 };
    beginUpload(roomy, caller, half);
    beginUpload(roomy, caller, { ...half, filename: "altra.bin" });
    const third = Promise.try(() => beginUpload(roomy, caller, declared));
    expect((await problemOf(third)).type).toBe("conflict");
    expect(beginUpload(roomy, { ...caller, client: "altro" }, declared).offset).toBe(0);
  });
});
