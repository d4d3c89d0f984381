/**
 * The commands `evidence`, `extract` and `export` beside a provider that serves.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { expect } from "expect";
import type { CustodyEvent } from "../../events/custody.ts";
import { HOUR } from "../../events/instant.ts";
import { legalDayOf, startOfLegalDay } from "../../events/legal_day.ts";
import { systemClock } from "../../adapters/clock.ts";
import { certificatesFromPem } from "../../adapters/documents/smime/pem.ts";
import { verifyFile } from "../../adapters/verifier/verify.ts";
import { ceralacca } from "./command_line.ts";
import { mailTo } from "./mail.ts";
import { Providers, type TestProvider } from "./providers.ts";
import { lookedUntil } from "./quiet.ts";

const ANNA = "anna@alfa.example";
const BRUNO = "bruno@beta.example";

/** What the log remembers to have been handed out. */
async function remembered({ storage }: TestProvider): Promise<readonly CustodyEvent[]> {
  const events = await storage.events.readStream("custody-messages", 0, 100);
  return events.map(({ event }) => event as CustodyEvent);
}

async function digestOf(file: string): Promise<string> {
  return createHash("sha256").update(await Deno.readFile(file)).digest("hex");
}

Deno.test("flow: evidence is handed out beside a server, verified, and remembered", async () => {
  await using providers = await Providers.start();
  const { alfa, folder } = providers;
  const pecId = await alfa.accept({ account: ANNA, recipients: [BRUNO], content: mailTo(BRUNO) });
  await providers.settled();
  const file = join(folder, "evidence.zip");
  const made = await ceralacca(alfa, "evidence", pecId, "--for", ANNA, file);
  expect(made).toMatchObject({ code: 0, errors: "" });
  const digest = await digestOf(file);
  expect(made.output).toMatch(new RegExp(`^Wrote ${file}: \\d+ events, SHA-256 ${digest}\n$`));
  const entries = Number(/(\d+) events/.exec(made.output)![1]);
  expect(await remembered(alfa)).toEqual([{
    ...{ type: "custody.exported", at: expect.any(Number), kind: "evidence", to: ANNA, pecId },
    ...{ mailbox: null, from: null, until: null, reason: "", digest, entries },
  }]);

  const { claims } = await verifyFile(file, await Deno.readFile(file), {
    roots: certificatesFromPem(providers.authority),
    timeStampRoots: [],
    logKeys: [],
    now: systemClock.now(),
  });
  expect(claims.filter(({ verdict }) => verdict === "fails")).toEqual([]);

  // Neither over a file, nor for anybody else; and nothing is remembered that was not made.
  const again = await ceralacca(alfa, "evidence", pecId, "--for", ANNA, file);
  expect(again).toMatchObject({
    code: 1,
    errors: `Cannot write ${file}: it is there already. Name a new file\n`,
  });
  const other = join(folder, "other.zip");
  const nobody = await ceralacca(alfa, "evidence", pecId, "--for", "carla@alfa.example", other);
  expect(nobody).toMatchObject({
    code: 1,
    errors: expect.stringMatching(/^Cannot give evidence to carla@alfa\.example: .* Name one of/),
  });
  const unknown = await ceralacca(alfa, "evidence", "1@alfa.example", "--for", ANNA, other);
  expect(unknown.errors).toContain("message list shows the latest messages");
  expect(await remembered(alfa)).toHaveLength(1);
  const left = [...Deno.readDirSync(folder)].map(({ name }) => name);
  expect(left.filter((name) => /other|part/.test(name))).toEqual([]);
});

Deno.test("flow: extracts are of closed days, and the log remembers who has asked", async () => {
  await using providers = await Providers.start();
  const { alfa, clock, folder } = providers;
  const today = legalDayOf(clock.now());
  const period = ["--from", today, "--to", today];
  await alfa.accept({ account: ANNA, recipients: [BRUNO], content: mailTo(BRUNO) });
  await providers.settled();
  const extract = join(folder, "extract.zip");
  expect(await ceralacca(alfa, "extract", ANNA, ...period, extract)).toMatchObject({
    code: 1,
    errors: expect.stringContaining(`Cannot extract ${today} to ${today}: none of these days is`),
  });
  expect(await ceralacca(alfa, "extract", "eva@alfa.example", ...period, extract)).toMatchObject({
    code: 1,
    errors: expect.stringContaining("eva@alfa.example"),
  });
  expect(await ceralacca(alfa, "export", "--from", "ieri", "--to", today, extract)).toMatchObject({
    code: 2,
    errors: expect.stringContaining("Give a day such as"),
  });

  clock.advance(25 * HOUR);
  await lookedUntil(async () => {
    const events = await alfa.storage.events.readStream("log-days", 0, 100);
    return events.some(({ event: { type } }) => type === "log.day-closed") ? null : "no close";
  });
  const whole = join(folder, "whole.zip");
  const order = ["--authority", "Procura di Roma", "--reason", "decreto 7/2026"];
  expect(await ceralacca(alfa, "extract", ANNA, ...period, extract)).toMatchObject({
    code: 0,
    output: expect.stringContaining(` events of ${today} to ${today}, SHA-256 `),
  });
  expect(await ceralacca(alfa, "export", ...order, ...period, whole)).toMatchObject({ code: 0 });
  const [from, until] = [startOfLegalDay(today), startOfLegalDay(today, 1)];
  expect(await remembered(alfa)).toMatchObject([
    {
      ...{ kind: "holder", to: ANNA, mailbox: ANNA, pecId: null, from, until, reason: "" },
      digest: await digestOf(extract),
    },
    {
      ...{ kind: "authority", to: "Procura di Roma", mailbox: null, pecId: null, from, until },
      ...{ reason: "decreto 7/2026", digest: await digestOf(whole) },
    },
  ]);
});
