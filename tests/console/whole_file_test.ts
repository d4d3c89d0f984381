/**
 * What a command writes is there whole, or not at all.
 *
 * @module
 */
import { DatabaseSync } from "node:sqlite";
import { expect } from "expect";
import { isDiskFull } from "../../adapters/console/file_faults.ts";
import { writeWhole } from "../../adapters/console/whole_file.ts";

async function* chunks(fault?: string): AsyncGenerator<Uint8Array> {
  yield Uint8Array.of(1, 2);
  if (fault !== undefined) throw new Error(fault);
  yield* [new Uint8Array(), Uint8Array.of(3)];
}

/** Runs `work` with the path of a file that has been begun. */
async function withBegun(work: (path: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeFile(`${folder}/file`, new Uint8Array());
    await work(`${folder}/file`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("a file has all chunks in their order", () =>
  withBegun(async (path) => {
    await writeWhole(await Deno.open(path, { write: true }), path, chunks());
    expect(await Deno.readFile(path)).toEqual(Uint8Array.of(1, 2, 3));
  }));

Deno.test("a file whose content cannot be had is not there", () =>
  withBegun(async (path) => {
    const file = await Deno.open(path, { write: true });
    await expect(writeWhole(file, path, chunks("damaged"))).rejects.toThrow("damaged");
    await expect(Deno.stat(path)).rejects.toThrow(Deno.errors.NotFound);
  }));

Deno.test({
  name: "a full disk is not taken for a file that was written",
  ignore: Deno.build.os !== "linux",
  fn: () =>
    withBegun(async (path) => {
      const full = await Deno.open("/dev/full", { write: true });
      await expect(writeWhole(full, path, chunks())).rejects.toThrow(
        `Cannot write ${path}: the disk is full`,
      );
      await expect(Deno.stat(path)).rejects.toThrow(Deno.errors.NotFound);
    }),
});

Deno.test("a database on a full disk says so in words that are known", () => {
  using database = new DatabaseSync(":memory:");
  database.exec("PRAGMA max_page_count = 2; CREATE TABLE one (bytes)");
  const fill = () => database.exec("INSERT INTO one VALUES (zeroblob(100000))");
  expect(fill).toThrow("database or disk is full");
  try {
    fill();
  } catch (error) {
    expect(isDiskFull(error)).toBe(true);
  }
});
