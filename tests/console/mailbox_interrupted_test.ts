/**
 * `mailbox import` and its siblings as processes of their own: killed in the middle, and beside
 * another process that writes to the same mailbox.
 *
 * @module
 */
import { expect } from "expect";
import { join } from "node:path";
import { account } from "../../actors/account.ts";
import { mailbox } from "../../actors/mailbox.ts";
import { Runtime } from "../../actors/runtime.ts";
import { initProvider } from "../../adapters/console/new_provider.ts";
import { random } from "../../adapters/opening/random.ts";
import { openStorage } from "../../adapters/storage/sqlite/open.ts";
import type { Storage } from "../../adapters/storage/storage.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";
import { entry } from "../actors/mailbox_samples.ts";
import { withFolder } from "../storage/temporary.ts";
import { ANNA, mboxOf } from "./mailbox_bench.ts";

const MAIN = new URL("../../main.ts", import.meta.url).pathname;

/** Runs `test` with a provider's folder, its storage, and an engine for Anna's mailbox. */
async function withProvider(
  test: (folder: string, storage: Storage, runtime: Runtime) => Promise<void>,
): Promise<void> {
  await withFolder(async (folder) => {
    const provider = join(folder, "alfa");
    const clock = new SimulatedClock();
    await initProvider(provider, { domain: "alfa.example", name: "Alfa", address: "127.0.0.1" }, {
      now: clock.now(),
      random,
    });
    const storage = await openStorage(join(provider, "data"), clock);
    const runtime = new Runtime({ store: storage.events, clock, log: () => {} });
    runtime.register({ actor: account });
    runtime.register({ actor: mailbox });
    try {
      await runtime.send(account, ANNA, { type: "open", address: ANNA, role: "holder" });
      await test(provider, storage, runtime);
    } finally {
      await runtime.stop();
      await storage.close();
    }
  });
}

function command(provider: string, ...words: readonly string[]): Deno.Command {
  const config = join(provider, "config.toml");
  const args = ["run", "-A", "--quiet", "--no-check", MAIN, "mailbox", ...words, "-c", config];
  return new Deno.Command(Deno.execPath(), { args, stdout: "piped", stderr: "piped" });
}

async function run(provider: string, ...words: readonly string[]) {
  const { code, stdout, stderr } = await command(provider, ...words).output();
  const decoder = new TextDecoder();
  return { code, output: decoder.decode(stdout), errors: decoder.decode(stderr) };
}

async function subjectsIn({ queries }: Storage): Promise<string[]> {
  return (await queries.mailboxEntries(ANNA)).map(({ subject }) => subject);
}

Deno.test("an import that was killed goes on where it was, and stores nothing twice", () =>
  withProvider(async (provider, storage) => {
    const file = join(provider, "a.mbox");
    await Deno.writeTextFile(file, mboxOf(4000));
    const child = command(provider, "import", ANNA, file).spawn();
    for await (const text of child.stderr.pipeThrough(new TextDecoderStream())) {
      if (!text.includes("1000 messages read")) continue;
      child.kill("SIGKILL");
      break;
    }
    await child.stdout.cancel();
    expect((await child.status).signal).toBe("SIGKILL");
    const before = (await subjectsIn(storage)).length;
    expect(before).toBeGreaterThanOrEqual(1000);
    expect(before).toBeLessThan(4000);
    const { code, output } = await run(provider, "import", ANNA, file);
    expect({ code, output }).toEqual({
      code: 0,
      output: `Imported ${4000 - before} messages into ${ANNA}; ${before} were there already, ` +
        "0 failed\n",
    });
    expect(await subjectsIn(storage))
      .toEqual(Array.from({ length: 4000 }, (_, index) => `n. ${index}`));
  }));

Deno.test("an import and another process store into one mailbox at the same time", () =>
  withProvider(async (provider, storage, runtime) => {
    const file = join(provider, "a.mbox");
    await Deno.writeTextFile(file, mboxOf(2000));
    const importing = run(provider, "import", ANNA, file);
    let done = false;
    void importing.finally(() => done = true);
    let count = 0;
    while (!done) {
      const messages = [{ ...entry(`served ${count}`), content: [], subject: `served ${count++}` }];
      await runtime.send(mailbox, ANNA, { type: "store", messages, quota: null });
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(await importing).toMatchObject({ code: 0 });
    const subjects = await subjectsIn(storage);
    expect(subjects.length).toBe(2000 + count);
    expect(new Set(subjects).size).toBe(2000 + count);
  }));

Deno.test("the commands of a mailbox, one after the other", () =>
  withProvider(async (provider, storage, runtime) => {
    const file = join(provider, "a.mbox");
    await Deno.writeTextFile(file, mboxOf(3));
    expect(await run(provider, "import", ANNA, file, "--folder", "Archivio")).toEqual({
      code: 0,
      output: `Imported 3 messages into ${ANNA}; 0 were there already, 0 failed\n`,
      errors: "",
    });
    const listed = await run(provider, "list", ANNA);
    expect(listed.output).toMatch(/^UID +FOLDER +DATE +KIND +FLAGS +SUBJECT/);
    expect(listed.output).toMatch(/\n +2 +Archivio +2026-11-20T12:00:01.000Z +imported +n\. 1/);
    const keepUntil = Date.UTC(2030, 0);
    await runtime.send(mailbox, ANNA, { type: "remove", uids: [1, 3], keepUntil });
    const deleted = await run(provider, "deleted", ANNA);
    expect(deleted.output).toMatch(/\n *3 +Archivio +\S+ +2030-01-01T00:00:00.000Z +n\. 2 +\d+\n/);
    expect(await run(provider, "restore", ANNA, "1", "2")).toEqual({
      code: 1,
      output: "",
      errors: `Cannot bring messages of ${ANNA} back: ` +
        "there is no deleted message with the UID 2\n",
    });
    expect(await run(provider, "restore", ANNA, "3", "1")).toMatchObject({
      code: 0,
      output: `Brought 2 messages of ${ANNA} back: 2 to Archivio\n`,
    });
    expect((await subjectsIn(storage)).toSorted()).toEqual(["n. 0", "n. 1", "n. 2"]);
    for (const format of ["eml", "mbox", "maildir"]) {
      const target = join(provider, format);
      expect(await run(provider, "export", ANNA, target, "--format", format)).toMatchObject({
        code: 0,
        output: `Wrote 3 messages to ${target}\n`,
      });
    }
    await Deno.writeTextFile(file, "none");
    const failed = await run(provider, "import", ANNA, file, "--format", "mbox");
    expect(failed.code).toBe(1);
    expect(failed.errors).toContain("Cannot import everything: 1 message failed");
    const absent = "bruno@alfa.example";
    expect((await run(provider, "import", absent, file)).errors)
      .toBe(`Cannot find the mailbox ${absent}: account list shows which there are\n`);
  }));

Deno.test("deleted messages are brought back all at once, and it is said where to", () =>
  withProvider(async (provider, storage, runtime) => {
    const file = join(provider, "a.mbox");
    await Deno.writeTextFile(file, mboxOf(2));
    await run(provider, "import", ANNA, file, "--folder", "Archivio");
    await run(provider, "import", ANNA, file);
    const keepUntil = Date.UTC(2030, 0);
    await runtime.send(mailbox, ANNA, { type: "remove", uids: [2, 3, 4], keepUntil });
    expect(await run(provider, "restore", ANNA, "all")).toEqual({
      code: 0,
      output: `Brought 3 messages of ${ANNA} back: 1 to Archivio, 2 to INBOX\n`,
      errors: "",
    });
    await runtime.send(mailbox, ANNA, { type: "remove-folder", name: "Archivio", keepUntil });
    expect(await run(provider, "restore", ANNA, "all")).toMatchObject({
      code: 0,
      output: `Brought 2 messages of ${ANNA} back: 2 to INBOX\n`,
    });
    expect((await storage.queries.mailboxEntries(ANNA)).map(({ folder }) => folder))
      .toEqual(Array(4).fill("INBOX"));
    expect(await run(provider, "restore", ANNA, "all")).toMatchObject({
      code: 0,
      output: `Brought 0 messages of ${ANNA} back\n`,
    });
  }));
