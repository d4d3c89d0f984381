/**
 * What is not accepted: by an avviso at the Access Point (RFC 6109 §3.1.1, §3.1.2), by an SMTP
 * reply where no avviso may be sent.
 *
 * @module
 */
import { expect } from "expect";
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

  const submitted = (await alfa.storage.events.readAll(head, 1000))
    .filter(({ event }) => event.type === "outgoing.submitted");
  expect(submitted).toHaveLength(1);
});

async function advanceUntil<T>(promise: Promise<T>, advance: () => void): Promise<T> {
  let settled = false;
  promise.finally(() => settled = true).catch(() => {});
  while (!settled) {
    advance();
    await new Promise((resolve) => setTimeout(resolve));
  }
  return await promise;
}

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
  await t.step("an envelope with a part more: 550", async () => {
    const root = /boundary="([^"]+)"/.exec(envelope.toString("latin1"))![1]!;
    const more = `--${root}\r\nContent-Type: text/plain\r\n\r\nAggiunta\r\n--${root}--`;
    expect(await refused(altered(`--${root}--`, more))).toContain("more than two parts");
  });
  await t.step("an envelope under another sender's name: 550", async () => {
    const forged = altered("<posta-certificata@alfa.example>", "<posta-certificata@beta.example>");
    expect(await refused(forged)).toContain("its From is not");
  });
  await t.step("an envelope with another identificativo: 550", async () => {
    const forged = altered(`Message-ID: <${pecId}>`, `Message-ID: <X${pecId}>`);
    expect(await refused(forged)).toContain("Message-ID is not the identificativo");
  });
  await t.step("an envelope that is called a receipt: 550", async () => {
    const forged = altered("X-Trasporto: posta-certificata", "X-Ricevuta: avvenuta-consegna");
    expect(await refused(forged)).toContain("the header says avvenuta-consegna");
  });
  await t.step("an envelope to somebody whom it does not certify: 550", async () => {
    expect(await refused(envelope, [DARIO])).toContain(`do not include ${DARIO}`);
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

  await t.step(
    "a genuine receipt about nobody's message here: taken, matched with nothing",
    async () => {
      expect(await beta.offer("", [BRUNO], receipt)).toMatchObject({ code: 250 });
      await providers.settled();
      const events = (await beta.storage.events.readAll(head, 1000)).map(({ event }) => event);
      expect(events).toContainEqual(
        expect.objectContaining({ type: "incoming.notice-correlated", matched: false }),
      );
    },
  );
});

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
