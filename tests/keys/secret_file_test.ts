/** @module */
import { expect } from "expect";
import { join } from "node:path";
import { openSecret } from "../../adapters/keys/secret_file.ts";

async function inFolder(test: (file: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await test(join(folder, "api.key"));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("a secret is made once, and only its owner may read it", async () => {
  await inFolder(async (file) => {
    const first = await openSecret(file, (length) => new Uint8Array(length).fill(7));
    const again = await openSecret(file, (length) => new Uint8Array(length).fill(8));
    expect(first).toEqual(new Uint8Array(32).fill(7));
    expect(again).toEqual(first);
    expect((await Deno.stat(file)).mode! & 0o777).toBe(0o600);
  });
});

Deno.test("a file that holds no secret is not taken for one, and what it holds is not told", async () => {
  await inFolder(async (file) => {
    for (const text of ["", "§§§ private", new Uint8Array(31).toBase64()]) {
      await Deno.writeTextFile(file, text);
      const error: Error = await openSecret(file, (length) => new Uint8Array(length))
        .then(() => null, (error) => error);
      expect(error.message).toMatch(/^Cannot use .*: it does not hold 32 octets/);
      expect(error.message).not.toContain("private");
    }
  });
});
