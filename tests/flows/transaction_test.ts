/**
 * Whole transactions: RFC 6109 §3.5 between two providers, §3.4 within one.
 *
 * @module
 */
import { expect } from "expect";
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import type { Document } from "./document.ts";
import { mailTo, mailWithAttachment } from "./mail.ts";
import { verifyWithOpenssl } from "./openssl_peer.ts";
import { Providers, type TestProvider } from "./providers.ts";

const ANNA = "anna@alfa.example";
const CARLA = "carla@alfa.example";
const BRUNO = "bruno@beta.example";
const DARIO = "dario@beta.example";
const ALFA_SERVICE = "ricevute@alfa.example";

Deno.test("flow: a transaction between two providers", async (t) => {
  await using providers = await Providers.start();
  const { alfa, beta } = providers;
  const content = mailTo(
    BRUNO,
    "Message-ID: <prova@client.alfa.example>",
    "Reply-To: studio@alfa.example",
  );
  const pecId = await alfa.accept({ account: ANNA, recipients: [BRUNO], content });
  await providers.settled();
  const acceptance = await alfa.document(ANNA, pecId, "accettazione");
  const envelope = await beta.document(BRUNO, pecId, "posta-certificata");
  const charge = await alfa.document(ALFA_SERVICE, pecId, "presa-in-carico");
  const delivery = await alfa.document(ANNA, pecId, "avvenuta-consegna");
  const all = [acceptance, envelope, charge, delivery];

  await t.step("every document says the same of the message", () => {
    for (const document of all) {
      expect(document.daticert.certified).toEqual({
        pecId,
        msgid: "<prova@client.alfa.example>",
        sender: ANNA,
        recipients: [{ address: BRUNO, kind: "certificato" }],
        replyTo: "studio@alfa.example",
        subject: "Prova",
      });
      expect(document.header("X-Riferimento-Message-ID")).toBe("<prova@client.alfa.example>");
      expect(document.daticert.errore).toBe("nessuno");
    }
  });

  await t.step("§3.1.4: the sender gets the acceptance receipt", () => {
    expect(acceptance.daticert).toMatchObject({ tipo: "accettazione", issuer: "Alfa PEC S.p.A." });
    expect(acceptance.subject).toBe("ACCETTAZIONE: Prova");
    expect(acceptance.header("To")).toBe(ANNA);
    expect(acceptance.text).toContain(`${BRUNO} ("posta certificata")`);
    expect(acceptance.original).toBeUndefined();
  });

  await t.step("§3.1.5: the recipient gets the envelope with the message in it", () => {
    expect(envelope.daticert)
      .toMatchObject({
        tipo: "posta-certificata",
        ricevuta: "completa",
        issuer: "Alfa PEC S.p.A.",
      });
    expect(envelope.subject).toBe("POSTA CERTIFICATA: Prova");
    expect(envelope.header("Message-ID")).toBe(`<${pecId}>`);
    expect(envelope.header("Reply-To")).toBe("studio@alfa.example");
    expect(envelope.header("From")).toContain("<posta-certificata@alfa.example>");
    expect(envelope.header("To")).toBe(BRUNO);
    const original = content.replace("<prova@client.alfa.example>", `<${pecId}>`)
      .replace("\r\n\r\n", "\r\nX-Riferimento-Message-ID: <prova@client.alfa.example>\r\n\r\n");
    expect(envelope.original?.toString("latin1")).toBe(original);
  });

  await t.step("§3.2.1: the sender's provider gets the presa in carico", () => {
    expect(charge.daticert)
      .toMatchObject({ tipo: "presa-in-carico", ricezione: [BRUNO], issuer: "Beta PEC S.p.A." });
    expect(charge.subject).toBe("PRESA IN CARICO: Prova");
    expect(charge.header("To")).toBe(ALFA_SERVICE);
  });

  await t.step("§3.3.2: the sender gets the delivery receipt with the message in it", () => {
    expect(delivery.daticert).toMatchObject({
      tipo: "avvenuta-consegna",
      ricevuta: "completa",
      consegna: BRUNO,
      issuer: "Beta PEC S.p.A.",
    });
    expect(delivery.subject).toBe("CONSEGNA: Prova");
    expect(delivery.original).toEqual(envelope.original);
  });

  await t.step(
    "the sender keeps the original in Inviata, and the receipts in Ricevute",
    async () => {
      const entries = await alfa.storage.queries.mailboxEntries(ANNA);
      expect(entries.map(({ kind, folder, flags }) => [kind, folder, flags])).toEqual([
        ["accettazione", "Ricevute", ["$PecReceipt"]],
        ["original", "Inviata", ["\\Seen"]],
        ["avvenuta-consegna", "Ricevute", ["$PecReceipt"]],
      ]);
      const chunks = await Array.fromAsync(alfa.storage.blobs.read(entries[1]!.content));
      expect(Buffer.concat(chunks).toString("latin1")).toBe(content);
    },
  );

  await t.step("nobody gets anything else, and both logs tell the story", async () => {
    expect(await alfa.kinds(ANNA, pecId)).toEqual(["accettazione", "avvenuta-consegna"]);
    expect(await alfa.kinds(ALFA_SERVICE, pecId)).toEqual(["presa-in-carico"]);
    expect(await beta.kinds(BRUNO, pecId)).toEqual(["posta-certificata"]);
    expectStory(await alfa.history(pecId), [
      ["outgoing.submitted", "outgoing.accepted", "outgoing.answered"],
      ["outgoing.accepted", "outgoing.dispatched"],
      ["outgoing.accepted", "outgoing.taken-in-charge"],
      ["outgoing.accepted", "outgoing.delivered"],
    ], {
      // The original, accettazione, presa in carico and avvenuta consegna.
      "mailbox.stored": 4,
      "incoming.notice-received": 2,
      "incoming.notice-delivered": 2,
      "incoming.notice-correlated": 2,
    });
    expectStory(await beta.history(pecId), [
      ["incoming.envelope-received", "incoming.charge-notified"],
      // RFC 6109 §2.2.3: the receipt only after the envelope lies in the mailbox.
      [
        "incoming.envelope-received",
        "mailbox.stored",
        "incoming.envelope-delivered",
        "incoming.receipt-sent",
      ],
    ], {});
  });

  await verifyWithOpenssl(t, all, providers.authority);
});

/**
 * Expects a history to hold the events of the chains, once and in the order of each chain, the
 * others as often as they are said to be, and nothing else. What no chain binds, such as a presa in
 * carico and a delivery, happens at the same time and in any order.
 */
function expectStory(
  history: readonly string[],
  chains: readonly (readonly string[])[],
  others: Readonly<Record<string, number>>,
): void {
  const once = [...new Set(chains.flat())].map((name) => [name, 1] as const);
  const counts = Map.groupBy(history, (name) => name);
  expect(Object.fromEntries([...counts].map(([name, { length }]) => [name, length])))
    .toEqual({ ...Object.fromEntries(once), ...others });
  for (const chain of chains) {
    expect(history.filter((name) => chain.includes(name))).toEqual(chain);
  }
}

Deno.test("flow: recipients of both providers, in To and Cc, with each kind of receipt", async (t) => {
  await using providers = await Providers.start();
  const { alfa, beta } = providers;
  const documents: Document[] = [];
  const submit = async (receipt: string) => {
    const content = mailWithAttachment({ to: `${BRUNO}, ${CARLA}`, cc: DARIO, receipt });
    const pecId = await alfa.accept({ account: ANNA, recipients: [BRUNO, CARLA, DARIO], content });
    await providers.settled();
    const received = await alfa.documents(ANNA, pecId);
    documents.push(...received);
    const receipts = received.filter(({ kind }) => kind === "avvenuta-consegna");
    const byRecipient = new Map(receipts.map((one) => [one.daticert.consegna, one]));
    return { pecId, of: (recipient: string) => byRecipient.get(recipient)! };
  };

  for (const receipt of ["completa", "breve", "sintetica"]) {
    await t.step(receipt, async () => {
      const { pecId, of } = await submit(receipt);
      expect(await alfa.kinds(ANNA, pecId)).toEqual([
        "accettazione",
        "avvenuta-consegna",
        "avvenuta-consegna",
        "avvenuta-consegna",
      ]);
      await expectEnvelopes(pecId, receipt, [[alfa, CARLA], [beta, BRUNO], [beta, DARIO]]);
      for (const recipient of [BRUNO, CARLA]) {
        expect(of(recipient).daticert.ricevuta).toBe(receipt);
        expectEnclosed(of(recipient), receipt);
      }
      // RFC 6109 §3.3.2.1: a recipient in Cc never gives more than the concise receipt.
      expect(of(DARIO).daticert.ricevuta).toBe("sintetica");
      expectEnclosed(of(DARIO), "sintetica");
      await expectCharges(alfa, pecId);
    });
  }

  await verifyWithOpenssl(t, documents, providers.authority);
});

async function expectEnvelopes(
  pecId: string,
  receipt: string,
  mailboxes: readonly (readonly [TestProvider, string])[],
): Promise<void> {
  for (const [provider, address] of mailboxes) {
    expect(await provider.kinds(address, pecId)).toEqual(["posta-certificata"]);
    const envelope = await provider.document(address, pecId, "posta-certificata");
    expect(envelope.daticert.ricevuta).toBe(receipt);
    expect(envelope.header("X-TipoRicevuta")).toBe(receipt);
    expect(envelope.daticert.certified.recipients).toHaveLength(3);
  }
}

/** RFC 6109 §3.2.1: one presa in carico for each transaction, naming its recipients. */
async function expectCharges(alfa: TestProvider, pecId: string): Promise<void> {
  const charges = await alfa.documents(ALFA_SERVICE, pecId);
  const named = charges.map(({ daticert }) => `${daticert.issuer}: ${daticert.ricezione}`);
  expect(named.sort()).toEqual([`Alfa PEC S.p.A.: ${CARLA}`, `Beta PEC S.p.A.: ${BRUNO},${DARIO}`]);
}

function expectEnclosed({ original }: Document, receipt: string): void {
  const text = original?.toString("latin1");
  const encoded = "JVBERi0xLjQKJSBwZXJpemlhCg==";
  const hash = createHash("sha1").update(encoded).digest("hex");
  if (receipt === "sintetica") expect(text).toBeUndefined();
  if (receipt === "completa") expect(text).toContain(encoded);
  if (receipt === "breve") {
    expect(text).not.toContain(encoded);
    expect(text).toContain("In allegato il documento.");
    expect(text).toContain("perizia.pdf.hash");
    expect(text?.toLowerCase()).toContain(hash);
  }
}

Deno.test("flow: a transaction within one provider takes the same steps", async (t) => {
  await using providers = await Providers.start();
  const { alfa } = providers;
  const pecId = await alfa.accept({ account: ANNA, recipients: [CARLA], content: mailTo(CARLA) });
  await providers.settled();
  expect(await alfa.kinds(ANNA, pecId)).toEqual(["accettazione", "avvenuta-consegna"]);
  expect(await alfa.kinds(CARLA, pecId)).toEqual(["posta-certificata"]);
  expect(await alfa.kinds(ALFA_SERVICE, pecId)).toEqual(["presa-in-carico"]);
  const documents = (await Promise.all(
    [ANNA, CARLA, ALFA_SERVICE].map((address) => alfa.documents(address, pecId)),
  )).flat();
  for (const { daticert } of documents) expect(daticert.issuer).toBe("Alfa PEC S.p.A.");

  await t.step("a message to oneself, too", async () => {
    const own = await alfa.accept({ account: ANNA, recipients: [ANNA], content: mailTo(ANNA) });
    await providers.settled();
    expect(await alfa.kinds(ANNA, own))
      .toEqual(["accettazione", "avvenuta-consegna", "posta-certificata"]);
  });
  await verifyWithOpenssl(t, documents, providers.authority);
});

Deno.test("flow: an unknown and a disabled mailbox get notices of non-delivery", async (t) => {
  await using providers = await Providers.start();
  const { alfa, beta } = providers;
  const NOBODY = "nessuno@beta.example";
  await beta.disable(DARIO);
  const recipients = [BRUNO, NOBODY, DARIO];
  const content = mailTo(recipients.join(", "));
  const pecId = await alfa.accept({ account: ANNA, recipients, content });
  await providers.settled();
  expect(await alfa.kinds(ANNA, pecId))
    .toEqual(["accettazione", "avvenuta-consegna", "errore-consegna", "errore-consegna"]);
  const notices = (await alfa.documents(ANNA, pecId)).filter(({ kind }) =>
    kind === "errore-consegna"
  );
  const of = (recipient: string) =>
    notices.find(({ daticert }) => daticert.consegna === recipient)!;
  expect(of(NOBODY).daticert).toMatchObject({
    tipo: "errore-consegna",
    errore: "no-dest",
    erroreEsteso: "5.1.1 - Beta PEC S.p.A. - indirizzo non valido",
    issuer: "Beta PEC S.p.A.",
  });
  expect(of(NOBODY).subject).toBe("AVVISO DI MANCATA CONSEGNA: Prova");
  expect(of(DARIO).daticert).toMatchObject({
    errore: "altro",
    erroreEsteso: "5.2.1 - Beta PEC S.p.A. - casella disabilitata",
  });
  expect(await beta.kinds(DARIO, pecId)).toEqual([]);
  // They were taken in charge all the same.
  const { daticert } = await alfa.document(ALFA_SERVICE, pecId, "presa-in-carico");
  expect(daticert.ricezione).toEqual(recipients);
  await verifyWithOpenssl(t, notices, providers.authority);
});
