/**
 * The commands on accounts, as an operator gives them.
 *
 * @module
 */
import { expect } from "expect";
import { join } from "node:path";
import { initProvider } from "../../adapters/console/new_provider.ts";
import { random } from "../../adapters/opening/random.ts";
import { withFolder } from "../storage/temporary.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";

const MAIN = new URL("../../main.ts", import.meta.url).pathname;
const ANNA = "anna@alfa.example";
const ALFA = { domain: "alfa.example", name: "Alfa S.p.A.", address: "127.0.0.1" };
const SECRET = /^[a-z2-9]{4}(?:-[a-z2-9]{4}){5}$/;

interface Ended {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

/** Runs a command beside the configuration in `folder`, with a password for its input. */
async function ceralacca(folder: string, ...words: string[]): Promise<Ended> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", "--no-check", MAIN, ...words],
    cwd: folder,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const input = child.stdin.getWriter();
  await input.write(new TextEncoder().encode("segretissima\n")).catch(() => {});
  await input.close().catch(() => {});
  const { code, stdout, stderr } = await child.output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trimEnd();
  return { code, output: text(stdout), errors: text(stderr) };
}

Deno.test("console: second factor, app passwords and the folder for receipts", (t) =>
  withFolder(async (parent) => {
    const folder = join(parent, "alfa");
    await initProvider(folder, ALFA, { now: new SimulatedClock().now(), random });
    const done = async (...words: string[]) => {
      const { code, output, errors } = await ceralacca(folder, ...words);
      expect({ code, errors }).toEqual({ code: 0, errors: "" });
      return output;
    };
    const refused = async (...words: string[]) => {
      const { code, output, errors } = await ceralacca(folder, ...words);
      expect({ code, output }).toEqual({ code: 1, output: "" });
      return errors;
    };
    expect(await done("account", "add", ANNA)).toContain(`Opened ${ANNA}`);

    await t.step("an account without a second factor gets no app password", async () => {
      expect(await refused("account", "app-password", "add", ANNA, "Telefono"))
        .toContain("only accounts with a second factor");
    });
    await t.step("a secret is shown once, and the list has no secrets", async () => {
      expect(await done("account", "second-factor", ANNA, "on"))
        .toBe(`The second factor of ${ANNA} is on`);
      const where = ["--network", "192.0.2.0/24", "--network", "2001:db8::1"];
      const secret = await done(
        ...["account", "app-password", "add", ANNA, "Posta di casa", "--scope", "read"],
        ...["--days", "30", ...where],
      );
      expect(secret).toMatch(SECRET);
      expect(await done("account", "app-password", "add", ANNA, "Telefono")).toMatch(SECRET);
      const list = (await done("account", "app-password", "list", ANNA)).split("\n");
      expect(list.length).toBe(4);
      expect(list[2]).toMatch(
        /^Posta di casa +read +192\.0\.2\.0\/24, 2001:db8::1\/128 +20\S+Z +20\S+Z$/,
      );
      expect(list[3]).toMatch(/^Telefono +both +anywhere +20\S+Z +never$/);
      expect(list.join()).not.toContain(secret);
    });
    await t.step("revoked by its name", async () => {
      expect(await done("account", "app-password", "revoke", ANNA, "Posta di casa"))
        .toBe(`Revoked the app password Posta di casa of ${ANNA}`);
      expect(await done("account", "app-password", "list", ANNA)).not.toContain("Posta di casa");
      expect(await refused("account", "app-password", "revoke", ANNA, "Posta di casa"))
        .toContain('it has no app password "Posta di casa"');
    });
    await t.step("the list of accounts tells of both settings", async () => {
      expect(await done("account", "receipts", ANNA, "Archivio/Ricevute"))
        .toBe(`Receipts for ${ANNA} go to Archivio/Ricevute`);
      const list = await done("account", "list");
      expect(list).toMatch(
        /anna@alfa\.example +holder +open +set, second factor +refuse +Archivio/,
      );
    });
    await t.step("off ends the app passwords", async () => {
      await done("account", "second-factor", ANNA, "off");
      expect(await done("account", "app-password", "list", ANNA)).not.toContain("Telefono");
    });
    await t.step("an unknown account has no list", async () => {
      expect(await refused("account", "app-password", "list", "nessuno@alfa.example"))
        .toContain("there is no such account");
    });
  }));
