/**
 * Rules of RFC 6109 that the other flows do not come to: the one instant of an operation, the shape
 * of every document, external recipients, the service mailboxes, the log.
 *
 * @module
 */
import { expect } from "expect";
import { Buffer } from "node:buffer";
import { decodeBody } from "../../adapters/documents/mime/transfer.ts";
import type { MimePart } from "../../adapters/documents/mime/part.ts";
import { certificatesFromPem } from "../../adapters/documents/smime/pem.ts";
import { account } from "../../actors/account.ts";
import type { AnyEvent } from "../../events/definition.ts";
import { HOUR, type Instant, MINUTE, SECOND } from "../../events/instant.ts";
import { Document } from "./document.ts";
import { clamdAvailable, startClamd } from "../scanner/clamd_peer.ts";
import { EICAR } from "../scanner/eicar.ts";
import { TestServer } from "../smtp/client/test_server.ts";
import { headerOf, lines, mailTo } from "./mail.ts";
import { Providers, type TestProvider } from "./providers.ts";

const ANNA = "anna@alfa.example";
const BRUNO = "bruno@beta.example";
const DARIO = "dario@beta.example";
const STRANGER = "zoe@ordinary.example";
const ALFA_SERVICE = "ricevute@alfa.example";
const BETA_SERVICE = "ricevute@beta.example";

/** The documents of one message from anna to bruno. */
async function transaction(
  { alfa, beta }: Providers,
  pecId: string,
): Promise<Record<"acceptance" | "envelope" | "charge" | "delivery", Document>> {
  return {
    acceptance: await alfa.document(ANNA, pecId, "accettazione"),
    envelope: await beta.document(BRUNO, pecId, "posta-certificata"),
    charge: await alfa.document(ALFA_SERVICE, pecId, "presa-in-carico"),
    delivery: await alfa.document(ANNA, pecId, "avvenuta-consegna"),
  };
}

/** All events about one message, without their streams. */
async function eventsOf({ storage }: TestProvider, pecId: string): Promise<readonly AnyEvent[]> {
  const all = await storage.events.readAll(0, 10_000);
  return all.filter(({ event }) => JSON.stringify(event).includes(pecId)).map(({ event }) => event);
}

/** Legal time of an instant, as RFC 6109 §4.2 has it written. */
function legalTime(instant: Instant): { readonly day: string; readonly hour: string } {
  const options = { timeZone: "Europe/Rome" } as const;
  const day = { ...options, day: "2-digit", month: "2-digit", year: "numeric" } as const;
  return {
    day: new Date(instant).toLocaleDateString("it-IT", day),
    hour: new Date(instant).toLocaleTimeString("it-IT", options),
  };
}

/** The decoded content of the first part that is wanted. */
function partOf({ root, bytes }: Document, wanted: (part: MimePart) => boolean): Buffer {
  const search = (part: MimePart): MimePart | undefined =>
    wanted(part) ? part : part.children.map(search).find((found) => found !== undefined);
  const part = search(root);
  if (!part) throw new Error("Cannot find the part");
  return Buffer.from(decodeBody(part.encoding, bytes.subarray(part.bodyStart, part.end)));
}

const isSignature = ({ type }: MimePart) => type === "application/pkcs7-signature";
const isData = ({ parameters }: MimePart) => parameters.get("name") === "daticert.xml";

Deno.test("flow: one instant for all that is said of an operation, in legal time", async (t) => {
  await using providers = await Providers.start();
  const { alfa, beta, clock } = providers;
  await beta.stop();
  clock.advance(3 * SECOND);
  const pecId = await alfa.accept({ account: ANNA, recipients: [BRUNO], content: mailTo(BRUNO) });
  const accepted = clock.now();
  // The envelope travels later than it was certified; the other side's documents are of that time.
  await alfa.wakesAt(accepted + 30 * SECOND);
  await beta.start();
  clock.advance(30 * SECOND);
  const arrived = clock.now();
  await providers.settled();
  const { acceptance, envelope, charge, delivery } = await transaction(providers, pecId);
  for (
    const [name, document, instant] of [
      ["accettazione", acceptance, accepted],
      ["busta di trasporto", envelope, accepted],
      ["presa in carico", charge, arrived],
      ["avvenuta consegna", delivery, arrived],
    ] as const
  ) {
    await t.step(name, () => {
      const second = Math.floor(instant / SECOND) * SECOND;
      const { day, hour } = legalTime(instant);
      const data = partOf(document, isData).toString();
      expect(data).toContain(`<giorno>${day}</giorno>`);
      expect(data).toContain(`<ora>${hour}</ora>`);
      expect(document.text).toMatch(
        new RegExp(`Il giorno ${day} alle ore ${hour} \\(\\+0[12]00\\)`),
      );
      expect(Date.parse(document.header("Date")!)).toBe(second);
      const signed = new Date(second).toISOString().replaceAll(/[-:T]|\.\d+/g, "").slice(2);
      expect(partOf(document, isSignature).toString("latin1")).toContain(signed);
    });
  }
  await t.step("the log", async () => {
    const at = async (provider: TestProvider, type: string) =>
      (await eventsOf(provider, pecId)).filter((event) => event.type === type)
        .map((event) => event.at);
    expect(await at(alfa, "outgoing.submitted")).toEqual([accepted]);
    expect(await at(beta, "incoming.envelope-received")).toEqual([arrived]);
  });
});

Deno.test("flow: the shape of every document", async (t) => {
  await using providers = await Providers.start();
  const { alfa, beta } = providers;
  const content = lines(
    "Received: from studio.alfa.example by client.alfa.example; Sat, 21 Nov 2026 10:00:00 +0100",
    "Return-Path: <anna@alfa.example>",
  ) + headerOf({ to: `Bruno  <${BRUNO}>`, cc: DARIO }, "Subject: Perch=?UTF-8?Q?=C3=A9?=") +
    lines("", "Buongiorno.");
  const pecId = await alfa.accept({ account: ANNA, recipients: [BRUNO, DARIO], content });
  await providers.settled();
  const charge = await alfa.document(ALFA_SERVICE, pecId, "presa-in-carico");
  const envelope = await beta.document(BRUNO, pecId, "posta-certificata");
  const acceptance = await alfa.document(ANNA, pecId, "accettazione");
  const receipts = (await alfa.documents(ANNA, pecId))
    .filter(({ kind }) => kind === "avvenuta-consegna");
  const all = [acceptance, envelope, charge, ...receipts];

  await t.step("multipart/signed around multipart/mixed that begins with the text", () => {
    expect(all).toHaveLength(5);
    for (const { root } of all) {
      expect(root.type).toBe("multipart/signed");
      expect(root.children.map(({ type }) => type))
        .toEqual(["multipart/mixed", "application/pkcs7-signature"]);
      const [text, ...others] = root.children[0]!.children;
      expect(text!.type).toBe("multipart/alternative");
      expect(text!.children.map(({ type }) => type)).toEqual(["text/plain", "text/html"]);
      for (const { parameters } of text!.children) {
        expect(parameters.get("charset")?.toLowerCase()).toBe("iso-8859-1");
      }
      const data = others.filter(({ parameters }) => parameters.get("name") === "daticert.xml");
      expect(data.map(({ type }) => type)).toEqual(["application/xml"]);
    }
  });
  await t.step("the original is message/rfc822 named postacert.eml, in those that have it", () => {
    // RFC 6109 §3.3.2.1: dario, in Cc, gives the concise receipt.
    const whole = [envelope, receipts.find(({ daticert }) => daticert.consegna === BRUNO)!];
    for (const document of all) {
      const enclosed = document.root.children[0]!.children
        .filter(({ type }) => type === "message/rfc822");
      expect(enclosed.map(({ parameters }) => parameters.get("name")))
        .toEqual(whole.includes(document) ? ["postacert.eml"] : []);
    }
  });
  await t.step("it is 7-bit clean, though its text is not", () => {
    for (const { bytes } of all) expect(bytes.every((byte) => byte < 128)).toBe(true);
  });
  await t.step("the signature holds the provider's certificate", async () => {
    for (const [provider, document] of [[alfa, acceptance], [beta, charge]] as const) {
      const pem = await Deno.readTextFile(provider.configuration.signing.certificate);
      const certificate = Buffer.from(certificatesFromPem(pem)[0]!);
      expect(partOf(document, isSignature).includes(certificate)).toBe(true);
    }
  });
  await t.step("From is the address of the provider that issues it, alone", () => {
    for (const document of all) {
      const domain = document.daticert.issuer.startsWith("Alfa") ? "alfa.example" : "beta.example";
      const from = document.header("From");
      expect(from).toMatch(new RegExp(`posta-certificata@${domain}>?$`));
      expect(from).not.toContain(",");
      // RFC 5322 §3.6.2: a Sender that says what From says is left out.
      expect(document.header("Sender") ?? from).toBe(from);
    }
    expect(envelope.header("From")).toContain(`"Per conto di: ${ANNA}"`);
  });
  await t.step("the envelope inherits Received, To, Cc and Return-Path as they stood", () => {
    const text = envelope.bytes.toString("latin1");
    for (const field of content.split("\r\n").slice(0, 2)) expect(text).toContain(`${field}\r\n`);
    expect(text).toContain(`To: Bruno  <${BRUNO}>\r\nCc: ${DARIO}\r\n`);
  });
  await t.step("its Reply-To is the original's From where that had none", () => {
    expect(envelope.header("Reply-To")).toBe("Anna <anna@alfa.example>");
  });
});

Deno.test("flow: the identificativo", async (t) => {
  await using providers = await Providers.start();
  const { alfa } = providers;
  const submit = async (content: string) => {
    const pecId = await alfa.accept({ account: ANNA, recipients: [BRUNO], content });
    await providers.settled();
    return { pecId, ...await transaction(providers, pecId) };
  };
  const content = mailTo(BRUNO, "Message-ID: <uguale@client.alfa.example>");
  const first = await submit(content);
  const second = await submit(content);
  const anonymous = await submit(mailTo(BRUNO));

  await t.step("is alphanumeric, at the provider's domain, and never the same", () => {
    const ids = [first, second, anonymous].map(({ pecId }) => pecId);
    for (const pecId of ids) expect(pecId).toMatch(/^[0-9A-Za-z]+@alfa\.example$/);
    expect(new Set(ids).size).toBe(3);
  });
  await t.step("is the Message-ID of the envelope and of the original in it", () => {
    for (const { pecId, envelope } of [first, second, anonymous]) {
      expect(envelope.header("Message-ID")).toBe(`<${pecId}>`);
      const ids = envelope.original!.toString("latin1").match(/^Message-ID: .*$/gm);
      expect(ids).toEqual([`Message-ID: <${pecId}>`]);
    }
  });
  await t.step("the client's own goes into a reference, where there was one", () => {
    const reference = "<uguale@client.alfa.example>";
    const { envelope, acceptance, charge, delivery } = first;
    expect(envelope.original!.toString("latin1")).toContain(
      `X-Riferimento-Message-ID: ${reference}\r\n`,
    );
    for (const document of [envelope, acceptance, charge, delivery]) {
      expect(document.header("X-Riferimento-Message-ID")).toBe(reference);
      expect(document.daticert.certified.msgid).toBe(reference);
    }
    for (const document of [anonymous.envelope, anonymous.acceptance, anonymous.delivery]) {
      expect(document.header("X-Riferimento-Message-ID")).toBeUndefined();
      expect(document.daticert.certified.msgid).toBeUndefined();
    }
  });
});

Deno.test("flow: an external recipient is called so, and takes part in no receipts", async (t) => {
  // Beta's Incoming Point stands for the ordinary host: it refuses what is not its own.
  await using providers = await Providers.start({
    change: ({ relay, ...rest }) => {
      const routes = new Map(relay.routes);
      const beta = routes.get("beta.example");
      if (beta) routes.set("ordinary.example", beta);
      return { ...rest, relay: { ...relay, routes } };
    },
  });
  const { alfa } = providers;
  const recipients = ["Bruno@BETA.Example", STRANGER];
  const content = mailTo(recipients.join(", "));
  await alfa.accept({ account: ANNA, recipients, content });
  await providers.settled();

  await t.step("the domain decides, case apart", async () => {
    const entries = await alfa.storage.queries.mailboxEntries(ANNA);
    const entry = entries.find(({ kind }) => kind === "accettazione")!;
    const bytes = Buffer.concat(await Array.fromAsync(alfa.storage.blobs.read(entry.content)));
    const { daticert, text } = await Document.read(entry, bytes);
    expect(daticert.certified.recipients).toEqual([
      { address: recipients[0], kind: "certificato" },
      { address: STRANGER, kind: "esterno" },
    ]);
    expect(text).toContain(`${recipients[0]} ("posta certificata")`);
    expect(text).toContain(`${STRANGER} ("posta ordinaria")`);
  });
  await t.step("its failure comes back as ordinary mail, not as an avviso", async () => {
    const entries = await alfa.storage.queries.mailboxEntries(ANNA);
    expect(entries.map(({ kind }) => kind).sort())
      .toEqual(["accettazione", "avvenuta-consegna", "delivery-status", "original"]);
  });
});

Deno.test("flow: certified mail waits for TLS; ordinary mail goes without, and no timer runs for it", async (t) => {
  await using host = await TestServer.start();
  await using providers = await Providers.start({
    change: ({ relay, ...rest }) => {
      const clear = { host: "127.0.0.1", port: host.port };
      const routes = new Map([...relay.routes, ["ordinary.example", clear] as const]);
      if (routes.has("beta.example")) routes.set("beta.example", clear);
      return { ...rest, relay: { ...relay, routes } };
    },
  });
  const { alfa, clock } = providers;
  const recipients = [BRUNO, STRANGER];
  const accepted = clock.now();
  const content = mailTo(recipients.join(", "));
  const pecId = await alfa.accept({ account: ANNA, recipients, content });
  await alfa.happened(pecId, "outgoing.dispatched");
  await alfa.wakesAt(accepted + 30 * SECOND);

  await t.step("only the ordinary host was given the envelope", () => {
    expect(host.messages.map(({ to, secure }) => ({ to, secure })))
      .toEqual([{ to: [STRANGER], secure: false }]);
  });
  await t.step("after 24 hours there are notices for the certified recipient alone", async () => {
    clock.advance(12 * HOUR);
    await alfa.wakesAt(clock.now() + 30 * MINUTE);
    clock.advance(12 * HOUR);
    await alfa.wakesAt(null);
    const documents = await alfa.documents(ANNA, pecId);
    const notices = documents.filter(({ kind }) => kind === "preavviso-errore-consegna");
    expect(notices.map(({ daticert }) => daticert.consegna)).toEqual([BRUNO, BRUNO]);
    expect(documents).toHaveLength(3);
    expect(host.messages).toHaveLength(1);
  });
});

Deno.test("flow: the service mailbox is for two kinds of notices, the holders' for the rest", async (t) => {
  await using providers = await Providers.start();
  const { alfa, beta } = providers;
  const recipients = [BRUNO, BETA_SERVICE];
  const content = mailTo(recipients.join(", "));
  await alfa.accept({ account: ANNA, recipients, content });
  await providers.settled();
  const kinds = async (provider: TestProvider, address: string) =>
    (await provider.storage.queries.mailboxEntries(address)).map(({ kind }) => kind).sort();

  await t.step("the presa in carico comes to it, and to no holder", async () => {
    expect(await kinds(alfa, ALFA_SERVICE)).toEqual(["presa-in-carico"]);
    expect(await kinds(alfa, ANNA)).not.toContain("presa-in-carico");
    expect(await kinds(beta, BRUNO)).toEqual(["posta-certificata"]);
  });
  await t.step("a message to it is not delivered", async () => {
    expect(await kinds(beta, BETA_SERVICE)).toEqual([]);
    expect(await kinds(alfa, ANNA)).toEqual([
      "accettazione",
      "avvenuta-consegna",
      "errore-consegna",
      "original",
    ]);
  });
});

Deno.test("flow: the log holds all that RFC 6109 §2.3 asks for", async (t) => {
  await using providers = await Providers.start();
  const { alfa, beta } = providers;
  const content = mailTo(BRUNO, "Message-ID: <registro@client.alfa.example>");
  const pecId = await alfa.accept({ account: ANNA, recipients: [BRUNO], content });
  await providers.settled();
  const { acceptance, charge, delivery } = await transaction(providers, pecId);
  const certified = { msgid: "<registro@client.alfa.example>", subject: "Prova" };

  await t.step("identifiers, instant, sender, recipients, subject", async () => {
    expect(await eventsOf(alfa, pecId)).toContainEqual(
      expect.objectContaining({
        type: "outgoing.submitted",
        at: providers.clock.now(),
        pecId,
        sender: ANNA,
        recipients: [BRUNO],
        ...certified,
      }),
    );
  });
  await t.step("the sending provider, and the reverse and forward path as they were", async () => {
    expect(await eventsOf(beta, pecId)).toContainEqual(
      expect.objectContaining({
        type: "incoming.envelope-received",
        provider: "Alfa PEC S.p.A.",
        sender: ANNA,
        recipients: [BRUNO],
        certified: expect.objectContaining({ pecId, ...certified }),
      }),
    );
  });
  await t.step("the Message-IDs of what was generated", async () => {
    const both = [
      ...(await alfa.storage.events.readAll(0, 1000)),
      ...(await beta.storage.events.readAll(0, 1000)),
    ].map(({ event }) => event);
    for (
      const [type, document] of [
        ["outgoing.answered", acceptance],
        ["incoming.charge-notified", charge],
        ["incoming.receipt-sent", delivery],
      ] as const
    ) {
      expect(both).toContainEqual(
        expect.objectContaining({ type, messageId: document.header("Message-ID") }),
      );
    }
  });
});

Deno.test("flow: what is delivered is what arrived, and only envelopes get receipts", async (t) => {
  await using providers = await Providers.start();
  const { alfa, beta } = providers;
  const pecId = await alfa.accept({ account: ANNA, recipients: [BRUNO], content: mailTo(BRUNO) });
  await providers.settled();
  const { bytes: envelope } = await beta.document(BRUNO, pecId, "posta-certificata");
  // A provider that has forgotten the message takes it as new.
  await beta.forget();

  await t.step("a correct envelope, byte for byte", async () => {
    expect(await beta.offer(ANNA, [BRUNO], envelope)).toMatchObject({ code: 250 });
    await providers.settled();
    const { bytes } = await beta.document(BRUNO, pecId, "posta-certificata");
    expect(Buffer.compare(bytes, envelope)).toBe(0);
  });
  await t.step("ordinary mail whole in an anomaly envelope, without any receipt", async () => {
    await beta.serving.runtime.send(account, BRUNO, {
      type: "set-ordinary-mail",
      policy: "accept",
    });
    const head = await alfa.storage.events.head();
    const mail = Buffer.from(
      mailTo(BRUNO, "Received: from relay.example; 21 Nov 2026", "Cc: x@y.z"),
    );
    expect(await beta.offer(ANNA, [BRUNO], mail)).toMatchObject({ code: 250 });
    await providers.settled();
    const newest = (await beta.storage.queries.mailboxEntries(BRUNO)).at(-1)!;
    expect(newest.kind).toBe("errore");
    const stored = Buffer.concat(await Array.fromAsync(beta.storage.blobs.read(newest.content)));
    expect(stored.includes(mail)).toBe(true);
    expect(await alfa.storage.events.head()).toBe(head);
  });
});

Deno.test("flow: RCPT TO says who the recipients are, To and Cc only which kind", async () => {
  await using providers = await Providers.start();
  const { alfa, beta } = providers;
  const content = headerOf({ to: `${BRUNO}, ${STRANGER}`, cc: DARIO }) + lines("", "Buongiorno.");
  const pecId = await alfa.accept({ account: ANNA, recipients: [BRUNO], content });
  await providers.settled();
  for (const { daticert } of Object.values(await transaction(providers, pecId))) {
    expect(daticert.certified.recipients).toEqual([{ address: BRUNO, kind: "certificato" }]);
  }
  expect(await beta.kinds(DARIO, pecId)).toEqual([]);
});

Deno.test({
  name:
    "flow: each recipient of a virus is told of; ordinary mail with one is stopped (needs clamd)",
  ignore: !clamdAvailable,
  async fn(t) {
    await using clamd = await startClamd();
    await using providers = await Providers.start({
      change: ({ provider, scanner, ...rest }) =>
        provider.domain === "beta.example"
          ? { ...rest, provider, scanner: { ...scanner, engine: "clamd", socket: clamd.unix.path } }
          : { ...rest, provider, scanner },
    });
    const { alfa, beta } = providers;
    const recipients = [BRUNO, DARIO];
    const content = headerOf({ to: recipients.join(", ") }) + lines("", EICAR);
    const pecId = await alfa.accept({ account: ANNA, recipients, content });
    await providers.settled();

    await t.step("one rilevazione virus for each recipient", async () => {
      const reports = (await alfa.documents(ALFA_SERVICE, pecId))
        .filter(({ kind }) => kind === "rilevazione-virus");
      expect(reports.map(({ daticert }) => daticert.consegna).sort()).toEqual(recipients);
      for (const { daticert } of reports) expect(daticert.errore).toBe("virus");
      for (const report of reports) expect(report.header("X-Mittente")).toBe(ANNA);
    });
    await t.step("one avviso di mancata consegna per virus for each", async () => {
      const notices = (await alfa.documents(ANNA, pecId))
        .filter(({ kind }) => kind === "errore-consegna");
      expect(notices.map(({ daticert }) => daticert.consegna).sort()).toEqual(recipients);
      for (const { subject } of notices) {
        expect(subject).toMatch(/^AVVISO DI MANCATA CONSEGNA PER VIRUS:/);
      }
    });
    await t.step("ordinary mail does not come in, though its recipient wants it", async () => {
      await beta.serving.runtime.send(account, BRUNO, {
        type: "set-ordinary-mail",
        policy: "accept",
      });
      const offer = async (text: string) => {
        const mail = Buffer.from(headerOf({ to: BRUNO }) + lines("", text));
        const reply = await beta.offer(STRANGER, [BRUNO], mail);
        await providers.settled();
        const kept = await beta.storage.queries.mailboxEntries(BRUNO);
        return [reply.code, reply.text, kept.map(({ kind }) => kind)];
      };
      expect(await offer(EICAR)).toEqual([554, "5.7.1 Message refused: it holds a virus", []]);
      expect(await offer("Buongiorno.")).toEqual([250, expect.any(String), ["errore"]]);
    });
  },
});
