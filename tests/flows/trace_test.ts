/**
 * The log of operations of real messages (RFC 6109 §2.3), as the operator gets it.
 *
 * @module
 */
import { expect } from "expect";
import { checkTrace } from "../../adapters/console/trace.ts";
import { parseTraceLine } from "../../adapters/documents/pec/trace_line.ts";
import { HOUR } from "../../events/instant.ts";
import { mailTo } from "./mail.ts";
import { Providers, type TestProvider } from "./providers.ts";

const MAIN = new URL("../../main.ts", import.meta.url).pathname;
const ANNA = "anna@alfa.example";
const BRUNO = "bruno@beta.example";
const NOBODY = "nessuno@beta.example";
const ALWAYS = { from: 0, until: Number.MAX_SAFE_INTEGER };

async function ceralacca({ layout }: TestProvider, ...words: string[]) {
  const args = ["run", "-A", "--quiet", "--no-check", MAIN, ...words];
  const command = new Deno.Command(Deno.execPath(), {
    args: [...args, "--config", layout.configurationFile],
  });
  const { code, stdout, stderr } = await command.output();
  const decoder = new TextDecoder();
  return { code, output: decoder.decode(stdout), errors: decoder.decode(stderr) };
}

Deno.test("flow: both providers have a whole log of a message, and print it", async () => {
  await using providers = await Providers.start();
  const { alfa, beta, clock } = providers;
  const mail = mailTo(`${BRUNO}, ${NOBODY}`, "Message-ID: <1@client.alfa.example>");
  const pecId = await alfa.accept({ account: ANNA, recipients: [BRUNO, NOBODY], content: mail });
  await providers.settled();
  await Promise.all([alfa, beta].map(({ storage }) => storage.projected()));

  for (const { storage: { trace } } of [alfa, beta]) {
    const breaches: string[] = [];
    expect(checkTrace(trace, ALWAYS, clock.now(), (breach) => breaches.push(breach))).toEqual({
      messages: 1,
      underWay: 0,
      breaches: 0,
    });
    expect(breaches).toEqual([]);
    for (const line of trace.traceOf(ALWAYS)) {
      expect(line).toMatchObject({
        pecId,
        msgid: "<1@client.alfa.example>",
        sender: ANNA,
        subject: "Prova",
        recipients: [BRUNO, NOBODY].map((address) => ({ address, kind: "certificato" })),
      });
    }
  }

  const { code, output } = await ceralacca(alfa, "trace", "--message", pecId);
  expect(code).toBe(0);
  const printed = output.trimEnd().split("\n").map(parseTraceLine);
  expect(printed).toEqual(alfa.storage.trace.linesOf(pecId));
  const entries = await alfa.storage.queries.mailboxEntries(ANNA);
  const { messageId } = entries.find(({ kind }) => kind === "avvenuta-consegna")!;
  expect(printed.find(({ event }) => event === "outgoing.delivered")).toMatchObject({
    concerns: [BRUNO],
    generated: [messageId],
  });

  const later = new Date(clock.now() + 48 * HOUR).toISOString().slice(0, 10);
  expect((await ceralacca(alfa, "trace", "--from", later)).output).toBe("");
  const checked = await ceralacca(beta, "trace", "check", "--to", later);
  expect(checked).toMatchObject({ code: 0, output: expect.stringContaining("Checked 1 messages") });
  expect((await ceralacca(beta, "trace", "check", "--from", later)).output)
    .toContain("Checked 0 messages");
  expect(await ceralacca(beta, "trace", "check", "--from", "ieri")).toMatchObject({
    code: 2,
    errors: expect.stringContaining("Give a day such as"),
  });

  // A verdict too many, as no engine would append it.
  const stream = `outgoing-${pecId}`;
  const known = await alfa.storage.events.readStream(stream, 0, 1000);
  const { event } = known.find(({ event: { type } }) => type === "outgoing.accepted")!;
  const expectedVersion = known.length;
  await alfa.storage.events.append({ stream, expectedVersion, events: [event], wake: null });
  await alfa.storage.projected();
  const broken = await ceralacca(alfa, "trace", "check");
  expect(broken).toMatchObject({
    code: 1,
    output: expect.stringContaining(": one-acceptance: a verdict once more"),
    errors: expect.stringContaining("Cannot vouch for the log: 1 breaches"),
  });
  expect(broken.output).toContain(`${pecId} line `);
});
