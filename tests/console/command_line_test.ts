/**
 * A wrong call ends with status 2 and shows how to call.
 *
 * @module
 */
import { expect } from "expect";

const MAIN = new URL("../../main.ts", import.meta.url).pathname;

async function ceralacca(
  ...words: string[]
): Promise<{ code: number; output: string; errors: string }> {
  const args = ["run", "-A", "--quiet", "--no-check", MAIN, ...words];
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args }).output();
  const decoder = new TextDecoder();
  return { code, output: decoder.decode(stdout), errors: decoder.decode(stderr) };
}

const calls: readonly [call: string, error: string, usage: string][] = [
  ["", "", "ceralacca"],
  ["nosuch", "unknown command 'nosuch'", "ceralacca"],
  ["account", "", "ceralacca account"],
  ["account add", "missing required argument 'address'", "ceralacca account add"],
  ["account list --bogus", "unknown option '--bogus'", "ceralacca account list"],
  [
    "account second-factor a@b maybe",
    "Allowed choices are on, off",
    "ceralacca account second-factor",
  ],
  ["account app-password", "", "ceralacca account app-password"],
  [
    "account app-password add a@b x --network 192.0.2.0/33",
    "Give an address or a network",
    "ceralacca account app-password add",
  ],
  [
    "account app-password add a@b x --scope all",
    "Allowed choices are read, send, both",
    "ceralacca account app-password add",
  ],
  ["mailbox list", "missing required argument 'address'", "ceralacca mailbox list"],
  [
    "mailbox export a@b c --format pst",
    "Allowed choices are eml, mbox, maildir",
    "ceralacca mailbox export",
  ],
  [
    "mailbox import a@b c --format pst",
    "Allowed choices are eml, mbox, maildir",
    "ceralacca mailbox import",
  ],
  ["mailbox restore a@b", "missing required argument 'uid'", "ceralacca mailbox restore"],
  ["mailbox restore a@b x", "Give a whole number from 1 up", "ceralacca mailbox restore"],
  ["message list --limit 0", "Give a whole number from 1 up", "ceralacca message list"],
  ["log", "", "ceralacca log"],
  ["log key", "missing required argument 'file'", "ceralacca log key"],
  ["log proof 0", "Give a whole number from 1 up", "ceralacca log proof"],
  ["evidence 1@alfa.example x.zip", "option '--for <address>' not specified", "ceralacca evidence"],
  ["extract a@b x.zip --from ieri --to oggi", "Give a day such as", "ceralacca extract"],
  ["export x.zip --authority A", "option '--from <day>' not specified", "ceralacca export"],
  ["log day ieri x.p7m", "Give a day such as", "ceralacca log day"],
  ["replay --until 2026-11-21T22:30", "Give an instant such as", "ceralacca replay"],
  ["rebuild nosuch", "Allowed choices are mailbox,", "ceralacca rebuild"],
];
for (const [call, error, usage] of calls) {
  Deno.test(`ceralacca ${call}: status 2, and help`, async () => {
    const { code, errors } = await ceralacca(...call.split(" ").filter(Boolean));
    expect({ code, errors }).toEqual({ code: 2, errors: expect.stringContaining(error) });
    expect(errors).toContain(`Usage: ${usage} `);
  });
}

Deno.test("ceralacca account quota --help: names what holds without it", async () => {
  const { code, output } = await ceralacca("account", "quota", "--help");
  expect({ code, output }).toEqual({
    code: 0,
    output: expect.stringContaining("mailboxes.quota_bytes of the configuration"),
  });
});

Deno.test("ceralacca log key: a key for its owner's eyes, and nothing is overwritten", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const file = `${folder}/log.key`;
    const { code, output } = await ceralacca("log", "key", file);
    expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining(`Wrote ${file}`) });
    expect((await Deno.stat(file)).mode! & 0o777).toBe(0o600);
    const key = await Deno.readTextFile(file);
    const again = await ceralacca("log", "key", file);
    expect(again).toMatchObject({
      code: 1,
      errors: `Cannot make a key in ${file}: it is there already. Name a new file\n`,
    });
    expect(await Deno.readTextFile(file)).toBe(key);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
