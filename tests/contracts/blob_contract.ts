/**
 * Contract: blobs.
 *
 * @module
 */
import { expect } from "expect";
import fc from "fast-check";
import { createHash } from "node:crypto";
import { MINUTE } from "../../events/instant.ts";
import type { Rope, Slice } from "../../events/rope.ts";
import { MissingBlob } from "../../events/store.ts";
import type { OpenedStore, Register } from "./event_store.ts";
import { gather, noise, outgoing, submitted, write } from "./samples.ts";

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** Stores bytes, referred to by the first event of a stream. */
async function keep({ store, blobs }: OpenedStore, key: string, bytes: Uint8Array): Promise<Rope> {
  const { rope, small } = await write(blobs, bytes);
  const events = [submitted(key, rope)];
  const append = { stream: outgoing(key), expectedVersion: 0, events, blobs: small, wake: null };
  await store.append(append);
  return rope;
}

/** Registers the tests of blobs. */
export function blobContract(register: Register): void {
  for (const length of [1, 65_535, 65_536, 65_537, 300_000]) {
    register(`a blob of ${length} bytes comes back`, async ({ open }) => {
      const opened = await open();
      const bytes = noise(length, length);
      const rope = await keep(opened, "1", bytes);
      expect(rope).toEqual([{ blob: sha256(bytes), offset: 0, length }]);
      expect(await opened.blobs.sizeOf(rope[0]!.blob)).not.toBeNull();
      for await (const chunk of opened.blobs.read(rope)) {
        expect(chunk.length).toBeLessThanOrEqual(65_536);
      }
      expect(sha256(await gather(opened.blobs.read(rope)))).toBe(sha256(bytes));
    });
  }

  register("a blob of no bytes is an empty rope", async ({ open }) => {
    const { blobs } = await open();
    expect(await write(blobs, new Uint8Array())).toEqual({ rope: [], small: [] });
    expect(await gather(blobs.read([]))).toEqual(new Uint8Array());
  });

  register("a small blob can be read before it is stored", async ({ open }) => {
    const { blobs } = await open();
    const { rope, small } = await write(blobs, noise(100, 1));
    expect(await gather(blobs.read(rope, small))).toEqual(noise(100, 1));
    expect(await blobs.sizeOf(rope[0]!.blob)).toBeNull();
    await expect(gather(blobs.read(rope))).rejects.toBeInstanceOf(MissingBlob);
  });

  register("bytes that do not match their name are not stored", async ({ open }) => {
    const { store, blobs } = await open();
    const { rope } = await write(blobs, noise(100, 1));
    const append = { stream: outgoing("1"), expectedVersion: 0, events: [submitted("1", rope)] };
    const forged = { sha256: rope[0]!.blob, bytes: noise(100, 2) };
    await expect(store.append({ ...append, blobs: [forged], wake: null })).rejects.toThrow("hash");
    expect(await blobs.sizeOf(rope[0]!.blob)).toBeNull();
  });

  register("an aborted blob leaves nothing", async ({ open }) => {
    const { blobs } = await open();
    for (const length of [10, 200_000]) {
      const writer = blobs.create();
      await writer.write(noise(length, 3));
      await writer.abort();
      await writer.abort();
      await expect(writer.write(noise(1, 1))).rejects.toThrow("Cannot write");
      await expect(writer.end()).rejects.toThrow("Cannot end");
      expect(await blobs.sizeOf(sha256(noise(length, 3)))).toBeNull();
    }
    const writer = blobs.create();
    await writer.write(noise(200_000, 4));
    const { rope } = await writer.end();
    await writer.abort();
    expect(await gather(blobs.read(rope))).toEqual(noise(200_000, 4));
  });

  register("a slice beyond the end of its blob is an error", async ({ open }) => {
    const opened = await open();
    for (const [key, length] of [["1", 100], ["2", 100_000]] as const) {
      const [slice] = await keep(opened, key, noise(length, length));
      const beyond = [{ ...slice!, offset: 1 }];
      await expect(gather(opened.blobs.read(beyond))).rejects.toThrow("Cannot read");
    }
  });

  register("any rope over small and large blobs reads as its slices", async ({ open }) => {
    const opened = await open();
    const contents = [noise(50, 1), noise(65_536, 2), noise(150_000, 3)];
    const ropes: Rope[] = [];
    for (const [index, bytes] of contents.entries()) {
      ropes.push(await keep(opened, String(index), bytes));
    }
    const slices = fc.tuple(fc.nat(2), fc.nat(), fc.nat()).map(([index, from, span]) => {
      const size = contents[index]!.length;
      const offset = from % size;
      const length = 1 + span % (size - offset);
      const slice: Slice = { blob: ropes[index]![0]!.blob, offset, length };
      return { slice, bytes: contents[index]!.subarray(offset, offset + length) };
    });
    await fc.assert(
      fc.asyncProperty(fc.array(slices, { maxLength: 6 }), async (parts) => {
        const read = await gather(opened.blobs.read(parts.map(({ slice }) => slice)));
        expect(sha256(read)).toBe(sha256(new Uint8Array(parts.flatMap((part) => [...part.bytes]))));
      }),
      { numRuns: 20, seed: 6109 },
    );
  });

  register("what no event refers to is collected, once it is old enough", async (trial) => {
    const { clock } = trial;
    const opened = await trial.open();
    const { blobs, store } = opened;
    const kept = [
      await keep(opened, "1", noise(100, 1)),
      await keep(opened, "2", noise(100_000, 2)),
    ];
    const { rope: orphan } = await write(blobs, noise(200_000, 3));
    const { rope: again } = await write(blobs, noise(300_000, 4));
    clock.advance(MINUTE);
    await write(blobs, noise(300_000, 4));
    const { rope: young } = await write(blobs, noise(400_000, 5));
    expect(await blobs.collect(clock.now())).toEqual({ blobs: 1, bytes: 200_000 });
    await expect(gather(blobs.read(orphan))).rejects.toBeInstanceOf(MissingBlob);
    expect(await blobs.sizeOf(orphan[0]!.blob)).toBeNull();
    for (const rope of [...kept, again, young]) {
      expect(sha256(await gather(blobs.read(rope)))).toBe(rope[0]!.blob);
    }
    const events = [submitted("3", orphan)];
    const append = { stream: outgoing("3"), expectedVersion: 0, events, wake: null };
    await expect(store.append(append)).rejects.toBeInstanceOf(MissingBlob);
    await write(blobs, noise(200_000, 3));
    expect(await store.append(append)).toBe(3);
    expect(await gather(blobs.read(orphan))).toEqual(noise(200_000, 3));
  });

  register(
    "a replaced password verifier is collected, and can no longer be read",
    async (trial) => {
      const { store, blobs } = await trial.open();
      const stream = "account-anna@alfa.example";
      const verifiers = [noise(90, 1), noise(90, 2)];
      const ropes: Rope[] = [];
      for (const [index, bytes] of verifiers.entries()) {
        const { rope, small } = await write(blobs, bytes);
        ropes.push(rope);
        const set = { type: "account.password-set", at: index, verifier: rope[0]!.blob };
        const append = { stream, expectedVersion: index, events: [set], blobs: small, wake: null };
        await store.append(append);
        await gather(blobs.read(rope));
      }
      trial.clock.advance(MINUTE);
      expect(await blobs.collect(trial.clock.now())).toEqual({ blobs: 1, bytes: 90 });
      await expect(gather(blobs.read(ropes[0]!))).rejects.toBeInstanceOf(MissingBlob);
      expect(await gather(blobs.read(ropes[1]!))).toEqual(verifiers[1]);
    },
  );

  register(
    "the verifier of a revoked app password is collected, others stay with a new password",
    async (trial) => {
      const { store, blobs } = await trial.open();
      const stream = "account-anna@alfa.example";
      const added = { type: "account.app-password-added", at: 1, scope: "both" };
      const facts = [
        { ...added, id: 1, name: "one" },
        { ...added, id: 2, name: "other" },
        { type: "account.password-set", at: 1 },
        { type: "account.password-set", at: 1 },
      ];
      const ropes: Rope[] = [];
      for (const [index, fact] of facts.entries()) {
        const { rope, small } = await write(blobs, noise(90, index));
        ropes.push(rope);
        const events = [{ ...fact, verifier: rope[0]!.blob }];
        await store.append({ stream, expectedVersion: index, events, blobs: small, wake: null });
      }
      const events = [{ type: "account.app-password-revoked", at: 2, id: 1 }];
      await store.append({ stream, expectedVersion: 4, events, wake: null });
      trial.clock.advance(MINUTE);
      expect(await blobs.collect(trial.clock.now())).toEqual({ blobs: 2, bytes: 180 });
      await expect(gather(blobs.read(ropes[0]!))).rejects.toBeInstanceOf(MissingBlob);
      expect(await gather(blobs.read(ropes[1]!))).toEqual(noise(90, 1));
      await expect(gather(blobs.read(ropes[2]!))).rejects.toBeInstanceOf(MissingBlob);
      expect(await gather(blobs.read(ropes[3]!))).toEqual(noise(90, 3));
    },
  );
}
