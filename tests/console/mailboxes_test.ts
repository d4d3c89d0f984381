/**
 * Exporting a mailbox.
 *
 * @module
 */
import { expect } from "expect";
import { join } from "node:path";
import { exportMailbox } from "../../adapters/console/mailboxes.ts";
import type { Storage } from "../../adapters/storage/storage.ts";
import type { AnyEvent } from "../../events/definition.ts";
import { noise, stored, write } from "../contracts/samples.ts";
import { namesIn, withFolder, withStorage } from "../storage/temporary.ts";

const ANNA = "anna@alfa.example";
const FIRST = noise(100_000, 1);
const SECOND = noise(10, 2);
const NAMES = ["00001-accettazione.eml", "00002-accettazione.eml"];

/** Runs `test` with a mailbox of two messages, and with a folder for them. */
function exporting(test: (storage: Storage, folder: string) => Promise<void>): () => Promise<void> {
  return () =>
    withFolder((folder) =>
      withStorage(join(folder, "data"), async (storage) => {
        const append = async (stream: string, events: AnyEvent[]) =>
          await storage.events.append({ stream, expectedVersion: 0, events, wake: null });
        const opened = { type: "account.opened", at: 1, address: ANNA, role: "holder" };
        await append(`account-${ANNA}`, [opened as AnyEvent]);
        const written = await Promise.all([FIRST, SECOND].map(async (bytes, index) => {
          const { rope, small } = await write(storage.blobs, bytes);
          return { small, event: { ...stored(index + 1, rope), size: bytes.length } };
        }));
        await storage.events.append({
          stream: `mailbox-${ANNA}`,
          expectedVersion: 0,
          events: written.map(({ event }) => event),
          blobs: written.flatMap(({ small }) => small),
          wake: null,
        });
        await test(storage, join(folder, "export"));
      })
    );
}

const read = (folder: string) => NAMES.map((name) => Deno.readFileSync(join(folder, name)));

Deno.test(
  "every message is a file, byte for byte; what is there already is left",
  exporting(async ({ queries, blobs }, folder) => {
    expect(await exportMailbox(queries, blobs, ANNA, folder)).toBe(2);
    expect(namesIn(folder)).toEqual(NAMES);
    expect(read(folder)).toEqual([FIRST, SECOND]);
    await Deno.remove(join(folder, NAMES[0]!));
    expect(await exportMailbox(queries, blobs, ANNA, folder)).toBe(2);
    expect(read(folder)).toEqual([FIRST, SECOND]);
  }),
);

for (
  const [what, others] of [
    ["other bytes", Uint8Array.from(SECOND, (byte, index) => index === 9 ? byte ^ 1 : byte)],
    ["fewer bytes", SECOND.subarray(0, 9)],
    ["more bytes", Uint8Array.of(...SECOND, 0)],
  ] as const
) {
  Deno.test(
    `a file of a message's name with ${what} is an error, and nothing is written`,
    exporting(async ({ queries, blobs }, folder) => {
      await Deno.mkdir(folder);
      await Deno.writeFile(join(folder, NAMES[1]!), others);
      await expect(exportMailbox(queries, blobs, ANNA, folder)).rejects.toThrow(
        `Cannot export to ${
          join(folder, NAMES[1]!)
        }: it holds something else. Choose an empty folder`,
      );
      expect(namesIn(folder)).toEqual([NAMES[1]]);
    }),
  );
}

Deno.test(
  "neither an unknown mailbox nor a file can be exported to a folder",
  exporting(async ({ queries, blobs }, folder) => {
    await expect(exportMailbox(queries, blobs, "bruno@alfa.example", folder))
      .rejects.toThrow("Cannot find the mailbox bruno@alfa.example");
    await Deno.writeTextFile(folder, "a file");
    await expect(exportMailbox(queries, blobs, ANNA, folder))
      .rejects.toThrow(`Cannot use ${folder}: it is not a folder`);
  }),
);
