/**
 * Every fault of a configuration has its message: `tests/bad_config/NN-name/config.toml` holds the
 * fault, `expected` the message, in which the configuration's folder is left out.
 *
 * @module
 */
import { expect } from "expect";
import { loadConfiguration } from "../../adapters/config/load.ts";
import { ConfigurationError } from "../../adapters/config/problems.ts";
import { failure } from "./workspace_support.ts";

const cases = new URL("../bad_config/", import.meta.url);

for (const { name } of [...Deno.readDirSync(cases)].sort((a, b) => a.name < b.name ? -1 : 1)) {
  Deno.test(`bad configuration ${name}`, async () => {
    const config = await Deno.readFile(new URL(`${name}/config.toml`, cases));
    const expected = await Deno.readTextFile(new URL(`${name}/expected`, cases));
    expect(await failure(config) + "\n").toBe(expected);
  });
}

Deno.test("a configuration file that does not exist is named with the remedy", async () => {
  const error = await loadConfiguration("/absent/config.toml").catch((error) => error);
  expect(error.message).toBe(
    "/absent/config.toml: does not exist. Write one with the command init, or name another file.",
  );
});

Deno.test("a folder in the configuration file's place is refused", async () => {
  const error = await loadConfiguration("/").catch((error) => error);
  expect(error).toBeInstanceOf(ConfigurationError);
  expect(error.message).toMatch(/^\/: cannot be read \(.+\)\. Name a file that can\.$/);
});

Deno.test("a configuration file that is not UTF-8 is refused", async () => {
  expect(await failure(new Uint8Array([0x23, 0xe8, 0x0a])))
    .toBe("config.toml: is not UTF-8 text. Save it as UTF-8.");
});

Deno.test("a file that is far too large for a configuration is not read", async () => {
  expect(await failure(new Uint8Array(1_000_001).fill(0x0a)))
    .toBe("config.toml: has 1000001 bytes. Name a configuration file.");
});
