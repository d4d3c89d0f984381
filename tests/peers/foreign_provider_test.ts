/**
 * A provider that shares no code with the engine, and alfa: every kind of document, both ways, in
 * the layouts that are seen in the wild (RFC 6109 §2.2).
 *
 * @module
 */
import { expect } from "expect";
import { Buffer } from "node:buffer";
import { opensslAvailable } from "../documents/smime/openssl.ts";
import { lines, mailTo } from "../flows/mail.ts";
import { Providers, type TestProvider } from "../flows/providers.ts";
import { clamdAvailable, startClamd } from "../scanner/clamd_peer.ts";
import { EICAR } from "../scanner/eicar.ts";
import { type Facts, type Layout, LAYOUTS } from "./foreign_document.ts";
import { DOMAIN, ForeignProvider, type Read, SERVICE, textOf } from "./foreign_provider.ts";

const ANNA = "anna@alfa.example";
const ALFA_SERVICE = "ricevute@alfa.example";
const GINA = `gina@${DOMAIN}`;
const RECEIPTS = ["completa", "breve", "sintetica"] as const;

/** Gamma, and alfa and beta that know it. */
interface Stage {
  readonly gamma: ForeignProvider;
  readonly providers: Providers;
  readonly alfa: TestProvider;
}

function peerTest(name: string, play: (stage: Stage, t: Deno.TestContext) => Promise<void>): void {
  Deno.test({
    name: `foreign provider: ${name} (needs openssl)`,
    ignore: !opensslAvailable,
    async fn(t) {
      await using gamma = await ForeignProvider.start();
      const change = gamma.known.bind(gamma);
      await using providers = await Providers.start({ change });
      await play({ gamma, providers, alfa: providers.alfa }, t);
    },
  });
}

/** A message of gina's; its text has an octet above 127 where the layout says so. */
function originalIn({ originalEncoding }: Layout, pecId: string): string {
  return lines(
    `From: Gina <${GINA}>`,
    `To: ${ANNA}`,
    "Subject: Preventivo",
    `Message-ID: <${pecId}>`,
    "MIME-Version: 1.0",
    "Content-Type: text/plain; charset=iso-8859-1",
    `Content-Transfer-Encoding: ${originalEncoding}`,
    "",
    originalEncoding === "8bit" ? "Cos\xec \xe8." : "Buongiorno.",
  );
}

/** What an envelope of gina's says. */
function envelopeFacts({ providers }: Stage, pecId: string, recipient: string): Facts {
  return {
    kind: "posta-certificata",
    pecId,
    sender: GINA,
    recipients: [recipient],
    subject: "Preventivo",
    at: providers.clock.now(),
    receipt: "completa",
  };
}

peerTest("its envelopes are delivered, and its own sender is told", async (stage, t) => {
  const { gamma, providers, alfa } = stage;
  for (const [index, layout] of LAYOUTS.entries()) {
    await t.step(layout.name, async () => {
      const receipt = RECEIPTS[index % RECEIPTS.length]!;
      const pecId = `opec${index}.20261121@${DOMAIN}`;
      const original = originalIn(layout, pecId);
      const facts = { ...envelopeFacts(stage, pecId, ANNA), receipt, original };
      const envelope = await gamma.document(facts, ANNA, layout);
      expect(await alfa.offer(GINA, [ANNA], envelope)).toMatchObject({ code: 250 });
      await providers.settled();

      const { bytes } = await alfa.document(ANNA, pecId, "posta-certificata");
      expect(bytes.subarray(-envelope.length).equals(envelope)).toBe(true);
      const read = await answers(stage);
      const charge = read.find(({ marker }) => marker === "presa-in-carico")!;
      expect(charge).toMatchObject({ secure: true, from: "", to: [SERVICE] });
      expect(textOf(charge.daticert, "ricezione")).toBe(ANNA);
      const delivery = read.find(({ marker }) => marker === "avvenuta-consegna")!;
      expect(delivery).toMatchObject({ secure: true, from: "", to: [GINA] });
      expect(delivery.daticert).toMatch(new RegExp(`<ricevuta tipo="${receipt}" ?/?>`));
      expect(delivery.hasOriginal).toBe(receipt !== "sintetica");
      expect(textOf(delivery.daticert, "consegna")).toBe(ANNA);
      for (const { daticert } of read) expect(textOf(daticert, "identificativo")).toBe(pecId);
    });
  }
});

/** The two documents that gamma gets for an envelope, verified. */
async function answers({ gamma, providers }: Stage): Promise<Read[]> {
  const read = [];
  for (const one of await gamma.received(2)) {
    read.push(await gamma.read(one, providers.authority));
  }
  return read;
}

peerTest("its own sender is told that there is no such mailbox", async (stage) => {
  const { gamma, providers, alfa } = stage;
  const nobody = "nessuno@alfa.example";
  const [layout] = LAYOUTS as [Layout];
  const facts = envelopeFacts(stage, `opec7@${DOMAIN}`, nobody);
  const original = originalIn(layout, facts.pecId);
  const envelope = await gamma.document({ ...facts, original }, nobody, layout);
  expect(await alfa.offer(GINA, [nobody], envelope)).toMatchObject({ code: 250 });
  await providers.settled();
  const read = await answers(stage);
  expect(read.map(({ marker }) => marker).sort()).toEqual(["errore-consegna", "presa-in-carico"]);
  const notice = read.find(({ marker }) => marker === "errore-consegna")!;
  expect(notice).toMatchObject({ secure: true, from: "", to: [GINA] });
  expect(notice.daticert).toMatch(/<postacert tipo="errore-consegna" errore="no-dest"/);
  expect(textOf(notice.daticert, "consegna")).toBe(nobody);
  expect(textOf(notice.daticert, "errore-esteso")).toMatch(/^5\.1\.1 - /);
});

Deno.test({
  name: "foreign provider: it is told of a virus in its envelope (needs openssl and clamd)",
  ignore: !opensslAvailable || !clamdAvailable,
  async fn() {
    await using clamd = await startClamd();
    await using gamma = await ForeignProvider.start();
    await using providers = await Providers.start({
      change: (configuration) => {
        const { scanner, ...others } = gamma.known(configuration);
        return { ...others, scanner: { ...scanner, engine: "clamd", socket: clamd.unix.path } };
      },
    });
    const { alfa } = providers;
    const stage = { gamma, providers, alfa };
    const [layout] = LAYOUTS as [Layout];
    const facts = envelopeFacts(stage, `opec8@${DOMAIN}`, ANNA);
    const original = originalIn(layout, facts.pecId).replace("Buongiorno.", EICAR);
    const envelope = await gamma.document({ ...facts, original }, ANNA, layout);
    expect(await alfa.offer(GINA, [ANNA], envelope)).toMatchObject({ code: 250 });
    await providers.settled();
    expect(await alfa.kinds(ANNA, facts.pecId)).toEqual([]);
    const read = await answers(stage);
    expect(read.map(({ marker, to: [recipient] }) => `${marker} ${recipient}`).sort())
      .toEqual([`presa-in-carico ${SERVICE}`, `rilevazione-virus ${SERVICE}`]);
    const notice = read.find(({ marker }) => marker === "rilevazione-virus")!;
    expect(notice.daticert).toMatch(/<postacert tipo="rilevazione-virus" errore="virus"/);
    expect(textOf(notice.daticert, "consegna")).toBe(ANNA);
  },
});

/** Has anna write to gina; resolves with what gamma has verified about it. */
async function written({ alfa, gamma, providers }: Stage): Promise<Facts> {
  const pecId = await alfa.accept({ account: ANNA, recipients: [GINA], content: mailTo(GINA) });
  const [envelope, ...others] = await gamma.received(1);
  expect(others).toEqual([]);
  const read = await gamma.read(envelope!, providers.authority);
  expect(read).toMatchObject({
    secure: true,
    from: ANNA,
    to: [GINA],
    marker: "posta-certificata",
    hasOriginal: true,
  });
  expect(read.daticert).toMatch(/<postacert tipo="posta-certificata" errore="nessuno"/);
  expect(textOf(read.daticert, "identificativo")).toBe(pecId);
  expect(textOf(read.daticert, "mittente")).toBe(ANNA);
  expect(textOf(read.daticert, "destinatari")).toBe(GINA);
  return {
    kind: "",
    pecId,
    sender: ANNA,
    recipients: [GINA],
    subject: textOf(read.daticert, "oggetto")!,
    at: providers.clock.now(),
  };
}

/** What gamma answers with, by kind. */
const ANSWERS: Readonly<Record<string, Partial<Facts>>> = {
  "presa-in-carico": { charged: [GINA] },
  "avvenuta-consegna": { delivered: GINA, receipt: "completa" },
  "errore-consegna": {
    delivered: GINA,
    error: "no-dest",
    description: "5.1.1 - Gamma - indirizzo non valido",
  },
  "rilevazione-virus": { delivered: GINA, error: "virus", description: "Finto.Virus" },
};

/** Has gamma answer; resolves with the document. */
async function answer(
  { alfa, gamma, providers }: Stage,
  facts: Facts,
  kind: string,
  layout: Layout,
): Promise<Buffer> {
  const to = kind === "presa-in-carico" || kind === "rilevazione-virus" ? ALFA_SERVICE : ANNA;
  const original = kind === "avvenuta-consegna" ? { original: mailTo(GINA) } : {};
  const document = await gamma.document(
    { ...facts, ...ANSWERS[kind], ...original, kind, at: providers.clock.now() },
    to,
    layout,
  );
  expect(await alfa.offer("", [to], document)).toMatchObject({ code: 250 });
  return document;
}

peerTest("its receipts and notices tell what became of a message", async (stage, t) => {
  const { alfa, providers } = stage;
  for (const layout of LAYOUTS) {
    for (const kind of ["avvenuta-consegna", "errore-consegna", "rilevazione-virus"]) {
      await t.step(`${kind}: ${layout.name}`, async () => {
        const facts = await written(stage);
        await answer(stage, facts, "presa-in-carico", layout);
        const last = await answer(stage, facts, kind, layout);
        await providers.settled();
        const { pecId } = facts;
        const history = await alfa.history(pecId);
        expect(history).toContain("outgoing.taken-in-charge");
        const ofService = ["presa-in-carico"];
        if (kind === "rilevazione-virus") {
          ofService.push(kind);
          const { daticert } = await alfa.document(ANNA, pecId, "errore-consegna");
          expect(daticert).toMatchObject({ errore: "virus", consegna: GINA });
          expect(daticert.erroreEsteso).toContain("Finto.Virus");
        } else {
          const { bytes } = await alfa.document(ANNA, pecId, kind);
          expect(bytes.subarray(-last.length).equals(last)).toBe(true);
          const end = kind === "avvenuta-consegna" ? "outgoing.delivered" : "outgoing.failed";
          expect(history).toContain(end);
        }
        expect(await alfa.kinds(ALFA_SERVICE, pecId)).toEqual(ofService);
      });
    }
  }
});

peerTest("its receipts may come twice, in any order, and for nothing", async (stage, t) => {
  const { alfa, gamma, providers } = stage;
  const [usual, older, , , other] = LAYOUTS as [Layout, Layout, Layout, Layout, Layout];
  const counted = async (pecId: string) =>
    (await alfa.history(pecId)).filter((event) =>
      event === "outgoing.taken-in-charge" || event === "outgoing.delivered"
    );
  const facts = await written(stage);

  await t.step("the delivery before the charge", async () => {
    await answer(stage, facts, "avvenuta-consegna", usual);
    await providers.settled();
    await answer(stage, facts, "presa-in-carico", older);
    await providers.settled();
    expect(await counted(facts.pecId)).toContain("outgoing.delivered");
  });
  await t.step("once more, with another header: the same document", async () => {
    const head = await alfa.storage.events.head();
    await answer(stage, facts, "avvenuta-consegna", older);
    await answer(stage, facts, "presa-in-carico", usual);
    await providers.settled();
    expect(await alfa.storage.events.head()).toBe(head);
  });
  await t.step("once more, signed over other bytes: kept, and nothing else happens", async () => {
    const before = await counted(facts.pecId);
    await answer(stage, facts, "avvenuta-consegna", other);
    await answer(stage, facts, "presa-in-carico", other);
    await providers.settled();
    expect(await counted(facts.pecId)).toEqual(before);
    expect(await alfa.kinds(ANNA, facts.pecId))
      .toEqual(["accettazione", "avvenuta-consegna", "avvenuta-consegna"]);
    expect(await alfa.kinds(ALFA_SERVICE, facts.pecId))
      .toEqual(["presa-in-carico", "presa-in-carico"]);
  });
  await t.step("for a message that was never sent: kept", async () => {
    const head = await alfa.storage.events.head();
    const unheard = { ...facts, pecId: "0000000000@alfa.example" };
    for (const kind of Object.keys(ANSWERS)) await answer(stage, unheard, kind, usual);
    await providers.settled();
    expect(await alfa.kinds(ANNA, unheard.pecId)).toEqual(["avvenuta-consegna", "errore-consegna"]);
    expect(await alfa.kinds(ALFA_SERVICE, unheard.pecId))
      .toEqual(["presa-in-carico", "rilevazione-virus"]);
    const events = (await alfa.storage.events.readAll(head, 100)).map(({ event }) => event);
    const correlated = events.filter(({ type }) => type === "incoming.notice-correlated");
    expect(correlated.map((event) => (event as unknown as { matched: boolean }).matched))
      .toEqual([false, false, false, false]);
  });
  await t.step("with a changed octet: not believed", async () => {
    const altered = await gamma.document(
      { ...facts, ...ANSWERS["presa-in-carico"], kind: "presa-in-carico" },
      ALFA_SERVICE,
      usual,
    );
    const place = altered.indexOf("Il messaggio");
    altered[place] = altered[place]! ^ 1;
    expect(await alfa.offer("", [ALFA_SERVICE], altered)).toMatchObject({ code: 550 });
  });
  await t.step("alfa serves on", async () => {
    const { pecId } = await written(stage);
    expect(await alfa.kinds(ANNA, pecId)).toEqual(["accettazione"]);
  });
});
