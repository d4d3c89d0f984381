/**
 * The commands `retention …` and `hold …`, as an operator calls them.
 *
 * @module
 */
import { expect } from "expect";
import { openStorageReadOnly } from "../../adapters/storage/sqlite/open.ts";
import { withFolder } from "../storage/temporary.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";
import { Archive } from "./old_messages.ts";

const MAIN = new URL("../../main.ts", import.meta.url).pathname;
const YEARS_AGO = Date.UTC(2020, 1, 1);

function ceralacca(...words: string[]) {
  return started(["-A"], words);
}

async function started(permissions: readonly string[], words: readonly string[]) {
  const args = ["run", ...permissions, "--quiet", "--no-check", MAIN, ...words];
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args }).output();
  const decoder = new TextDecoder();
  return { code, output: decoder.decode(stdout), errors: decoder.decode(stderr) };
}

Deno.test("an operator plans, holds, erases and scrubs", () =>
  withFolder(async (folder) => {
    const provider = `${folder}/alfa`;
    const made = await ceralacca("init", provider, "--domain", "alfa.example", "--name", "Alfa");
    expect(made.code).toBe(0);
    const data = `${provider}/data`;
    {
      await using archive = await Archive.open(data, new SimulatedClock(YEARS_AGO));
      for (const name of ["old", "kept"]) await archive.message(name, YEARS_AGO);
      await archive.anomaly("anomaly", YEARS_AGO);
    }
    const said = async (...words: string[]) => {
      const { code, output, errors } = await ceralacca(...words, "-c", `${provider}/config.toml`);
      return { code, text: output + errors };
    };
    const reason = ["--reason", "Procura di Roma"];
    expect(await said("hold", "add", "none@alfa.example", ...reason)).toEqual({
      code: 1,
      text: expect.stringContaining("Cannot hold none@alfa.example: the log has no such message"),
    });
    expect(await said("hold", "add", "kept@alfa.example", "--reason", " ")).toEqual({
      code: 1,
      text: expect.stringContaining("a reason of 1 to 1000 characters must be given"),
    });
    expect((await said("hold", "add", "kept@alfa.example")).code).toBe(2);
    expect((await said("hold", "add", "kept@alfa.example", ...reason)).code).toBe(0);
    expect((await said("hold", "list")).text).toMatch(/kept@alfa\.example +Procura di Roma/);

    for (const call of [["plan"], ["run"]]) {
      const { code, text } = await said("retention", ...call);
      expect(code).toBe(call[0] === "plan" ? 0 : 1);
      expect(text).toContain("are 2 messages with 5 events; 1 more are held");
      expect(text).toMatch(/ 4 +old@alfa\.example\n.* 1 +incoming-anomaly\n/);
      expect(text.includes("Cannot erase without --yes")).toBe(call[0] === "run");
    }
    const erased = await said("retention", "run", "--yes");
    expect(erased).toEqual({
      code: 0,
      text: expect.stringContaining("Erased 2 messages with 5 events, and removed 2 blobs"),
    });
    expect((await said("retention", "plan")).text).toContain("are 0 messages with 0 events");
    const few = ["--no-prompt", "--allow-read", "--allow-write", "--allow-net"];
    expect(await started(few, ["retention", "scrub", "-c", `${provider}/config.toml`]))
      .toMatchObject({ code: 1, errors: expect.stringContaining("deno run -A main.ts") });
    expect((await said("retention", "scrub")).code).toBe(0);
    expect((await said("hold", "release", "old@alfa.example", ...reason)).text)
      .toContain("Cannot release old@alfa.example: it is not held");
    expect((await said("hold", "release", "kept@alfa.example", ...reason)).code).toBe(0);
    const storage = await openStorageReadOnly(data, new SimulatedClock());
    const facts = await storage.events.readStream("custody-messages", 0, 9);
    expect(facts.map(({ event }) => event.type))
      .toEqual(["custody.held", "custody.erased", "custody.released"]);
    await storage.close();
  }));
