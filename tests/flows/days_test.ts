/**
 * The days of the log of a provider that serves, and the operator's commands for them.
 *
 * @module
 */
import { expect } from "expect";
import { join } from "node:path";
import { LOG_KEY, logDays } from "../../actors/log.ts";
import { systemClock } from "../../adapters/clock.ts";
import { readDayText } from "../../adapters/documents/pec/sealed_day.ts";
import { certificatesFromPem, toPem } from "../../adapters/documents/smime/pem.ts";
import { openSigned } from "../../adapters/documents/smime/signed_file.ts";
import { TrustStore } from "../../adapters/documents/smime/trust_store.ts";
import { readLogDays } from "../../adapters/evidence/log_days.ts";
import { legalDayOf, startOfLegalDay } from "../../events/legal_day.ts";
import type { TraceLine } from "../../events/trace_line.ts";
import { Authority } from "../days/authority.ts";
import { root } from "../timestamp/support.ts";
import { ceralacca } from "./command_line.ts";
import { mailTo } from "./mail.ts";
import { Providers, type TestProvider } from "./providers.ts";
import { lookedUntil } from "./quiet.ts";

const ANNA = "anna@alfa.example";
const BRUNO = "bruno@beta.example";

/** Appends to the configuration that commands read. */
async function configure({ layout }: TestProvider, toml: string): Promise<void> {
  await Deno.writeTextFile(layout.configurationFile, toml, { append: true });
}

Deno.test("flow: a day is closed at midnight, sealed, and can be handed out", async () => {
  await using providers = await Providers.start();
  const { alfa, clock } = providers;
  const pecId = await alfa.accept({ account: ANNA, recipients: [BRUNO], content: mailTo(BRUNO) });
  await providers.settled();
  const day = legalDayOf(clock.now());
  clock.advance(startOfLegalDay(day, 1) - clock.now());
  await lookedUntil(() => {
    const missing = readLogDays(alfa.storage.log).sealed.length === 0 ? "no day is sealed" : null;
    return Promise.resolve(missing);
  });
  const { closed: [closed], signers } = readLogDays(alfa.storage.log);
  expect(closed!.event).toMatchObject({ day, first: 1, breaches: 0 });
  expect(signers).toHaveLength(1);
  const { state } = await alfa.serving.runtime.send(logDays, LOG_KEY, { type: "elapse" });
  const { name, domain, address, hostname } = alfa.configuration.provider;
  expect(state.issuer).toMatchObject({ name, domain, address, hostname });

  const { output } = await ceralacca(alfa, "log", "days");
  expect(output).toMatch(new RegExp(`^${day} +1 +${closed!.event.last} +\\d+ +0 +20.*  -$`, "m"));

  const file = join(providers.folder, "day.p7m");
  expect(await ceralacca(alfa, "log", "day", day, file)).toMatchObject({ code: 0 });
  const authority = certificatesFromPem(await Deno.readTextFile(alfa.configuration.trust.roots));
  const trust = new TrustStore({ roots: authority });
  const { content } = await openSigned(await Deno.readFile(file), trust, clock.now());
  const lines: TraceLine[] = [];
  expect(readDayText(content, (line) => lines.push(line))).toMatchObject({ day, previous: null });
  expect(lines).toEqual(alfa.storage.trace.linesOf(pecId));
  expect(await ceralacca(alfa, "log", "day", day, file)).toMatchObject({
    code: 1,
    errors: `Cannot write ${file}: it is there already. Name a new file\n`,
  });
  expect(await ceralacca(alfa, "log", "day", "2020-01-01", file)).toMatchObject({
    code: 1,
    errors: "Cannot export 2020-01-01: it is not sealed. ceralacca log days shows which are\n",
  });
});

Deno.test("flow: the operator gets a time stamp for the head of now", async () => {
  await using providers = await Providers.start();
  const { alfa } = providers;
  expect(await ceralacca(alfa, "log", "stamp")).toMatchObject({
    code: 1,
    errors: expect.stringMatching(/^Cannot stamp: .* Name one in \[\[proof\.authorities\]\] of /),
  });
  await using broken = new Authority(systemClock);
  await using working = new Authority(systemClock);
  broken.working = false;
  const roots = join(providers.folder, "tsa.pem");
  await Deno.writeTextFile(roots, toPem("CERTIFICATE", root.certificate.raw));
  for (const { known: { url } } of [broken, working]) {
    const [key, value] = [JSON.stringify(url), JSON.stringify(roots)];
    await configure(alfa, `\n[[proof.authorities]]\nurl = ${key}\nroots = ${value}\n`);
  }
  const covered = await alfa.storage.events.head();
  const { code, output, errors } = await ceralacca(alfa, "log", "stamp");
  expect({ code, errors }).toMatchObject({
    code: 0,
    errors: expect.stringContaining(`log.stamp-failed ${broken.known.url}`),
  });
  expect(output).toMatch(
    new RegExp(`^Stamped the head of \\d+ events: \\S+, by ${working.known.url}\n$`),
  );
  const [stamp] = readLogDays(alfa.storage.log).stamps;
  expect(stamp!.size).toBeGreaterThanOrEqual(covered);
  expect(stamp!.authority).toBe(working.known.url);
});

Deno.test("flow: a log does not go on under another name", async () => {
  await using providers = await Providers.start();
  const { alfa } = providers;
  await alfa.stop();
  const file = alfa.layout.configurationFile;
  const toml = await Deno.readTextFile(file);
  expect(toml).toContain("[proof]");
  await Deno.writeTextFile(file, toml.replace("[proof]", '[proof]\norigin = "other.example/log"'));
  const { code, errors } = await ceralacca(alfa, "serve");
  expect({ code, errors }).toMatchObject({
    code: 1,
    errors: expect.stringMatching(/^Cannot go on with the log: it is alfa\.example\/log with the/),
  });
});
