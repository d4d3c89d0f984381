/**
 * The commands on clients of the API and their credentials, as an operator gives them.
 *
 * @module
 */
import { expect } from "expect";
import { join } from "node:path";
import { exportJWK, generateKeyPair } from "jose";
import { parseApiKey } from "../../adapters/api/access/api_key.ts";
import { initProvider } from "../../adapters/console/new_provider.ts";
import { random } from "../../adapters/opening/random.ts";
import { withFolder } from "../storage/temporary.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";

const MAIN = new URL("../../main.ts", import.meta.url).pathname;
const ALFA = { domain: "alfa.example", name: "Alfa S.p.A.", address: "127.0.0.1" };

interface Ended {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

async function ceralacca(folder: string, ...words: string[]): Promise<Ended> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", "--no-check", MAIN, ...words],
    cwd: folder,
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trimEnd();
  return { code, output: text(stdout), errors: text(stderr) };
}

Deno.test("console: clients of the API and their credentials", (t) =>
  withFolder(async (parent) => {
    const folder = join(parent, "alfa");
    await initProvider(folder, ALFA, { now: new SimulatedClock().now(), random });
    const done = async (...words: string[]) => {
      const ended = await ceralacca(folder, "api", ...words);
      expect(ended).toEqual({ ...ended, code: 0 });
      return ended;
    };
    const refused = async (...words: string[]) => {
      const { code, output, errors } = await ceralacca(folder, "api", ...words);
      expect({ output, errors, failed: code !== 0 }).toEqual({ output: "", errors, failed: true });
      return errors;
    };
    const rows = async (...words: string[]) => (await done(...words)).output.split("\n").slice(2);
    const rights = ["--mode", "live", "--scope", "messages:send", "messages:read"];
    const anna = ["--mailbox", "Anna@alfa.example"];

    await t.step("a client has an id, given or made of its name", async () => {
      const { output, errors } = await done("client", "add", "Città Gestionale S.r.l.");
      expect(output).toBe("Registered the client cittagestionalesrl");
      expect(errors).toContain("api key add cittagestionalesrl");
      await done("client", "add", "Banca", "--id", "banca1");
      expect(await refused("client", "add", "Banca", "--id", "banca1")).toContain("already");
      expect(await refused("client", "add", "a b")).toContain("with --id");
      expect(await refused("client", "add", "Banca", "--id", "Banca Due")).toContain("with --id");
      expect(await rows("client", "list")).toEqual([
        expect.stringMatching(/^banca1 +Banca +active +20\S+Z$/),
        expect.stringMatching(/^cittagestionalesrl +Città Gestionale S\.r\.l\. +active/),
      ]);
    });

    let credential = "";
    await t.step("a key is shown once, alone, with what to do next beside it", async () => {
      const where = ["--network", "192.0.2.7", "--days", "30", "--name", "Invio"];
      const added = await done("key", "add", "banca1", ...rights, ...anna, ...where);
      ({ credential } = parseApiKey(added.output)!);
      expect(added.errors).toContain(credential);
      expect(added.errors).toMatch(/https:\S+\/v1\/me/);
      const [row, ...more] = await rows("key", "list", "banca1");
      expect(more).toEqual([]);
      expect(row).toMatch(
        /^\w{16} +api_key …\w{4} +Invio +live +messages:send messages:read +anna@alfa.example +192\.0\.2\.7\/32 +never +20\S+Z$/,
      );
      expect(row).not.toContain(added.output);
    });

    await t.step("what cannot be is refused, with its remedy", async () => {
      const add = (...words: string[]) => refused("key", "add", "banca1", ...words);
      expect(await add(...rights, "--mailbox", "anna@beta.example")).toContain("alfa.example");
      expect(await add(...rights, "--mailbox", "anna")).toContain("*@domain");
      expect(await add(...rights.with(1, "test"), ...anna)).toContain("ceralacca.test");
      expect(await add("--mode", "live", "--scope", "x", ...anna)).toContain("messages:send");
      expect(await refused("key", "add", "nobody", ...rights, ...anna))
        .toContain("api client list");
      expect(await refused("key", "list", "nobody")).toContain("no such client");
      expect(await refused("key", "revoke", "nobody00")).toContain("api key list");
      expect(await refused("client", "suspend", "banca1")).toContain("--reason");
    });

    await t.step("a rotated key works on for the overlap", async () => {
      const { output } = await done("key", "rotate", credential, "--hours", "2");
      expect(parseApiKey(output)).not.toBe(null);
      const list = await rows("key", "list", "banca1");
      const ends = list.map((row) => Date.parse(row.split(/ +/).at(-1)!));
      expect(ends[0]! - Date.now()).toBeLessThan(2 * 3600_000);
      expect(ends[1]! - Date.now()).toBeGreaterThan(29 * 24 * 3600_000);
      expect(await refused("key", "rotate", credential)).toContain("taken over");
    });

    await t.step("keys for assertions, and certificates", async () => {
      const { publicKey, privateKey } = await generateKeyPair("EdDSA", { extractable: true });
      const write = (name: string, text: string) => Deno.writeTextFile(join(folder, name), text);
      await write("public.json", JSON.stringify(await exportJWK(publicKey)));
      await write("private.json", JSON.stringify(await exportJWK(privateKey)));
      const assertionKey = ["assertion-key", "add", "banca1", ...rights, ...anna, "--jwk"];
      expect((await done(...assertionKey, "public.json")).errors).toContain("/v1/oauth/token");
      expect(await refused(...assertionKey, "private.json")).toContain("private key");
      expect(await refused(...assertionKey, "config.toml")).toContain("no JSON");
      expect(await refused(...assertionKey, "nowhere")).toContain("no such file");
      const pem = ["--pem", "ca.pem"];
      const grant = [...rights.with(1, "test"), "--mailbox", "*@ceralacca.test"];
      await done("certificate", "add", "banca1", ...grant, ...pem);
      expect(await refused("certificate", "add", "cittagestionalesrl", ...grant, ...pem))
        .toContain("the client banca1 has it already");
      const kinds = (await rows("key", "list", "banca1")).map((row) => row.split(/ +/)[1]);
      expect(kinds).toEqual(["api_key", "api_key", "assertion_key", "certificate"]);
    });

    await t.step("revoked, suspended, resumed", async () => {
      await done("key", "revoke", credential);
      const [first] = await rows("key", "list", "banca1");
      expect(Date.parse(first!.split(/ +/).at(-1)!)).toBeLessThanOrEqual(Date.now());
      await done("client", "suspend", "banca1", "--reason", "richiesta");
      expect((await rows("client", "list"))[0]).toMatch(/suspended +20\S+Z +richiesta$/);
      await done("client", "resume", "banca1", "--reason", "chiarito");
      expect((await rows("client", "list"))[0]).toMatch(/active +20\S+Z +chiarito$/);
    });
  }));
