/**
 * A folder with the files that the tests' configurations name.
 *
 * @module
 */
import { join } from "node:path";
import { expect } from "expect";
import { loadConfiguration } from "../../adapters/config/load.ts";
import { ConfigurationError } from "../../adapters/config/problems.ts";

const FILES = ["directory.ldif", "signing.pem", "chain.pem", "roots.pem", "tls.pem"];
const PRIVATE_KEYS = ["signing.key", "tls.key", "keys/log.key"];

/** Writes `config` as config.toml beside the files, and passes the folder and the file's path. */
export async function withConfiguration(
  config: string | Uint8Array,
  use: (file: string, folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    for (const name of FILES) await Deno.writeTextFile(join(folder, name), "");
    await Deno.mkdir(join(folder, "keys"));
    for (const name of PRIVATE_KEYS) {
      await Deno.writeTextFile(join(folder, name), "", { mode: 0o600 });
    }
    await Deno.writeTextFile(join(folder, "open.key"), "");
    await Deno.chmod(join(folder, "open.key"), 0o644);
    const file = join(folder, "config.toml");
    await Deno.writeFile(file, typeof config === "string" ? encode(config) : config);
    await use(file, folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The message that loading the configuration fails with, free of the folder's name. */
export async function failure(config: string | Uint8Array): Promise<string> {
  let message = "";
  await withConfiguration(config, async (file, folder) => {
    const error = await loadConfiguration(file).catch((error) => error);
    expect(error).toBeInstanceOf(ConfigurationError);
    message = error.message.replaceAll(`${folder}/`, "").replaceAll(folder, ".");
  });
  return message;
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
