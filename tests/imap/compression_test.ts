/**
 * What clients send compressed is expanded piece by piece: a bomb takes no memory.
 *
 * @module
 */
import { expect } from "expect";
import { constants, deflateRawSync } from "node:zlib";
import { Compression } from "../../adapters/imap/server/compression.ts";

const MEGABYTE = 1024 * 1024;

Deno.test("COMPRESS: a bomb is expanded piece by piece", async () => {
  const compression = new Compression();
  const size = 64 * MEGABYTE;
  compression.receive(
    deflateRawSync(new Uint8Array(size), { finishFlush: constants.Z_SYNC_FLUSH }),
  );
  const pieces: number[] = [];
  while (compression.waits) pieces.push((await compression.expand()).length);
  expect(pieces.reduce((sum, length) => sum + length)).toBe(size);
  expect(Math.max(...pieces)).toBeLessThan(5 * MEGABYTE);
  compression.close();
});

Deno.test("COMPRESS: what is not compressed, or goes on after its end, is refused", async () => {
  const garbage = new Compression();
  garbage.receive(new Uint8Array(100).fill(0xff));
  await expect(garbage.expand()).rejects.toThrow();
  garbage.close();
  const ended = new Compression();
  ended.receive(new Uint8Array([...deflateRawSync("a NOOP\r\n"), ...new Uint8Array(10)]));
  await expect(ended.expand()).rejects.toThrow("Cannot expand: the stream has ended");
  ended.close();
});

Deno.test("COMPRESS: both ends understand each other", async () => {
  const [one, other] = [new Compression(), new Compression()];
  for (const text of ["a NOOP\r\n", "", "b NOOP\r\n".repeat(10_000)]) {
    other.receive(await one.compress(new TextEncoder().encode(text)));
    let heard = "";
    while (other.waits) heard += new TextDecoder().decode(await other.expand());
    expect(heard).toBe(text);
  }
  one.close();
  other.close();
});
