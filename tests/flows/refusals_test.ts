/**
 * What is not accepted: by an avviso at the Access Point (RFC 6109 §3.1.1, §3.1.2), by an SMTP
 * reply where no avviso may be sent.
 *
 * @module
 */
import { expect } from "expect";
import { account, type AccountCommand } from "../../actors/account.ts";
import { advanceUntil } from "../support/advance_until.ts";
import { headerOf, lines, mailTo } from "./mail.ts";
import type { Document } from "./document.ts";
import { verifyWithOpenssl } from "./openssl_peer.ts";
import { Providers } from "./providers.ts";
import { SmtpClient } from "./smtp_client.ts";

const ANNA = "anna@alfa.example";
const CARLA = "carla@alfa.example";
const BRUNO = "bruno@beta.example";
const DARIO = "dario@beta.example";
const BODY = lines("Subject: Prova", "", "Buongiorno.");

/** Each formal fault: a message that has it, and words of the notice. */
const FAULTS: readonly {
  readonly fault: string;
  readonly content: string;
  readonly recipients?: readonly string[];
  readonly words: string;
}[] = [
  { fault: "no From", content: lines(`To: ${BRUNO}`) + BODY, words: "assenza del campo From" },
  {
    fault: "two addresses in From",
    content: lines(`From: ${ANNA}, ${CARLA}`, `To: ${BRUNO}`) + BODY,
    words: "un unico indirizzo di posta valido",
  },
  {
    fault: "no address in From",
    content: lines("From: Anna", `To: ${BRUNO}`) + BODY,
    words: "un unico indirizzo di posta valido",
  },
  { fault: "no To", content: lines(`From: ${ANNA}`) + BODY, words: "assenza del campo To" },
  {
    fault: "only Cc",
    content: lines(`From: ${ANNA}`, `Cc: ${BRUNO}`) + BODY,
    words: "assenza del campo To",
  },
  {
    fault: "no address in To",
    content: lines(`From: ${ANNA}`, "To: destinatari nascosti:;") + BODY,
    words: "alcun indirizzo di posta valido",
  },
  {
    fault: "From differs from MAIL FROM",
    content: lines(`From: ${CARLA}`, `To: ${BRUNO}`) + BODY,
    words: `mittente del campo From (${CARLA})`,
  },
  {
    fault: "a recipient stands neither in To nor in Cc",
    content: mailTo(BRUNO),
    recipients: [BRUNO, DARIO],
    words: `destinatario ${DARIO} non presente nei campi To e Cc`,
  },
  {
    fault: "Bcc",
    content: headerOf({ to: BRUNO }, `Bcc: ${DARIO}`) + BODY,
    recipients: [BRUNO],
    words: "campo Bcc",
  },
  {
    fault: "too large for its recipients",
    content: headerOf({ to: BRUNO, cc: DARIO }) + BODY + lines("x".repeat(900)).repeat(60),
    recipients: [BRUNO, DARIO],
    words: "superiore al limite di 100000 byte",
  },
];

Deno.test("flow: every formal fault gets its avviso di non accettazione", async (t) => {
  await using providers = await Providers.start({
    change: (configuration) => ({
      ...configuration,
      submission: { ...configuration.submission, maxTotalBytes: 100_000 },
    }),
  });
  const { alfa, beta } = providers;
  const notices: Document[] = [];
  for (const { fault, content, recipients = [BRUNO], words } of FAULTS) {
    await t.step(fault, async () => {
      const pecId = await alfa.accept({ account: ANNA, recipients, content });
      await providers.settled();
      expect(await alfa.kinds(ANNA, pecId)).toEqual(["non-accettazione"]);
      const notice = await alfa.document(ANNA, pecId, "non-accettazione");
      notices.push(notice);
      expect(notice.daticert).toMatchObject({ tipo: "non-accettazione", errore: "altro" });
      expect(notice.daticert.erroreEsteso).toContain(words);
      expect(notice.subject).toBe("AVVISO DI NON ACCETTAZIONE: Prova");
      expect(notice.text.replaceAll(/\s+/g, " ")).toContain(words);
      // RFC 6109 §3.1.2: the original never goes along.
      expect(notice.original).toBeUndefined();
      for (const recipient of recipients) expect(await beta.kinds(recipient, pecId)).toEqual([]);
    });
  }
  await t.step("an empty Bcc is no fault", async () => {
    const content = headerOf({ to: BRUNO }, "Bcc:") + BODY;
    const pecId = await alfa.accept({ account: ANNA, recipients: [BRUNO], content });
    await providers.settled();
    expect(await alfa.kinds(ANNA, pecId)).toEqual(["accettazione", "avvenuta-consegna"]);
  });
  await verifyWithOpenssl(t, notices, providers.authority);
});

Deno.test("flow: what the Access Point answers in SMTP leaves no trace", async (t) => {
  await using providers = await Providers.start();
  const { alfa } = providers;
  const head = await alfa.storage.events.head();
  const submit = (sender: string, content: string, recipients = [BRUNO]) =>
    alfa.submit({ account: ANNA, sender, recipients, content });

  await t.step("a sender other than the account: 553", async () => {
    for (const sender of [CARLA, "anna@beta.example", ""]) {
      expect(await submit(sender, mailTo(BRUNO))).toMatchObject({ code: 553 });
    }
  });
  await t.step("the sender's own address in other case is no other sender", async () => {
    expect(await submit("ANNA@ALFA.example", mailTo(BRUNO))).toMatchObject({ code: 250 });
    await providers.settled();
  });
  await t.step("nobody logged in: 530", async () => {
    await using client = await SmtpClient.tls(alfa.accessPoint);
    expect(await client.send(ANNA, [BRUNO], mailTo(BRUNO))).toMatchObject({ code: 530 });
  });
  await t.step("a wrong password, an unknown account and the service mailbox: 535", async () => {
    for (const user of [ANNA, "nessuno@alfa.example", "ricevute@alfa.example"]) {
      await using client = await SmtpClient.tls(alfa.accessPoint);
      const answer = client.login(user, "sbagliata");
      // Wrong credentials are answered late; time is the test's own.
      const reply = await advanceUntil(answer, () => providers.clock.advance(1000));
      expect(reply).toMatchObject({ code: 535 });
    }
  });
  await t.step("a recipient that is no address: 5xx", async () => {
    for (const recipient of ["bruno", "bruno@", "@beta.example", "bruno@@beta.example", ""]) {
      const { code } = await submit(ANNA, mailTo(BRUNO), [recipient]);
      expect(Math.floor(code / 100)).toBe(5);
    }
  });
  await t.step("no header at all: 554", async () => {
    expect(await submit(ANNA, "\r\nBuongiorno.\r\n")).toMatchObject({ code: 554 });
    expect(await submit(ANNA, "")).toMatchObject({ code: 554 });
  });
  await t.step("a header that could be read in two ways, or breaks the envelope: 554", async () => {
    const refused = async (content: string, words: string) => {
      const { code, text } = await submit(ANNA, content);
      expect([code, text.includes(words)]).toEqual([554, true]);
    };
    await refused(lines("From anna") + mailTo(BRUNO), "a line that is no field");
    await refused(mailTo(BRUNO, ...Array(10).fill(`Subject: ${"a".repeat(900)}`)), "its Subject");
    await refused(mailTo(BRUNO, ...Array(950).fill("X: y")), "more than 950 fields");
  });

  const submitted = (await alfa.storage.events.readAll(head, 1000))
    .filter(({ event }) => event.type === "outgoing.submitted");
  expect(submitted).toHaveLength(1);
});

Deno.test("flow: beyond the hard limit on size the Access Point answers 552, without an avviso", async (t) => {
  const limit = 20_000;
  await using providers = await Providers.start({
    change: (configuration) => ({
      ...configuration,
      submission: { ...configuration.submission, maxMessageBytes: limit, maxTotalBytes: limit },
    }),
  });
  const { alfa } = providers;
  const head = await alfa.storage.events.head();
  const header = mailTo(BRUNO);
  const sized = (octets: number) => {
    return header + `${"x".repeat(78)}\r\n`.repeat(1000).slice(header.length - octets + 2) + "\r\n";
  };
  const submit = (content: string, parameters?: string) => {
    const mail = { account: ANNA, recipients: [BRUNO], content };
    return alfa.submit({ ...mail, ...parameters !== undefined && { parameters } });
  };

  await t.step("what says so at MAIL FROM", async () => {
    expect(await submit(header, ` SIZE=${limit + 1}`)).toMatchObject({ code: 552 });
  });
  await t.step("what only turns out to be so", async () => {
    expect(sized(limit + 1)).toHaveLength(limit + 1);
    expect(await submit(sized(limit + 1))).toMatchObject({ code: 552 });
    expect(await alfa.storage.events.head()).toBe(head);
    expect(await alfa.storage.queries.mailboxEntries(ANNA)).toEqual([]);
  });
  await t.step("what keeps to it is accepted", async () => {
    expect(await submit(sized(limit), ` SIZE=${limit}`)).toMatchObject({ code: 250 });
    await providers.settled();
    const kinds = (await alfa.storage.queries.mailboxEntries(ANNA)).map(({ kind }) => kind);
    expect(kinds).toContain("accettazione");
  });
});

Deno.test("flow: the Incoming Point takes certified mail alone", async (t) => {
  await using providers = await Providers.start();
  const { alfa, beta } = providers;
  const pecId = await alfa.accept({ account: ANNA, recipients: [BRUNO], content: mailTo(BRUNO) });
  await providers.settled();
  const { bytes: envelope } = await beta.document(BRUNO, pecId, "posta-certificata");
  const { bytes: receipt } = await alfa.document(ANNA, pecId, "avvenuta-consegna");
  const head = await beta.storage.events.head();
  const refused = async (content: Uint8Array, recipients = [BRUNO]) => {
    const { code, text } = await beta.offer(ANNA, recipients, content);
    expect(code).toBe(550);
    return text;
  };
  const altered = (from: string, to: string) => {
    const text = envelope.toString("latin1");
    expect(text).toContain(from);
    return bytesOf(text.replace(from, to));
  };

  await t.step("ordinary mail: 550", async () => {
    expect(await refused(bytesOf(mailTo(BRUNO)))).toContain("no provider's signature");
  });
  await t.step("an envelope whose content was altered: 550", async () => {
    expect(await refused(altered("Buongiorno.", "Buonasera!!"))).toContain(
      "the content was altered",
    );
  });
  await t.step("an envelope of a counterfeit provider of the same name: 550", async () => {
    await using counterfeit = await Providers.start();
    const mail = { account: ANNA, recipients: [BRUNO], content: mailTo(BRUNO) };
    const forgedId = await counterfeit.alfa.accept(mail);
    await counterfeit.settled();
    const forged = await counterfeit.beta.document(BRUNO, forgedId, "posta-certificata");
    expect(await refused(forged.bytes)).toContain("signature is not valid");
  });
  await t.step("another provider's domain: 550", async () => {
    await refused(envelope, ["bruno@gamma.example"]);
  });
  await t.step("certified mail over a clear connection: 530", async () => {
    await using client = await SmtpClient.clear(beta.incomingPoint);
    expect(await client.send(ANNA, [BRUNO], envelope)).toMatchObject({ code: 530 });
  });
  await t.step("nobody logs in here", async () => {
    await using client = await (await SmtpClient.clear(beta.incomingPoint)).startTls();
    expect((await client.login(BRUNO, beta.passwordOf(BRUNO))).code).toBeGreaterThanOrEqual(500);
  });

  expect(await beta.storage.events.head()).toBe(head);

  await t.step("a genuine receipt that is not for its recipient: an anomaly", async () => {
    expect(await beta.offer("", [BRUNO], receipt)).toMatchObject({ code: 250 });
    await providers.settled();
    const events = (await beta.storage.events.readAll(head, 1000)).map(({ event }) => event);
    expect(events).toContainEqual(
      expect.objectContaining({ type: "incoming.anomaly-received", recipients: [BRUNO] }),
    );
  });
});

Deno.test("flow: what a provider has signed wrongly comes in an anomaly envelope", async (t) => {
  await using providers = await Providers.start();
  const { alfa, beta } = providers;
  const pecId = await alfa.accept({ account: ANNA, recipients: [BRUNO], content: mailTo(BRUNO) });
  await providers.settled();
  const { bytes: envelope } = await beta.document(BRUNO, pecId, "posta-certificata");
  const before = await alfa.kinds(ANNA, pecId);
  const anomalous = async (content: Uint8Array, recipient = BRUNO) => {
    const known = await beta.storage.queries.mailboxEntries(recipient);
    expect((await beta.offer(ANNA, [recipient], content)).code).toBe(250);
    await providers.settled();
    const fresh = (await beta.storage.queries.mailboxEntries(recipient)).slice(known.length);
    expect(fresh.map(({ kind, pecId }) => ({ kind, pecId }))).toEqual([
      { kind: "errore", pecId: "" },
    ]);
    expect(fresh[0]!.subject).toContain("ANOMALIA MESSAGGIO: POSTA CERTIFICATA: ");
  };
  const altered = (from: string, to: string) => {
    const text = envelope.toString("latin1");
    expect(text).toContain(from);
    return bytesOf(text.replace(from, to));
  };

  await t.step("an envelope with a part more", async () => {
    const root = /boundary="([^"]+)"/.exec(envelope.toString("latin1"))![1]!;
    const more = `--${root}\r\nContent-Type: text/plain\r\n\r\nAggiunta\r\n--${root}--`;
    await anomalous(altered(`--${root}--`, more));
  });
  await t.step("an envelope under another sender's name", async () => {
    const forged = altered("<posta-certificata@alfa.example>", "<posta-certificata@beta.example>");
    await anomalous(forged);
  });
  await t.step("an envelope with another identificativo", async () => {
    const forged = altered(`Message-ID: <${pecId}>`, `Message-ID: <X${pecId}>`);
    await anomalous(forged);
  });
  await t.step("an envelope that is called a receipt", async () => {
    const forged = altered("X-Trasporto: posta-certificata", "X-Ricevuta: avvenuta-consegna");
    await anomalous(forged);
  });
  await t.step("an envelope to somebody whom it does not certify", async () => {
    await anomalous(envelope, DARIO);
  });

  expect(await alfa.kinds(ANNA, pecId)).toEqual(before);
});

Deno.test("flow: ordinary mail goes where the holder wants it", async (t) => {
  await using providers = await Providers.start();
  const { beta } = providers;
  const mail = bytesOf(mailTo(BRUNO));
  const set = (command: AccountCommand) => beta.serving.runtime.send(account, BRUNO, command);
  const newest = async () => (await beta.storage.queries.mailboxEntries(BRUNO)).at(-1);

  await t.step("into INBOX", async () => {
    await set({ type: "set-ordinary-mail", policy: "accept" });
    expect((await beta.offer("x@ordinary.example", [BRUNO], mail)).code).toBe(250);
    await providers.settled();
    expect(await newest()).toMatchObject({ kind: "errore", folder: "INBOX" });
  });
  await t.step("into a folder of its own", async () => {
    await set({ type: "set-ordinary-mail", policy: "folder", folder: "Non certificata" });
    expect((await beta.offer("y@ordinary.example", [BRUNO], mail)).code).toBe(250);
    await providers.settled();
    expect(await newest()).toMatchObject({ kind: "errore", folder: "Non certificata" });
  });
  await t.step("one recipient who refuses it refuses for all", async () => {
    const { code, text } = await beta.offer("z@ordinary.example", [BRUNO, DARIO], mail);
    expect(code).toBe(550);
    expect(text).toContain(`${DARIO} accepts certified mail only`);
  });
  await t.step("a full mailbox takes none of it, and nobody is told", async () => {
    await set({ type: "set-quota", bytes: 1 });
    const head = await beta.storage.events.head();
    expect((await beta.offer("w@ordinary.example", [BRUNO], mail)).code).toBe(250);
    await providers.settled();
    const events = (await beta.storage.events.readAll(head, 10)).map(({ event }) => event);
    expect(events.map(({ type }) => type))
      .toEqual(["incoming.anomaly-received", "incoming.anomaly-undeliverable"]);
  });
});

Deno.test("flow: a full mailbox ends in an avviso di mancata consegna", async () => {
  await using providers = await Providers.start();
  const { alfa, beta } = providers;
  await beta.serving.runtime.send(account, BRUNO, { type: "set-quota", bytes: 100 });
  const pecId = await alfa.accept({ account: ANNA, recipients: [BRUNO], content: mailTo(BRUNO) });
  await providers.settled();
  expect(await alfa.kinds(ANNA, pecId)).toEqual(["accettazione", "errore-consegna"]);
  const { daticert } = await alfa.document(ANNA, pecId, "errore-consegna");
  expect(daticert).toMatchObject({ errore: "altro", consegna: BRUNO });
  expect(daticert.erroreEsteso).toBe("5.2.2 - Beta PEC S.p.A. - casella piena");
});

Deno.test("flow: who sends from a full mailbox finds the message in Inviata, and is told", async () => {
  await using providers = await Providers.start();
  const { alfa } = providers;
  await alfa.serving.runtime.send(account, ANNA, { type: "set-quota", bytes: 100 });
  const pecId = await alfa.accept({ account: ANNA, recipients: [BRUNO], content: mailTo(BRUNO) });
  await providers.settled();
  expect(await alfa.kinds(ANNA, pecId)).toEqual(["accettazione", "avvenuta-consegna"]);
  const entries = await alfa.serving.storage.queries.mailboxEntries(ANNA);
  expect(entries.map(({ kind, folder }) => `${kind} ${folder}`).sort()).toEqual([
    "accettazione Ricevute",
    "avvenuta-consegna Ricevute",
    "original Inviata",
    "quota-warning INBOX",
  ]);
});

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
