/**
 * What `pec` says when it cannot do what it was asked, and what it never says.
 *
 * @module
 */
import { join } from "node:path";
import { expect } from "expect";
import { apiUrl } from "../flows/partner.ts";
import { ANNA, withPec } from "./support.ts";

const SEND = ["send", "--from", ANNA, "--to", "bruno@beta.example", "--subject", "Prova"];

Deno.test("pec: faults are named with their remedy, and the key stands in none", async (t) => {
  await withPec(async ({ pec, pecWith, api, folder, key }) => {
    const fails = async (words: string[], errors: string, env = {}) => {
      const ran = await pecWith({ env }, ...words);
      expect([ran.code, ran.output]).toEqual([1, ""]);
      expect(ran.errors).toContain(errors);
      expect(ran.errors).not.toContain(key);
    };
    await t.step("settings that are missing or malformed", async () => {
      await fails(["list"], "Run: pec configure", { PEC_KEY: "" });
      await fails(["list"], "a URL that begins with https://", { PEC_URL: "http://localhost" });
      await fails(["list"], "Cannot read nowhere.pem: there is no such file", {
        PEC_CA: "nowhere.pem",
      });
      await Deno.writeTextFile(join(folder, "empty.pem"), "");
      await fails(["list"], "certificates in PEM", { PEC_CA: "empty.pem" });
    });
    await t.step("an authority that is not trusted, at once", async () => {
      await fails(["list"], "UnknownIssuer. If its authority", { PEC_CA: null });
    });
    await t.step("a wrong key", async () => {
      const wrong = `${key.slice(0, -1)}${key.endsWith("a") ? "b" : "a"}`;
      const ran = await pecWith({ env: { PEC_KEY: wrong } }, "list");
      expect([ran.code, ran.output]).toEqual([1, ""]);
      expect(ran.errors).toMatch(/^Nobody has these credentials\..* \(urn:uuid:\S+\)\n$/);
      expect(ran.errors).not.toContain(wrong);
    });
    await t.step("files that cannot be read or written", async () => {
      await fails([...SEND, "--yes", "--text", "nowhere.txt"], "Cannot read nowhere.txt: there");
      await fails([...SEND, "--yes", "--attach", "nowhere.pdf"], "Cannot read nowhere.pdf: there");
      await fails([...SEND, "--yes", "--attach", "."], "Cannot read .: ");
      await fails(["verify", "nowhere.zip", "--trust", "../ca.pem"], "Cannot read nowhere.zip");
      const { data } = await api.POST("/v1/messages", {
        params: { header: { "Idempotency-Key": "uno" } },
        body: { from: ANNA, to: [ANNA], subject: "Prova", text: "" },
      });
      const { id } = data as { id: string };
      const away = join("nowhere", "prova.zip");
      await fails(["evidence", id, away], `Cannot write ${away}: there is no such file or folder`);
      await fails(["receipts", id, "--save", "../ca.pem"], "Cannot write ../ca.pem: ");
      expect([...Deno.readDirSync(folder)].map(({ name }) => name)).toEqual(["empty.pem"]);
    });
    await t.step("options that are none", async () => {
      await fails([...SEND, "--yes", "--at", "domani"], "write an instant as 2026-12-01T08:00:00Z");
      await fails([...SEND, "--yes", "--metadata", "cliente"], "write name=value");
      for (const words of [["list", "--limit", "0"], ["send"], ["nothing"], ["get"]]) {
        const { code, errors } = await pec(...words);
        expect([code, errors]).toEqual([2, expect.stringContaining("Usage: pec")]);
      }
    });
    await t.step("what the API refuses, with its field", async () => {
      await fails(["get", "K0"], "urn:uuid:");
      const others = ["send", "--from", "bruno@beta.example", ...SEND.slice(3), "--yes"];
      await fails(others, "bruno@beta.example");
    });
    await t.step("help is there for every command", async () => {
      const commands = ["configure", "send", "list", "get", "trace", "cancel", "receipts"];
      for (const command of [...commands, "evidence", "verify", "tail"]) {
        const { code, output } = await pec(command, "--help");
        expect([code, output]).toEqual([0, expect.stringContaining(`Usage: pec ${command}`)]);
      }
    });
  });
});

Deno.test("pec: configure keeps the key for its owner, in a folder that it makes", async () => {
  await withPec(async ({ pecWith, folder, providers: { alfa }, key }) => {
    const env = { PEC_URL: null, PEC_KEY: null, PEC_CA: null };
    const words = ["configure", "--url", apiUrl(alfa), "--ca", "../ca.pem"];
    const file = join(folder, "settings", "pec.json");
    const none = await pecWith({ env, input: "\n" }, ...words);
    expect([none.code, none.errors]).toEqual([1, expect.stringContaining("a key that begins")]);
    // The second time it takes the place of the first.
    for (const input of [`${key.slice(0, -1)}\n`, `${key}\n`]) {
      const done = await pecWith({ env, input }, ...words);
      expect(done).toEqual({ code: 0, output: "", errors: `Wrote ${file}\n` });
      expect((await Deno.stat(file)).mode! & 0o777).toBe(0o600);
    }
    expect(await pecWith({ env }, "list")).toEqual({ code: 0, output: "", errors: "" });
    await Deno.writeTextFile(file, `{"key": "${key}", "url": 7}`);
    const broken = await pecWith({ env }, "list");
    expect(broken).toEqual({
      ...{ code: 1, output: "" },
      errors: `Cannot use ${file}: it holds no settings. Run: pec configure\n`,
    });
  });
});
