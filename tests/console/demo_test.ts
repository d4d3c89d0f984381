/**
 * The demonstration refuses, before it starts anything, what would end in a muddle.
 *
 * @module
 */
import { expect } from "expect";
import { join } from "node:path";
import { runDemo } from "../../adapters/console/demo.ts";
import { random } from "../../adapters/opening/random.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";
import { namesIn, withFolder } from "../storage/temporary.ts";

/** Runs the demonstration up to the point where it would start a provider. */
async function begin(options: { readonly data?: string; readonly export: string }): Promise<void> {
  await runDemo({
    ...options,
    once: true,
    clock: new SimulatedClock(),
    random,
    print: () => {},
    serve: () => Promise.reject(new Error("it begins")),
    interrupted: Promise.resolve(),
  });
}

Deno.test("demo: documents of another demonstration stay apart", () =>
  withFolder(async (folder) => {
    const [data, exported] = [join(folder, "data"), join(folder, "export")];
    await expect(begin({ data, export: exported })).rejects.toThrow("it begins");
    await Deno.mkdir(exported);
    await expect(begin({ data, export: exported })).rejects.toThrow("it begins");
    await Deno.copyFile(join(data, "ca.pem"), join(exported, "ca.pem"));
    await expect(begin({ data, export: exported })).rejects.toThrow("it begins");
    const refusal = `Cannot export to ${exported}: it holds ca.pem, which is not of this ` +
      "demonstration. Choose an empty folder";
    await expect(begin({ export: exported })).rejects.toThrow(refusal);
    const other = join(folder, "other");
    await expect(begin({ data: other, export: exported })).rejects.toThrow(refusal);
    expect(namesIn(folder)).toEqual(["data", "export"]);
  }));

Deno.test("demo: a file is no folder to export to", () =>
  withFolder(async (folder) => {
    const file = join(folder, "file");
    await Deno.writeTextFile(file, "");
    await expect(begin({ export: file })).rejects.toThrow(`Cannot use ${file}: it is not a folder`);
  }));
