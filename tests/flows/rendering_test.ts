/**
 * Documents of real transactions, rendered again from the logs of both providers: what was sent
 * over SMTP, and what lies in the mailboxes, comes out to the byte.
 *
 * @module
 */
import { expect } from "expect";
import { Buffer } from "node:buffer";
import { SENT_KIND } from "../../actors/mailbox.ts";
import { setOrdinaryMail } from "../../adapters/console/accounts.ts";
import { renderRange } from "../../adapters/console/replay_render.ts";
import { octetsOf } from "../../adapters/documents/mime/octets.ts";
import { openIssuers } from "../../adapters/opening/issuers.ts";
import {
  issues,
  renderAgain,
  type RenderedDocument,
  type RenderingSources,
} from "../../adapters/points/rendering.ts";
import { Structures } from "../../adapters/points/structures.ts";
import type { IncomingEvent } from "../../events/incoming.ts";
import { HOUR } from "../../events/instant.ts";
import { clamdAvailable, startClamd } from "../scanner/clamd_peer.ts";
import { EICAR } from "../scanner/eicar.ts";
import { headerOf, lines, mailTo, mailWithAttachment } from "./mail.ts";
import { Providers, type TestProvider } from "./providers.ts";

const ANNA = "anna@alfa.example";
const CARLA = "carla@alfa.example";
const BRUNO = "bruno@beta.example";
const DARIO = "dario@beta.example";
const NOBODY = "nessuno@beta.example";
const STRANGER = "zoe@ordinary.example";
/** Alfa's directory says that it is beta's, beta does not serve it. */
const UNSERVED = "emma@delta.example";

type EnvelopeReceived = Extract<IncomingEvent, { type: "incoming.envelope-received" }>;

async function sourcesOf({ storage, configuration }: TestProvider): Promise<RenderingSources> {
  const { blobs } = storage;
  return {
    blobs,
    structures: new Structures(blobs),
    issuers: await openIssuers(configuration, storage),
  };
}

/** Every document of a provider, rendered again: kind and content. */
async function renderedAgain(provider: TestProvider): Promise<string[]> {
  const { storage } = provider;
  const log = await storage.events.readAll(0, 10_000);
  const sources = await sourcesOf(provider);
  const rendered: RenderedDocument[] = [];
  for (const [stream, events] of Map.groupBy(log, ({ stream }) => stream)) {
    if (issues(stream)) rendered.push(...await Array.fromAsync(renderAgain(sources, events)));
  }
  return await Promise.all(rendered.map(async ({ kind, rope, inline }) => {
    const chunks = await Array.fromAsync(storage.blobs.read(rope, inline));
    return `${kind}\n${Buffer.concat(chunks).toString("latin1")}`;
  }));
}

/** The events of a provider that remember a seal. */
async function sealedBy({ storage }: TestProvider): Promise<string[]> {
  const log = await storage.events.readAll(0, 10_000);
  const sealed = log.filter(({ event }) => "seal" in event);
  return [...new Set(sealed.map(({ event }) => event.type))].sort();
}

/** What the mailboxes of a provider hold, but for the originals in Inviata. */
async function kept({ storage: { queries, blobs } }: TestProvider): Promise<string[]> {
  const accounts = await queries.listAccounts();
  const entries = await Promise.all(accounts.map((one) => queries.mailboxEntries(one.address)));
  const documents = entries.flat().filter(({ kind }) => kind !== SENT_KIND);
  return await Promise.all(documents.map(async ({ kind, content }) => {
    const chunks = await Array.fromAsync(blobs.read(content));
    return `${kind}\n${Buffer.concat(chunks).toString("latin1")}`;
  }));
}

/** The envelopes that a provider got over SMTP, also those that it delivers to nobody. */
async function envelopes({ storage: { events, blobs } }: TestProvider): Promise<string[]> {
  const log = await events.readAll(0, 10_000);
  const received = log.flatMap(({ event }) =>
    event.type === "incoming.envelope-received" ? [(event as EnvelopeReceived).content] : []
  );
  return await Promise.all(received.map(async (content) => {
    const chunks = await Array.fromAsync(blobs.read(content));
    return `posta-certificata\n${Buffer.concat(chunks).toString("latin1")}`;
  }));
}

function kindsOf(documents: readonly string[]): string[] {
  return [...new Set(documents.map((document) => document.slice(0, document.indexOf("\n"))))]
    .sort();
}

/** Both logs, rendered again, give what all mailboxes hold, and what was sent; resolves with it. */
async function expectTheSame({ alfa, beta }: Providers): Promise<string[]> {
  const again = [...await renderedAgain(alfa), ...await renderedAgain(beta)];
  const held = [...await kept(alfa), ...await kept(beta)];
  const there = new Set([...held, ...await envelopes(alfa), ...await envelopes(beta)]);
  expect(again.filter((document) => !there.has(document))).toEqual([]);
  expect(held.filter((document) => !again.includes(document))).toEqual([]);
  for (const provider of [alfa, beta]) {
    const { storage } = provider;
    const sources = await sourcesOf(provider);
    const head = await storage.events.head();
    const part = await renderRange(storage.events, sources, { after: 0, until: head });
    expect(part).toMatchObject({ differences: [], unsealed: 0 });
    expect(part.documents).toBeGreaterThan(0);
    expect(part.compared).toBeGreaterThan(0);
    // In parts of whatever length it comes to the same.
    const middle = Math.floor(head / 2);
    const first = await renderRange(storage.events, sources, { after: 0, until: middle });
    const second = await renderRange(storage.events, sources, { after: middle, until: head });
    expect(second).toMatchObject({ differences: [], unsealed: 0 });
    expect(first.documents + second.documents).toBe(part.documents);
    expect(first.compared + second.compared).toBe(part.compared);
  }
  return again;
}

/** Messages of every kind that get along without a scanner. */
async function exchange(providers: Providers): Promise<void> {
  const { alfa, beta, clock } = providers;
  const send = (recipients: readonly string[], content: string) =>
    alfa.accept({ account: ANNA, recipients, content });
  await send(
    [BRUNO, DARIO, CARLA],
    mailWithAttachment({ to: `${BRUNO}, ${CARLA}`, cc: DARIO }),
  );
  await send([BRUNO], mailWithAttachment({ to: BRUNO, receipt: "breve" }));
  await send([BRUNO], mailWithAttachment({ to: BRUNO, receipt: "sintetica" }));
  const plain = headerOf({ to: BRUNO }, "Subject: =?utf-8?q?Citt=C3=A0?=", "Bcc: x@y.example");
  await send([BRUNO], `${plain}\r\nCitt\xe0\r\n`);
  await send(
    [BRUNO, NOBODY, STRANGER, UNSERVED],
    mailTo(`${BRUNO}, ${NOBODY}, ${STRANGER}, ${UNSERVED}`),
  );
  await providers.settled();
  await setOrdinaryMail(beta.serving.runtime, BRUNO, "accept", undefined);
  await setOrdinaryMail(beta.serving.runtime, DARIO, "accept", undefined);
  const ordinary = octetsOf(mailTo(BRUNO, "Message-ID: <1@ordinary.example>"));
  expect((await beta.offer(STRANGER, [BRUNO], ordinary)).code).toBe(250);
  await providers.settled();
  clock.advance(HOUR);
  // The same an hour later, and for one more recipient.
  expect((await beta.offer(STRANGER, [BRUNO, DARIO], ordinary)).code).toBe(250);
  await providers.settled();
  await beta.stop();
  const late = await send([DARIO], mailTo(DARIO));
  await alfa.happened(late, "outgoing.answered");
  clock.advance(24 * HOUR);
  await alfa.happened(late, "outgoing.overdue-notified");
  await providers.settledInTime();
  await beta.start();
}

/** Alfa believes that beta serves a domain more, and beta's Incoming Point is an ordinary host. */
function start(): Promise<Providers> {
  return Providers.start({
    domains: ["delta.example"],
    change({ provider, relay, ...rest }) {
      const routes = new Map(relay.routes);
      const beta = routes.get("beta.example");
      if (beta) routes.set("ordinary.example", beta);
      const domains = provider.domains.filter((domain) => domain !== "delta.example");
      return { ...rest, provider: { ...provider, domains }, relay: { ...relay, routes } };
    },
  });
}

Deno.test("flow: every document comes out again as it was sent", async () => {
  await using providers = await start();
  await exchange(providers);
  const { alfa, beta } = providers;
  expect(await sealedBy(alfa)).toEqual([
    "incoming.charge-notified",
    "incoming.receipt-sent",
    "outgoing.answered",
    "outgoing.dispatched",
    "outgoing.failure-notified",
    "outgoing.overdue-notified",
  ]);
  expect(await sealedBy(beta)).toContain("incoming.anomaly-delivered");
  expect(kindsOf(await expectTheSame(providers))).toEqual([
    "accettazione",
    "avvenuta-consegna",
    "delivery-status",
    "errore",
    "errore-consegna",
    "non-accettazione",
    "posta-certificata",
    "preavviso-errore-consegna",
    "presa-in-carico",
  ]);
});

Deno.test({
  name: "flow: documents about viruses come out again as they were sent (needs clamd)",
  ignore: !clamdAvailable,
  async fn() {
    await using clamd = await startClamd();
    await using providers = await Providers.start({
      change: (configuration) =>
        configuration.provider.domain === "beta.example"
          ? {
            ...configuration,
            scanner: { ...configuration.scanner, engine: "clamd", socket: clamd.unix.path },
          }
          : configuration,
    });
    const { alfa, beta } = providers;
    const mail = (from: string, to: string) =>
      lines(`From: ${from}`, `To: ${to}`, "Subject: Prova", "", EICAR);
    await alfa.accept({ account: ANNA, recipients: [BRUNO], content: mail(ANNA, BRUNO) });
    await beta.accept({ account: BRUNO, recipients: [ANNA], content: mail(BRUNO, ANNA) });
    await providers.settled();
    expect(kindsOf(await expectTheSame(providers))).toEqual([
      "accettazione",
      "errore-consegna",
      "non-accettazione",
      "posta-certificata",
      "presa-in-carico",
      "rilevazione-virus",
    ]);
  },
});
