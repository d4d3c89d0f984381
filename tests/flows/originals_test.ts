/**
 * Originals of every kind: what is strange but allowed travels byte for byte, what is beyond the
 * limits is answered by name, and nothing of it disturbs the provider.
 *
 * @module
 */
import { expect } from "expect";
import { Buffer } from "node:buffer";
import { headerOf, lines, mailTo } from "./mail.ts";
import type { Document } from "./document.ts";
import { verifyWithOpenssl } from "./openssl_peer.ts";
import { Providers } from "./providers.ts";

const ANNA = "anna@alfa.example";
const BRUNO = "bruno@beta.example";
const TO_BRUNO = headerOf({ to: BRUNO });

/** A multipart in a multipart, `depth` times. */
function nested(depth: number): string {
  let text = "";
  for (let level = 0; level < depth; level++) {
    text += lines(`Content-Type: multipart/mixed; boundary="b${level}"`, "", `--b${level}`);
  }
  return text + lines("", "In fondo.");
}

/** What is accepted: the original without its identificativo, and what its daticert must say. */
const ACCEPTED: readonly {
  readonly name: string;
  readonly content: string;
  readonly subject?: string;
  readonly parameters?: string;
}[] = [
  { name: "no Message-ID, no Subject", content: TO_BRUNO + lines("", "Buongiorno.") },
  { name: "no body, not even an empty line", content: TO_BRUNO },
  { name: "a header and an empty line", content: TO_BRUNO + lines("") },
  {
    name: "8-bit text and header",
    content: headerOf({ to: BRUNO }, "Subject: Perch\xc3\xa9 no", "Content-Type: text/plain") +
      lines("", "citt\xe0 e perch\xc3\xa9 \xff\xfe"),
    subject: "Perché no",
    parameters: " BODY=8BITMIME",
  },
  {
    name: "lines that begin with dots",
    content: mailTo(BRUNO) + lines(".", "..", "...fine", ".."),
    subject: "Prova",
  },
  {
    name: "a subject of markup, quotes and all planes of Unicode",
    content: headerOf(
      { to: BRUNO },
      "Subject: <b>&amp; \"doppi\" 'singoli' ]]> %{oggetto} {mittente} $& \\",
      " =?UTF-8?Q?=E2=82=AC_=F0=9F=94=8F_=C3=A8?= =?UTF-8?B?4oCm?=",
      " =?ISO-8859-15?Q?=A4?=",
    ) + lines("", "Buongiorno."),
    subject: "<b>&amp; \"doppi\" 'singoli' ]]> %{oggetto} {mittente} $& \\ € 🔏 è…€",
  },
  {
    name: "a subject with a newline in an encoded word",
    content: headerOf({ to: BRUNO }, "Subject: =?UTF-8?Q?uno=0D=0AX-Ricevuta:_falsa?=") +
      lines("", "Buongiorno."),
  },
  {
    name: "a subject of 6,000 characters",
    content: headerOf({ to: BRUNO }, "Subject: lungo", ...Array(60).fill(` ${"x".repeat(99)}`)) +
      lines("", "Buongiorno."),
    subject: `lungo${` ${"x".repeat(99)}`.repeat(60)}`,
  },
  {
    name: "a multipart without its final boundary",
    content: headerOf({ to: BRUNO }, 'Content-Type: multipart/mixed; boundary="b"') +
      lines("", "--b", "", "Uno.", "--b", 'Content-Type: text/plain; name="a.txt"', "", "Due."),
  },
  {
    name: "a multipart without any boundary",
    content: headerOf({ to: BRUNO }, "Content-Type: multipart/mixed") + lines("", "Testo."),
  },
  {
    name: "base64 that is none",
    content: headerOf({ to: BRUNO }, "Content-Transfer-Encoding: base64") +
      lines("", "###  ===non base64===  ###", "A"),
  },
  {
    name: "multiparts 80 deep",
    content: TO_BRUNO + nested(80),
  },
  {
    name: "a message that looks like an envelope",
    content: headerOf({ to: BRUNO }, "X-Trasporto: posta-certificata", "X-Ricevuta: accettazione") +
      lines("", "Non lo sono."),
  },
];

/** What is beyond a limit. */
const REFUSED: readonly { readonly name: string; readonly content: string }[] = [
  { name: "100,000 header fields", content: TO_BRUNO + lines("X: y").repeat(100_000) },
  {
    name: "a header of 1 MB",
    content: TO_BRUNO + lines(`X: ${"y".repeat(900)}`).repeat(1100) + lines("", "Testo."),
  },
  { name: "multiparts 500 deep", content: TO_BRUNO + nested(500) },
  { name: "a line of 5,000 octets", content: mailTo(BRUNO) + lines("x".repeat(5000)) },
];

Deno.test("flow: strange originals travel byte for byte", async (t) => {
  await using providers = await Providers.start();
  const { alfa, beta } = providers;
  const documents: Document[] = [];
  for (const receipt of ["completa", "breve"]) {
    for (const { name, content, subject, parameters = "" } of ACCEPTED) {
      await t.step(`${name}, ${receipt}`, async () => {
        const asking = lines(`X-TipoRicevuta: ${receipt}`) + content;
        const mail = { account: ANNA, recipients: [BRUNO], content: asking, parameters };
        const pecId = await alfa.accept(mail);
        await providers.settled();
        expect(await alfa.kinds(ANNA, pecId)).toEqual(["accettazione", "avvenuta-consegna"]);
        const envelope = await beta.document(BRUNO, pecId, "posta-certificata");
        const all = [envelope, ...await alfa.documents(ANNA, pecId)];
        documents.push(...all);
        for (const { daticert } of all) {
          expect(daticert.certified.pecId).toBe(pecId);
          expect(daticert.certified.msgid).toBeUndefined();
          if (subject !== undefined) expect(daticert.certified.subject).toBe(subject);
        }
        // RFC 6109 §3.1.5: but for the identificativo the original stays as it was submitted.
        const original = envelope.original!.toString("latin1");
        expect(withoutId(original, pecId)).toBe(asking.endsWith("\r\n") ? asking : `${asking}\r\n`);
      });
    }
  }
  await verifyWithOpenssl(t, documents, providers.authority);
});

/** The original as it was before it got its identificativo. */
function withoutId(original: string, pecId: string): string {
  const line = `Message-ID: <${pecId}>\r\n`;
  expect(original).toContain(line);
  return original.replace(line, "");
}

Deno.test("flow: originals beyond the limits are refused by name", async (t) => {
  await using providers = await Providers.start();
  const { alfa } = providers;
  const head = await alfa.storage.events.head();
  for (const { name, content } of REFUSED) {
    await t.step(name, async () => {
      const reply = await alfa.submit({ account: ANNA, recipients: [BRUNO], content });
      expect(reply).toMatchObject({ code: 554, text: expect.stringContaining("5.6.0") });
    });
  }
  await t.step("a message of 2 MB goes through all the same", async () => {
    const content = mailTo(BRUNO) + lines("x".repeat(76)).repeat(28_000);
    const pecId = await alfa.accept({ account: ANNA, recipients: [BRUNO], content });
    await providers.settled();
    const { original } = await providers.beta.document(BRUNO, pecId, "posta-certificata");
    expect(withoutId(original!.toString("latin1"), pecId)).toBe(content);
    const receipt = await alfa.document(ANNA, pecId, "avvenuta-consegna");
    expect(Buffer.compare(receipt.original!, original!)).toBe(0);
  });
  const events = (await alfa.storage.events.readAll(head, 1000)).map(({ event }) => event);
  expect(events.filter(({ type }) => type === "outgoing.submitted")).toHaveLength(1);
});

Deno.test("flow: quoted local parts and internationalised domains", async (t) => {
  const ascii = "xn--citt-0na.example";
  await using providers = await Providers.start({ domains: [ascii] });
  const { alfa, beta } = providers;
  const holders = ['"bruno il bello"@beta.example', `bruno@${ascii}`, "o'bruno+pec@beta.example"];
  for (const address of holders) await beta.open(address);
  for (const address of holders) {
    await t.step(address, async () => {
      const content = mailTo(`Bruno <${address}>`);
      const pecId = await alfa.accept({ account: ANNA, recipients: [address], content });
      await providers.settled();
      expect(await alfa.kinds(ANNA, pecId)).toEqual(["accettazione", "avvenuta-consegna"]);
      const { daticert } = await alfa.document(ANNA, pecId, "avvenuta-consegna");
      expect(daticert.consegna).toBe(address);
      expect(daticert.certified.recipients).toEqual([{ address, kind: "certificato" }]);
      expect(await beta.kinds(address, pecId)).toEqual(["posta-certificata"]);
    });
  }
});

Deno.test("flow: Message-IDs as clients write them", async (t) => {
  await using providers = await Providers.start();
  const { alfa, beta } = providers;
  for (
    const { name, fields, msgid } of [
      {
        name: "markup",
        fields: ["Message-ID: <a&b\"'<c>]]>@client>"],
        msgid: "<a&b\"'<c>]]>@client>",
      },
      { name: "no brackets", fields: ["Message-ID: nudo@client"], msgid: "nudo@client" },
      { name: "folded", fields: ["Message-ID:", " <piegato@client>"], msgid: "<piegato@client>" },
      { name: "empty", fields: ["Message-ID:"], msgid: undefined },
      { name: "other case", fields: ["mEsSaGe-iD: <misto@client>"], msgid: "<misto@client>" },
      {
        name: "two",
        fields: ["Message-ID: <uno@client>", "Message-ID: <due@client>"],
        msgid: "<uno@client>",
      },
    ]
  ) {
    await t.step(name, async () => {
      const content = mailTo(BRUNO, ...fields);
      const pecId = await alfa.accept({ account: ANNA, recipients: [BRUNO], content });
      await providers.settled();
      expect(await alfa.kinds(ANNA, pecId)).toEqual(["accettazione", "avvenuta-consegna"]);
      const envelope = await beta.document(BRUNO, pecId, "posta-certificata");
      for (const document of [envelope, ...await alfa.documents(ANNA, pecId)]) {
        expect(document.daticert.certified.msgid).toBe(msgid);
        expect(document.header("X-Riferimento-Message-ID")).toBe(msgid);
      }
      // RFC 6109 §2.2.1: the original bears the identificativo, whatever the client wrote.
      const [first] = envelope.original!.toString("latin1").match(/^message-id:.*$/gim) ?? [];
      expect(first).toContain(`<${pecId}>`);
    });
  }
});

Deno.test("flow: fifty messages at once, each with ten recipients of both providers", async () => {
  await using providers = await Providers.start();
  const { alfa, beta } = providers;
  const here = ["anna@alfa.example", "carla@alfa.example"];
  const there = ["bruno@beta.example", "dario@beta.example"];
  const nobody = Array.from({ length: 6 }, (_, index) => `nessuno${index}@beta.example`);
  const recipients = [...here, ...there, ...nobody];
  const content = mailTo(recipients.join(",\r\n "));
  const mail = { account: ANNA, recipients, content };
  const pecIds = (await Promise.all(Array.from({ length: 10 }, async () => {
    const accepted = [];
    for (let count = 0; count < 5; count++) accepted.push(await alfa.accept(mail));
    return accepted;
  }))).flat();
  await providers.settled();
  expect(new Set(pecIds).size).toBe(50);
  for (const pecId of pecIds) {
    expect(await alfa.kinds(ANNA, pecId)).toEqual([
      "accettazione",
      ...Array(4).fill("avvenuta-consegna"),
      ...Array(6).fill("errore-consegna"),
      "posta-certificata",
    ]);
    expect(await alfa.kinds("ricevute@alfa.example", pecId)).toEqual(
      Array(2).fill("presa-in-carico"),
    );
    for (const address of there) {
      expect(await beta.kinds(address, pecId)).toEqual(["posta-certificata"]);
    }
  }
});
