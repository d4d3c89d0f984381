import { expect } from "expect";
import fc from "fast-check";
import { parseDaticert } from "../../adapters/documents/pec/daticert_reader.ts";
import { bundle } from "../../adapters/verifier_page/bundle.ts";
import { Chromium, chromiumAvailable } from "../support/chromium.ts";
import { readings } from "./daticert_readings.ts";

const DATICERT = `<?xml version="1.0" encoding="UTF-8"?>
<postacert tipo="avvenuta-consegna" errore="nessuno">
  <intestazione>
    <mittente>anna@alfa.example</mittente>
    <destinatari tipo="certificato">bruno@beta.example</destinatari>
    <destinatari tipo="esterno">carla@gamma.example</destinatari>
    <risposte>anna@alfa.example</risposte>
    <oggetto>Citt&#224; &amp; <![CDATA[<altro>]]> — prova</oggetto>
  </intestazione>
  <dati>
    <gestore-emittente>Beta PEC</gestore-emittente>
    <data zona="+0100"><giorno>21/11/2026</giorno><ora>10:30:00</ora></data>
    <identificativo>01A@alfa.example</identificativo>
    <msgid>&lt;a@b.example&gt;</msgid>
    <ricevuta tipo="completa"/>
    <consegna>bruno@beta.example</consegna>
  </dati>
</postacert>
`;

/** Changes by which a document becomes another one, most often one that must be refused. */
const CHANGES: readonly (readonly [string | RegExp, string])[] = [
  ["", ""],
  [/<\?xml.*\?>\n/, ""],
  ["<?xml", "<!-- c --><?xml"],
  [/<oggetto>.*<\/oggetto>/, ""],
  [/<risposte>.*<\/risposte>/, ""],
  [/<destinatari[^]*<\/destinatari>/, ""],
  [/<mittente>.*<\/mittente>/, "$&$&"],
  [/(<mittente>.*<\/mittente>)(\s*)(<destinatari)/, "$3 tipo='esterno'>x</destinatari>$1$2$3"],
  [' errore="nessuno"', ""],
  [' errore="nessuno"', ' errore="niente"'],
  ['tipo="avvenuta-consegna"', 'tipo=" avvenuta-consegna "'],
  ['tipo="avvenuta-consegna"', ""],
  ['tipo="avvenuta-consegna"', 'tipo="AVVENUTA-CONSEGNA"'],
  ['tipo="completa"', 'tipo="completa" tipo="breve"'],
  ['tipo="completa"', 'altro="completa"'],
  ['tipo="esterno"', ""],
  ['zona="+0100"', ""],
  ['zona="+0100"', 'zona="&#43;0100"'],
  ["<dati>", "<dati>testo"],
  ["<dati>", "<dati><![CDATA[ ]]>"],
  ["<dati>", "<dati><!-- nota --><?istruzione?>"],
  ["<dati>", "<dati>&#32;"],
  ["<dati>", "<dati>\u00a0"],
  ["<dati>", "<dati>&nbsp;"],
  ['<ricevuta tipo="completa"/>', '<ricevuta tipo="completa"></ricevuta>'],
  ['<ricevuta tipo="completa"/>', '<ricevuta tipo="completa"> </ricevuta>'],
  ['<ricevuta tipo="completa"/>', '<ricevuta tipo="completa"><!----></ricevuta>'],
  ["<mittente>", "<mittente><!-- c -->"],
  ["<mittente>anna", "<mittente><b>anna</b>"],
  ["<postacert", '<postacert xmlns="urn:x"'],
  ["<postacert", '<postacert xmlns:p="urn:x"'],
  ["<postacert", '<postacert xml:lang="it"'],
  ["<postacert", "<p:postacert"],
  ["</postacert>", "</postacert><postacert/>"],
  ["</postacert>", "</postacert><!-- dopo -->"],
  ["</postacert>", "</postacert>dopo"],
  ["</postacert>", ""],
  ["prova", "prova\u0000"],
  ["prova", "prova\u0007"],
  ["prova", "prova\ufffe"],
  ["prova", "prova&#0;"],
  ["prova", "prova&#xd800;"],
  ["prova", "prova\r\nriga"],
  ["prova", "\u{1f600}"],
  ["prova", "]]>"],
  ["&amp;", "&"],
  ["&amp;", "&amp"],
  ["<dati>", '<dati><parsererror xmlns="http://www.w3.org/1999/xhtml">x</parsererror>'],
  ["<postacert", "<!DOCTYPE postacert [<!ENTITY e 'x'>]><postacert"],
];

const script = await bundle(new URL("./daticert_reader_in_page.ts", import.meta.url));

Deno.test({
  name: "in Chromium: the page reads daticert.xml, or refuses it, as the engine does",
  ignore: !chromiumAvailable,
  async fn() {
    const texts = CHANGES.map(([what, by]) => DATICERT.replace(what, by));
    const whole = new TextEncoder().encode(DATICERT);
    // Most octets beyond ASCII only make it other than UTF-8.
    const value = fc.oneof(fc.integer({ min: 0x20, max: 0x7e }), fc.nat(255));
    const octet = fc.noBias(fc.tuple(fc.nat(whole.length - 1), value));
    const damage = fc.sample(fc.array(octet, { minLength: 1, maxLength: 3 }), {
      numRuns: 2000,
      seed: 6109,
    });
    const files = [
      ...texts.map((text) => new TextEncoder().encode(text)),
      ...damage.map((octets) => octets.reduce((all, [at, to]) => all.with(at, to), whole)),
    ].map((bytes) => bytes.toBase64());
    const expected = readings(files, parseDaticert);
    expect(expected[0]).toContain("Città & <altro> — prova");
    expect(new Set(expected).size).toBeGreaterThan(100);

    await using browser = await Chromium.start("it-IT");
    await browser.evaluate(script);
    const seen = await browser.evaluate(`readings(${JSON.stringify(files)})`);
    const differences = files.flatMap((file, index) =>
      seen[index] === expected[index]
        ? []
        : [[atob(file).slice(0, 2000), expected[index], seen[index]]]
    );
    expect(differences).toEqual([]);
  },
});
