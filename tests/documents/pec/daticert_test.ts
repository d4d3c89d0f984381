import { expect } from "expect";
import fc from "fast-check";
import { buildDaticert } from "../../../adapters/documents/pec/daticert.ts";
import {
  DATICERT_LIMIT,
  DaticertError,
  parseDaticert,
} from "../../../adapters/documents/pec/daticert_reader.ts";
import { romeTime } from "../../../adapters/documents/pec/rome_time.ts";
import { certified, issuer } from "./support.ts";

const time = romeTime(certified.at);
const parse = (xml: string) => parseDaticert(new TextEncoder().encode(xml));

Deno.test("the elements stand in the order of the grammar", () => {
  const xml = buildDaticert("avvenuta-consegna", issuer, certified, time, {
    receipt: "breve",
    delivery: "bruno@beta.example",
  });
  expect(xml).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<postacert tipo="avvenuta-consegna" errore="nessuno">
  <intestazione>
    <mittente>anna@alfa.example</mittente>
    <destinatari tipo="certificato">bruno@beta.example</destinatari>
    <destinatari tipo="esterno">carla@gamma.example</destinatari>
    <risposte>anna@alfa.example</risposte>
    <oggetto>Città di Alfa – preventivo</oggetto>
  </intestazione>
  <dati>
    <gestore-emittente>Gestore Alfa &amp; Figli</gestore-emittente>
    <data zona="+0100">
      <giorno>21/11/2026</giorno>
      <ora>22:30:00</ora>
    </data>
    <identificativo>0192a3b4c5d6e7f8@alfa.example</identificativo>
    <msgid>&lt;first.message@client.alfa.example&gt;</msgid>
    <ricevuta tipo="breve"/>
    <consegna>bruno@beta.example</consegna>
  </dati>
</postacert>
`);
});

Deno.test("what is built is read back", () => {
  const { at, ...data } = certified;
  const taken = ["bruno@beta.example", "b&b@beta.example"];
  expect(parse(buildDaticert("presa-in-carico", issuer, certified, time, { taken }))).toEqual({
    tipo: "presa-in-carico",
    errore: "nessuno",
    certified: data,
    issuer: issuer.name,
    at,
    ricezione: taken,
  });
  const { msgid: _, ...anonymous } = certified;
  const failure = parse(buildDaticert("errore-consegna", issuer, anonymous, time, {
    error: "no-dest",
    delivery: "bruno@beta.example",
    description: "5.1.1 - Gestore Beta - indirizzo non valido",
  }));
  expect(failure.errore).toBe("no-dest");
  expect(failure.consegna).toBe("bruno@beta.example");
  expect(failure.erroreEsteso).toBe("5.1.1 - Gestore Beta - indirizzo non valido");
  expect("msgid" in failure.certified).toBe(false);
  expect("ricevuta" in failure).toBe(false);
});

/** As other providers write it: other indentation, defaults left out, spaces around values. */
const foreign = `\ufeff<?xml version='1.0' encoding='utf-8' standalone="yes" ?>
<!-- dati di certificazione <postacert> -->
<postacert
    tipo="posta-certificata">
\t<intestazione><mittente> anna@alfa.example
</mittente><destinatari>bruno@beta.example</destinatari><risposte/></intestazione>
    <dati>
        <gestore-emittente>ALFA PEC S.p.A.</gestore-emittente>
        <data zona=" +0200"><giorno> 18/08/2026</giorno><ora>17:37:14 </ora></data>
        <identificativo>
            opec1.20260818173714.1@alfa.example
        </identificativo>
        <msgid>&lt;A$1@alfa.example&#62;</msgid>
        <ricevuta tipo="completa" />
    </dati>
</postacert>
`;

Deno.test("foreign layout is read", () => {
  expect(parse(foreign)).toEqual({
    tipo: "posta-certificata",
    errore: "nessuno",
    certified: {
      pecId: "opec1.20260818173714.1@alfa.example",
      msgid: "<A$1@alfa.example>",
      sender: "anna@alfa.example",
      recipients: [{ address: "bruno@beta.example", kind: "certificato" }],
      replyTo: "",
      subject: "",
    },
    issuer: "ALFA PEC S.p.A.",
    at: Date.UTC(2026, 7, 18, 15, 37, 14),
    ricevuta: "completa",
    ricezione: [],
  });
});

const broken: Readonly<Record<string, [find: string | RegExp, put: string]>> = {
  "no XML": [/^[^]*$/, "postacert"],
  "an open element": ["</dati>", ""],
  "a DOCTYPE": ["<postacert\n", "<!DOCTYPE postacert><postacert\n"],
  "a DOCTYPE behind a comment": ["<!-- dati", "<!----><!DOCTYPE postacert [<!ENTITY a 'b'>]><!-- "],
  "an unknown entity": ["ALFA", "&alfa;"],
  "another root": [/postacert/g, "busta"],
  "an unknown kind": ["posta-certificata", "posta"],
  "no kind": ['tipo="posta-certificata"', ""],
  "an unknown error": ['tipo="posta-certificata"', 'tipo="posta-certificata" errore="boh"'],
  "an unknown attribute": ["<dati>", '<dati a="b">'],
  "an unknown element": ["<risposte/>", "<risposte/><nota/>"],
  "elements in another order": [
    /(<mittente>[^]*<\/mittente>)([^]*)<risposte\/>/,
    "$2$1<risposte/>",
  ],
  "no risposte": ["<risposte/>", ""],
  "no recipient": ["<destinatari>bruno@beta.example</destinatari>", ""],
  "an empty recipient": ["bruno@beta.example", " "],
  "a recipient beyond all lengths": ["bruno@beta.example", `${"b".repeat(600)}@beta.example`],
  "no sender": [/<mittente>[^]*<\/mittente>/, "<mittente/>"],
  "a sender beyond all lengths": ["anna@", `${"a".repeat(600)}@`],
  "more than 10,000 recipients": [
    "<risposte/>",
    "<destinatari>a@b</destinatari>".repeat(10_000) + "<risposte/>",
  ],
  "an oggetto of more than 64 KiB": [
    "<risposte/>",
    `<risposte/><oggetto>${"\u00e0".repeat(32_768)}a</oggetto>`,
  ],
  "a msgid of more than 998 octets": ["A$1", "a".repeat(984)],
  "an identifier of more than 255 octets": ["opec1", "1".repeat(230)],
  "an identifier with a blank": ["opec1.", "opec1 "],
  "an identifier in square brackets": ["1@alfa.example\n", "1@[192.0.2.1]\n"],
  "an identifier without a domain": ["1@alfa.example\n", "1\n"],
  "an identifier outside ASCII": ["opec1", "op\u00e8c1"],
  "two identifiers": [/(<identificativo>[^]*<\/identificativo>)/, "$1$1"],
  "an identifier in angle brackets": ["opec1", "&lt;opec1"],
  "text where only elements may stand": ["<dati>", "<dati>testo"],
  "a day that does not exist": ["18/08", "32/08"],
  "an hour that does not exist": ["17:37", "24:37"],
  "a zone by name": ["+0200", "CEST"],
};
for (const [what, [find, put]] of Object.entries(broken)) {
  Deno.test(`refused: ${what}`, () => {
    const xml = foreign.replace(find, put);
    expect(xml).not.toBe(foreign);
    expect(() => parse(xml)).toThrow(DaticertError);
  });
}

Deno.test("read: what just keeps to the limits", () => {
  const oggetto = "\u00e0".repeat(32_768);
  const msgid = "a".repeat(983);
  const xml = foreign.replace("A$1", msgid).replace("opec1", "1".repeat(225))
    .replace(
      "<risposte/>",
      `${"<destinatari>a@b</destinatari>".repeat(9_999)}<risposte/><oggetto>${oggetto}</oggetto>`,
    );
  const { certified } = parse(xml);
  expect(certified.recipients.length).toBe(10_000);
  expect(certified.subject).toBe(oggetto);
  expect(certified.msgid).toBe(`<${msgid}@alfa.example>`);
  expect(certified.msgid?.length).toBe(998);
  expect(certified.pecId.length).toBe(255);
});

Deno.test("processing instructions and comments between elements say nothing", () => {
  const noted = foreign.replace("<dati>", "<dati><?programma nota?><!-- nota -->");
  expect(noted).not.toBe(foreign);
  expect(parse(noted)).toEqual(parse(foreign));
});

Deno.test("a msgid on several lines is read on one, as a header would hold it", () => {
  expect(parse(foreign.replace("A$1", "A\n\t1")).certified.msgid).toBe("<A 1@alfa.example>");
});

Deno.test("refused: other bytes than UTF-8, and too many of them", () => {
  expect(() => parseDaticert(new Uint8Array([...new TextEncoder().encode(foreign), 0xe8])))
    .toThrow("not UTF-8");
  const spaces = new Uint8Array(DATICERT_LIMIT).fill(0x20);
  expect(() => parseDaticert(spaces)).toThrow(DaticertError);
  expect(() => parseDaticert(new Uint8Array(DATICERT_LIMIT + 1))).toThrow("bytes");
});

Deno.test("any subject comes back, but for what XML cannot say", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 200 }), (subject) => {
      const xml = buildDaticert("accettazione", issuer, { ...certified, subject }, time, {});
      const expected = [...subject].map((char) =>
        /^[^\t\n\r -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]$/u.test(char) ? "\ufffd" : char
      ).join("");
      expect(parse(xml).certified.subject).toBe(expected);
    }),
    { numRuns: 100, seed: 6109 },
  );
});

Deno.test("fuzz: a changed daticert.xml is read or refused, nothing else", () => {
  const bytes = new TextEncoder().encode(foreign);
  const change = fc.tuple(fc.nat(bytes.length - 1), fc.nat(255));
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 5 }), (changes) => {
      const changed = bytes.slice();
      for (const [at, value] of changes) changed[at] = value;
      try {
        parseDaticert(changed);
      } catch (error) {
        expect(error).toBeInstanceOf(DaticertError);
      }
    }),
    { numRuns: 200, seed: 6109 },
  );
});
