/**
 * The command `init`: it writes a whole provider or nothing.
 *
 * @module
 */
import { expect } from "expect";
import { join } from "node:path";
import { loadConfiguration } from "../../adapters/config/load.ts";
import { ConfigurationError } from "../../adapters/config/problems.ts";
import { layOutDemo } from "../../adapters/console/demo_layout.ts";
import { type InitOptions, initProvider } from "../../adapters/console/new_provider.ts";
import { openLogKey } from "../../adapters/keys/log_key.ts";
import { random } from "../../adapters/opening/random.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";
import { namesIn, withFolder } from "../storage/temporary.ts";

const sources = {
  now: new SimulatedClock().now(),
  random,
};
const ALFA = { domain: "alfa.example", name: " Alfa S.p.A. ", address: "127.0.0.1" };
const BETA = { domain: "beta.example", name: "Beta", address: "::1", hostname: "mx.beta.example" };

Deno.test("init: a provider, and another of the same authority", () =>
  withFolder(async (folder) => {
    await initProvider(join(folder, "alfa"), ALFA, sources);
    await initProvider(join(folder, "beta"), { ...BETA, authority: join(folder, "alfa") }, sources);
    const of = (name: string) => loadConfiguration(join(folder, name, "config.toml"));
    expect((await of("alfa")).provider)
      .toMatchObject({
        domain: "alfa.example",
        name: "Alfa S.p.A.",
        hostname: "mail.alfa.example",
      });
    expect((await of("beta")).provider).toMatchObject({ hostname: "mx.beta.example" });
    const keyOf = async (name: string) => {
      const { proof: { key, origin } } = await of(name);
      expect((await Deno.stat(key)).mode! & 0o777).toBe(0o600);
      return (await openLogKey(await Deno.readTextFile(key), origin)).key;
    };
    expect((await keyOf("alfa")).name).toBe("alfa.example/log");
    expect((await keyOf("alfa")).publicKey).not.toEqual((await keyOf("beta")).publicKey);
    expect(await Deno.readTextFile(join(folder, "beta", "ca.pem")))
      .toBe(await Deno.readTextFile(join(folder, "alfa", "ca.pem")));
  }));

const wrong: readonly [option: string, change: Partial<InitOptions>][] = [
  ["domain", { domain: "alfa example" }],
  ["domain", { domain: "localhost" }],
  ["name", { name: " " }],
  ["name", { name: "Alfa\nBeta" }],
  ["name", { name: "A".repeat(201) }],
  ["hostname", { hostname: "127.0.0.1" }],
  ["address", { address: "mail.alfa.example" }],
];
for (const [option, change] of wrong) {
  Deno.test(`init refuses --${option} ${JSON.stringify(change)}`, () =>
    withFolder(async (folder) => {
      const refused = initProvider(join(folder, "new"), { ...ALFA, ...change }, sources);
      const error = await refused.then(() => null, (reason) => reason);
      expect(error).toBeInstanceOf(ConfigurationError);
      expect(error.message).toMatch(new RegExp(`^--${option}: .* is not .*\\. Give `));
      expect(namesIn(folder)).toEqual([]);
    }));
}

Deno.test("init refuses an authority that is none", () =>
  withFolder(async (folder) => {
    const authority = join(folder, "authority");
    const refused = () => initProvider(join(folder, "new"), { ...ALFA, authority }, sources);
    await expect(refused()).rejects.toThrow(
      `Cannot use the authority in ${authority}: ca.pem does not exist`,
    );
    await Deno.mkdir(authority);
    await Deno.writeTextFile(join(authority, "ca.pem"), "not PEM");
    await expect(refused()).rejects.toThrow("ca.pem is no such PEM file");
    expect(namesIn(folder)).toEqual(["authority"]);
  }));

Deno.test("init and the demonstration leave alone what is not theirs", () =>
  withFolder(async (folder) => {
    const file = join(folder, "file");
    await Deno.writeTextFile(file, "somebody's");
    await expect(initProvider(folder, ALFA, sources)).rejects.toThrow(
      `Cannot set up a provider in ${folder}: it holds file. Name a new folder`,
    );
    await expect(layOutDemo(folder, sources)).rejects.toThrow(
      `Cannot use ${folder}: it holds file, but no directory.ldif of a demonstration`,
    );
    const refusal = `Cannot use ${file}: it is not a folder`;
    await expect(initProvider(file, ALFA, sources)).rejects.toThrow(refusal);
    await expect(layOutDemo(file, sources)).rejects.toThrow(refusal);
    expect(namesIn(folder)).toEqual(["file"]);
  }));

Deno.test("the demonstration finds its folder again", () =>
  withFolder(async (folder) => {
    const first = await layOutDemo(folder, sources);
    const authority = await Deno.readTextFile(first.authorityFile);
    await Deno.writeTextFile(join(folder, "connection.json"), "{}");
    const again = await layOutDemo(folder, sources);
    const ports = ({ providers }: typeof first) => providers.map(({ reception }) => reception);
    expect(ports(again)).toEqual(ports(first));
    expect(await Deno.readTextFile(again.authorityFile)).toBe(authority);
  }));
