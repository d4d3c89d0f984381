/**
 * The log of operations of real messages (RFC 6109 §2.3), as the operator gets it.
 *
 * @module
 */
import { expect } from "expect";
import { checkTrace } from "../../adapters/console/trace.ts";
import { parseTraceLine } from "../../adapters/documents/pec/trace_line.ts";
import { HOUR } from "../../events/instant.ts";
import { clamdAvailable, startClamd } from "../scanner/clamd_peer.ts";
import { EICAR } from "../scanner/eicar.ts";
import { ceralacca } from "./command_line.ts";
import { headerOf, mailTo } from "./mail.ts";
import { Providers, type TestProvider } from "./providers.ts";

const ANNA = "anna@alfa.example";
const BRUNO = "bruno@beta.example";
const NOBODY = "nessuno@beta.example";
const ALWAYS = { from: 0, until: Number.MAX_SAFE_INTEGER };

/** What a check of everything finds, breaches first. */
async function checked({ storage }: TestProvider, now: number): Promise<readonly unknown[]> {
  await storage.projected();
  const breaches: string[] = [];
  const report = checkTrace(storage.trace, ALWAYS, now, (breach) => breaches.push(breach));
  return [breaches, report];
}

Deno.test("flow: the log is whole of what stays here, and of what is under way", async () => {
  await using providers = await Providers.start();
  const { alfa, beta, clock } = providers;
  const carla = "carla@alfa.example";
  const here = await alfa.accept({ account: ANNA, recipients: [carla], content: mailTo(carla) });
  const faulty = { account: ANNA, recipients: [BRUNO], content: mailTo(carla) };
  const refused = await alfa.accept(faulty);
  await providers.settled();
  expect(await checked(alfa, clock.now())).toEqual([[], {
    messages: 2,
    underWay: 0,
    breaches: 0,
  }]);
  const events = (id: string) => alfa.storage.trace.linesOf(id).map(({ event }) => event);
  expect(events(here)).toContain("incoming.receipt-sent");
  expect(events(refused)).toEqual(["outgoing.submitted", "outgoing.refused", "outgoing.answered"]);

  await beta.stop();
  const late = await alfa.accept({ account: ANNA, recipients: [BRUNO], content: mailTo(BRUNO) });
  await alfa.happened(late, "outgoing.answered");
  expect(await checked(alfa, clock.now())).toEqual([[], {
    messages: 3,
    underWay: 1,
    breaches: 0,
  }]);
  clock.advance(24 * HOUR);
  await alfa.happened(late, "outgoing.overdue-notified");
  await providers.settledInTime();
  expect(await checked(alfa, clock.now())).toEqual([[], {
    messages: 3,
    underWay: 0,
    breaches: 0,
  }]);
});

Deno.test({
  name: "flow: both logs are whole of a message with a virus (needs clamd)",
  ignore: !clamdAvailable,
  async fn() {
    await using clamd = await startClamd();
    await using providers = await Providers.start({
      change: (configuration) =>
        configuration.provider.domain === "alfa.example" ? configuration : {
          ...configuration,
          scanner: { ...configuration.scanner, engine: "clamd", socket: clamd.unix.path },
        },
    });
    const { alfa, beta, clock } = providers;
    const recipients = [BRUNO];
    const content = `${headerOf({ to: BRUNO }, "Subject: Prova")}\r\n${EICAR}\r\n`;
    await alfa.accept({ account: ANNA, recipients, content });
    await providers.settled();
    const whole = [[], { messages: 1, underWay: 0, breaches: 0 }];
    expect(await checked(alfa, clock.now())).toEqual(whole);
    expect(await checked(beta, clock.now())).toEqual(whole);
    const found = [...beta.storage.trace.traceOf(ALWAYS)].map(({ event }) => event);
    expect(found).toContain("incoming.virus-detected");
  },
});

Deno.test("flow: both providers have a whole log of a message, and print it", async () => {
  await using providers = await Providers.start();
  const { alfa, beta, clock } = providers;
  const mail = mailTo(`${BRUNO}, ${NOBODY}`, "Message-ID: <1@client.alfa.example>");
  const pecId = await alfa.accept({ account: ANNA, recipients: [BRUNO, NOBODY], content: mail });
  await providers.settled();
  for (const provider of [alfa, beta]) {
    expect(await checked(provider, clock.now())).toEqual([[], {
      messages: 1,
      underWay: 0,
      breaches: 0,
    }]);
    for (const line of provider.storage.trace.traceOf(ALWAYS)) {
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
  const whole = await ceralacca(beta, "trace", "check", "--to", later);
  expect(whole).toMatchObject({ code: 0, output: expect.stringContaining("Checked 1 messages") });
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
