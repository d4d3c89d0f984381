/**
 * `backup` and `restore` as an operator types them.
 *
 * @module
 */
import { expect } from "expect";
import { initProvider } from "../../adapters/console/new_provider.ts";
import { random } from "../../adapters/opening/random.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";
import { withFolder, withStorage } from "../storage/temporary.ts";
import { blobFile } from "../../adapters/storage/files.ts";
import { submit } from "../storage/backup_bench.ts";

const MAIN = new URL("../../main.ts", import.meta.url).pathname;

async function run(...words: readonly string[]) {
  const args = ["run", "-A", "--quiet", "--no-check", MAIN, ...words];
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args }).output();
  const decoder = new TextDecoder();
  return { code, output: decoder.decode(stdout), errors: decoder.decode(stderr) };
}

Deno.test("a provider is backed up and restored, and every refusal names a remedy", () =>
  withFolder(async (folder) => {
    const provider = `${folder}/alfa`;
    const sources = { now: new SimulatedClock().now(), random };
    await initProvider(
      provider,
      { domain: "alfa.example", name: "Alfa", address: "127.0.0.1" },
      sources,
    );
    const config = ["-c", `${provider}/config.toml`];
    const backup = `${folder}/backup`;
    const large = await withStorage(`${provider}/data`, async (storage) => {
      await submit(storage, "small", 100);
      return await submit(storage, "large", 100_000);
    });
    expect(await run("backup", backup, "--verify", ...config)).toEqual({
      code: 0,
      output: `Backed up into ${backup}: 2 events until 1970-01-01T00:00:01.000Z; ` +
        "new are 2 events and 2 blobs (100100 bytes)\n",
      errors: "",
    });
    expect(await run("backup", provider, ...config)).toMatchObject({
      code: 1,
      errors: `Cannot back up into ${provider}: it holds something else than a backup. ` +
        "Name another folder\n",
    });

    const target = `${folder}/restored`;
    const neither = await run("restore", backup, target);
    expect(neither.code).toBe(1);
    expect(neither.errors).toContain("say --whole where nothing was recorded after the backup");
    const both = await run("restore", backup, target, "--whole", "--origin", "log-2");
    expect(both.code).toBe(2);
    expect(await run("restore", backup, target, "--whole", "--checkpoint", `${folder}/none`))
      .toMatchObject({
        code: 1,
        errors: `Cannot read the checkpoint ${folder}/none: there is no such file or folder\n`,
      });
    expect(await run("restore", backup, target, "--whole")).toEqual({
      code: 0,
      output: "Restored 2 events until 1970-01-01T00:00:01.000Z and 2 blobs into " +
        `${target}. Verify them: ceralacca audit --data ${target}\n`,
      errors: "Building the projections, which takes about as long again\n",
    });
    const renamed = await run("restore", backup, `${folder}/anew`, "--origin", "log-2");
    expect(renamed.output).toContain('Set origin = "log-2" under [proof] before you serve');

    await Deno.truncate(blobFile(backup, large), 10);
    const damaged = await run("restore", backup, `${folder}/partly`, "--whole");
    expect(damaged.code).toBe(1);
    expect(damaged.errors).toContain(`Damaged, and left out: blob ${large}`);
    expect(damaged.errors).toContain(
      "Cannot restore everything: what is named above is damaged (1)",
    );
    expect((await Deno.stat(`${folder}/partly/events.db`)).isFile).toBe(true);
  }));

Deno.test("a restored log is served under its new name alone", () =>
  withFolder(async (folder) => {
    const provider = `${folder}/alfa`;
    const sources = { now: new SimulatedClock().now(), random };
    await initProvider(
      provider,
      { domain: "alfa.example", name: "Alfa", address: "127.0.0.1" },
      sources,
    );
    const config = `${provider}/config.toml`;
    await withStorage(`${provider}/data`, (storage) => submit(storage, "small", 100));
    await run("backup", `${folder}/backup`, "-c", config);
    await Deno.remove(`${provider}/data`, { recursive: true });
    await run("restore", `${folder}/backup`, `${provider}/data`, "--origin", "alfa.example/log-2");
    const { code, errors } = await run("serve", "-c", config);
    expect(code).toBe(1);
    expect(errors).toBe(
      "Cannot sign heads of alfa.example/log: this log has lost events and was restored as " +
        'alfa.example/log-2. Set origin = "alfa.example/log-2" under [proof]\n',
    );
  }));
