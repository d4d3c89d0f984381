/**
 * ZIP files: read back by Python, deterministic, never over another file.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { expect } from "expect";
import { ZipFile } from "../../adapters/evidence/zip_file.ts";
import { pythonAvailable } from "../merkle/python.ts";
import { withFolder } from "../storage/temporary.ts";
import { unzipped } from "./unzipped.ts";

const MADE = Date.UTC(2026, 10, 21, 21, 30);
const text = (value: string) => new TextEncoder().encode(value);

async function* inChunks(count: number, chunk: Uint8Array) {
  // One buffer for all of them, as readers of files may do.
  const shared = chunk.slice();
  for (let at = 0; at < count; at++) {
    shared.fill(at % 251);
    yield await Promise.resolve(shared);
  }
}

async function written(target: string): Promise<string> {
  await using zip = await ZipFile.create(target, MADE);
  await zip.add("a/uno.txt", text("uno"));
  await zip.add("vuoto", []);
  await zip.add("b/grande.bin", inChunks(300, new Uint8Array(64 * 1024)));
  expect(zip.files.map(({ path, size }) => [path, size])).toEqual([
    ["a/uno.txt", 3],
    ["vuoto", 0],
    ["b/grande.bin", 300 * 64 * 1024],
  ]);
  const digest = await zip.finish();
  await zip.place();
  return digest;
}

Deno.test({
  name: "a ZIP file is read by Python, dated in legal time, and the same each time (needs it)",
  ignore: !pythonAvailable,
  fn: () =>
    withFolder(async (folder) => {
      const [one, other] = [join(folder, "1.zip"), join(folder, "2.zip")];
      const digest = await written(one);
      expect(await written(other)).toBe(digest);
      const bytes = await Deno.readFile(one);
      expect(createHash("sha256").update(bytes).digest("hex")).toBe(digest);
      expect((await Deno.stat(one)).mode! & 0o777).toBe(0o600);
      const files = await unzipped(one);
      expect([...files.keys()]).toEqual(["a/uno.txt", "vuoto", "b/grande.bin"]);
      const { bytes: large, date } = files.get("b/grande.bin")!;
      expect(large.length).toBe(300 * 64 * 1024);
      expect(large.filter((octet, at) => octet !== Math.floor(at / 65536) % 251).length).toBe(0);
      expect(date).toEqual([2026, 11, 21, 22, 30, 0]);
    }),
});

Deno.test("a ZIP file takes the place of no other file, and leaves nothing when it is given up", () =>
  withFolder(async (folder) => {
    const target = join(folder, "x.zip");
    await Deno.writeTextFile(target, "mine");
    await expect(ZipFile.create(target, MADE)).rejects.toThrow(Deno.errors.AlreadyExists);
    await Deno.remove(target);
    {
      await using zip = await ZipFile.create(target, MADE);
      await zip.add("a", text("a"));
      await expect(ZipFile.create(target, MADE)).rejects.toThrow(Deno.errors.AlreadyExists);
      await Deno.writeTextFile(target, "faster");
      await zip.finish();
      await expect(zip.place()).rejects.toThrow("it is there already");
    }
    expect([...Deno.readDirSync(folder)].map(({ name }) => name)).toEqual(["x.zip"]);
    expect(await Deno.readTextFile(target)).toBe("faster");
  }));
