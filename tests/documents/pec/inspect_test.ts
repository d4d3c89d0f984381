import { expect } from "expect";
import fc from "fast-check";
import { Buffer } from "node:buffer";
import { MimeFault } from "../../../adapters/documents/mime/limits.ts";
import { scanBytes } from "../../../adapters/documents/mime/scanner.ts";
import { acceptance } from "../../../adapters/documents/pec/acceptance.ts";
import { anomalyEnvelope } from "../../../adapters/documents/pec/anomaly_envelope.ts";
import { buildDaticert, type DaticertKind } from "../../../adapters/documents/pec/daticert.ts";
import { inspectPec, type PecInspection } from "../../../adapters/documents/pec/inspect.ts";
import { nonAcceptance } from "../../../adapters/documents/pec/non_acceptance.ts";
import { nonDelivery } from "../../../adapters/documents/pec/non_delivery.ts";
import { romeTime } from "../../../adapters/documents/pec/rome_time.ts";
import { takeCharge } from "../../../adapters/documents/pec/take_charge.ts";
import { timeoutNotice } from "../../../adapters/documents/pec/timeout_notice.ts";
import { transportEnvelope } from "../../../adapters/documents/pec/transport_envelope.ts";
import { virusDetection } from "../../../adapters/documents/pec/virus_detection.ts";
import { virusNonAcceptance } from "../../../adapters/documents/pec/virus_non_acceptance.ts";
import { virusNonDelivery } from "../../../adapters/documents/pec/virus_non_delivery.ts";
import { Blobs, certified, issuer, original } from "./support.ts";

const blobs = new Blobs();

function inspect(message: string): Promise<PecInspection> {
  const bytes = Buffer.from(message, "latin1");
  return inspectPec(scanBytes(bytes), (start, end) => Promise.resolve(bytes.subarray(start, end)));
}

function formOf(inspection: PecInspection) {
  if (inspection.form !== "signed") throw new Error("Cannot judge the form: it is not signed");
  return inspection.document;
}

const { at: _, ...data } = certified;

Deno.test("our own envelope is correct, and signed where the signer signed", async () => {
  const source = blobs.source(original);
  const { text } = await blobs.render(
    await transportEnvelope(issuer, certified, "completa", source, blobs.read),
  );
  const inspection = await inspect(text);
  if (inspection.form !== "signed") throw new Error("Cannot go on: it is not signed");
  const [digest] = Buffer.from(inspection.signature).toString().split(" ");
  const { start, end } = inspection.signedPart;
  const signed = Buffer.from(text.slice(start, end), "latin1");
  const hash = await crypto.subtle.digest("SHA-256", signed);
  expect(Buffer.from(hash).toString("hex")).toBe(digest);
  const { document } = inspection;
  if (document.kind !== "envelope") throw new Error(`Cannot go on: it is ${document.kind}`);
  expect(document.daticert.certified).toEqual(data);
  expect(document.original.children[0]?.type).toBe("text/plain");
});

Deno.test("our own notices are correct", async () => {
  const fault = { error: "altro", description: "x" } as const;
  const documents = [
    acceptance(issuer, certified),
    nonAcceptance(issuer, certified, fault),
    takeCharge(issuer, certified, "servizio@alfa.example", ["bruno@beta.example"]),
    nonDelivery(issuer, certified, "bruno@beta.example", fault),
    virusNonAcceptance(issuer, certified, "Eicar"),
    virusDetection(issuer, certified, "servizio@beta.example", "bruno@beta.example", "Eicar"),
    virusNonDelivery(issuer, certified, "bruno@beta.example", "Eicar"),
    timeoutNotice(issuer, certified, "bruno@beta.example", 12),
    timeoutNotice(issuer, certified, "bruno@beta.example", 24),
  ];
  for (const document of documents) {
    const { text } = await blobs.render(document);
    expect(formOf(await inspect(text))).toMatchObject({
      kind: "notice",
      notice: document.kind,
      daticert: { certified: data },
    });
  }
});

Deno.test("our own anomaly envelope certifies nothing: it is no correct form", async () => {
  const arrival = { at: certified.at, sender: "x@y.example", recipients: [], subject: "" };
  const source = blobs.source(original);
  const { text } = await blobs.render(
    await anomalyEnvelope(issuer, arrival, "errore", source, blobs.read),
  );
  expect(formOf(await inspect(text))).toEqual({
    kind: "incorrect",
    reason: "X-Trasporto is not posta-certificata",
  });
  // What it holds does not make it one either, however it is relabelled.
  const envelope = await blobs.render(
    await transportEnvelope(issuer, certified, "completa", source, blobs.read),
  );
  const around = await blobs.render(
    await anomalyEnvelope(issuer, arrival, "errore", blobs.source(envelope.bytes), blobs.read),
  );
  const relabelled = around.text.replace("X-Trasporto: errore", "X-Trasporto: posta-certificata");
  expect(formOf(await inspect(relabelled))).toEqual({
    kind: "incorrect",
    reason: "no daticert.xml",
  });
});

interface Foreign {
  readonly header?: string;
  readonly daticert?: string;
  readonly postacert?: string;
  readonly seal?: string;
  readonly tail?: string;
  readonly layout?: (daticert: string, postacert: string) => readonly string[];
}

const xml = (kind: DaticertKind) =>
  buildDaticert(kind, issuer, certified, romeTime(certified.at), {});
const prose = "Content-Type: text/plain\r\n\r\nMessaggio di posta certificata\r\n";
const inner = `Message-ID: <${certified.pecId}>\r\nFrom: anna@alfa.example\r\n\r\nCiao\r\n`;
const named = (type: string, name: string, encoding: string, body: string) =>
  `Content-Type: ${type}; name="${name}"\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n${body}`;
const daticertPart = (body: string) => named("application/xml", "daticert.xml", "8bit", body);
const envelopeDaticert = daticertPart(xml("posta-certificata"));
const postacertPart = named("message/rfc822", "postacert.eml", "7bit", inner);
const signaturePart = named("application/x-pkcs7-signature", "smime.p7s", "base64", "MAA=");
const join = (boundary: string, parts: readonly string[]) =>
  parts.map((part) => `--${boundary}\r\n${part}\r\n`).join("") + `--${boundary}--\r\n`;
const envelopeHeader = `Message-ID: <${certified.pecId}>\r\nX-Trasporto: posta-certificata\r\n`;

/** An envelope as another provider might lay it out. */
function foreign(parts: Foreign = {}): string {
  const layout = parts.layout ?? ((daticert, postacert) => [prose, daticert, postacert]);
  const content = layout(parts.daticert ?? envelopeDaticert, parts.postacert ?? postacertPart);
  const mixed = `Content-Type: multipart/mixed; boundary=m\r\n\r\n${join("m", content)}`;
  return `${parts.header ?? envelopeHeader}` +
    `Content-Type: multipart/signed; protocol="application/x-pkcs7-signature"; micalg=sha1;\r\n` +
    ` boundary="s"\r\n\r\n${
      join("s", [mixed, parts.seal ?? signaturePart, ...(parts.tail ? [parts.tail] : [])])
    }`;
}

const base64 = (text: string) => Buffer.from(text).toString("base64");
const quoted = (text: string) =>
  text.replace(/=/g, "=3D").replace(/à/g, "=C3=A0").replace(/–/g, "=E2=80=93");
const tolerated: Readonly<Record<string, Foreign>> = {
  "the plain layout": {},
  "parts in another order": { layout: (daticert, postacert) => [postacert, prose, daticert] },
  "daticert.xml in base64": {
    daticert: named("application/xml", "daticert.xml", "BASE64", base64(xml("posta-certificata"))),
  },
  "daticert.xml in quoted-printable": {
    daticert: named(
      "text/xml",
      "daticert.xml",
      "quoted-printable",
      quoted(xml("posta-certificata")),
    ),
  },
  "names in another case, as filename alone": {
    daticert: envelopeDaticert.replace('; name="daticert.xml"', "")
      .replace("\r\n\r\n", "\r\nContent-Disposition: inline; filename=DatiCert.XML\r\n\r\n"),
  },
  "parts nested deeper": {
    layout: (daticert, postacert) => [
      prose,
      `Content-Type: multipart/mixed; boundary=n\r\n\r\n${join("n", [daticert, prose])}`,
      postacert,
    ],
  },
  "extra parts": { layout: (...parts) => [prose, prose, ...parts, daticertless()] },
  "a daticert.xml inside the original": {
    postacert: named(
      "message/rfc822",
      "postacert.eml",
      "7bit",
      `Content-Type: multipart/mixed; boundary=o\r\n\r\n${join("o", [envelopeDaticert])}`,
    ),
  },
  "marker and Message-ID written otherwise": {
    header: `message-id:\r\n <${certified.pecId}>\r\nX-TRASPORTO: Posta-Certificata \r\n`,
  },
};
function daticertless(): string {
  return named("application/pdf", "informativa.pdf", "base64", "AAAA");
}
for (const [what, parts] of Object.entries(tolerated)) {
  Deno.test(`tolerated: ${what}`, async () => {
    const xmlAsBytes = Buffer.from(foreign(parts), "utf8").toString("latin1");
    expect(formOf(await inspect(xmlAsBytes))).toMatchObject({ kind: "envelope" });
  });
}

const ricevuta = (value: string) => `X-Ricevuta: ${value}\r\n`;
const faults: Readonly<Record<string, [parts: Foreign, reason: string | RegExp]>> = {
  "no marker": [{ header: "" }, "neither"],
  "two markers": [{ header: envelopeHeader + ricevuta("accettazione") }, "more than one"],
  "an anomaly envelope": [{ header: "X-Trasporto: errore\r\n" }, "not posta-certificata"],
  "an unknown notice": [{ header: ricevuta("lettura") }, "unknown X-Ricevuta"],
  "a marker that daticert.xml contradicts": [{ header: ricevuta("accettazione") }, "says"],
  "no daticert.xml": [{ daticert: prose }, "no daticert.xml"],
  "two daticert.xml": [{ layout: (d, p) => [d, p, d] }, "more than one daticert.xml"],
  "a wrong daticert.xml": [{ daticert: daticertPart("<postacert/>") }, /^Cannot read daticert.xml/],
  "a huge daticert.xml": [{ daticert: daticertPart(" ".repeat(2 ** 21 + 1)) }, "too long"],
  "no postacert.eml": [{ postacert: prose }, "no postacert.eml"],
  "two postacert.eml": [{ layout: (d, p) => [d, p, p] }, "more than one postacert.eml"],
  "a postacert.eml of another type": [
    { postacert: named("application/pdf", "postacert.eml", "7bit", inner) },
    "application/pdf",
  ],
  "no Message-ID": [{ header: "X-Trasporto: posta-certificata\r\n" }, "Message-ID"],
  "another Message-ID": [
    { header: "Message-ID: <x@alfa.example>\r\nX-Trasporto: posta-certificata\r\n" },
    "Message-ID",
  ],
  "a third part beside the signature": [{ tail: prose }, "more than two parts"],
  "a presa in carico without recipients": [
    { header: ricevuta("presa-in-carico"), daticert: daticertPart(xml("presa-in-carico")) },
    "no ricezione",
  ],
  "a rilevazione virus without recipient": [
    { header: ricevuta("rilevazione-virus"), daticert: daticertPart(xml("rilevazione-virus")) },
    "no consegna",
  ],
  "a timeout notice without recipient": [
    {
      header: ricevuta("preavviso-errore-consegna"),
      daticert: daticertPart(xml("preavviso-errore-consegna")),
    },
    "no consegna",
  ],
  "a delivery receipt without recipient": [
    { header: ricevuta("avvenuta-consegna"), daticert: daticertPart(xml("avvenuta-consegna")) },
    "no consegna",
  ],
};
for (const [what, [parts, reason]] of Object.entries(faults)) {
  Deno.test(`incorrect: ${what}`, async () => {
    const form = formOf(await inspect(Buffer.from(foreign(parts), "utf8").toString("latin1")));
    if (form.kind !== "incorrect") throw new Error(`Cannot be right: it is ${form.kind}`);
    expect(form.reason).toMatch(reason);
  });
}

Deno.test("ordinary: everything without a detached S/MIME signature", async () => {
  const pgp = named("application/pgp-signature", "signature.asc", "7bit", "x");
  const messages = [
    original,
    "",
    `${envelopeHeader}\r\n`,
    foreign({ seal: pgp }),
    foreign().replace("multipart/signed", "multipart/mixed"),
    `Content-Type: multipart/signed; boundary=s\r\n\r\n${join("s", [prose])}`,
    `Content-Type: application/pkcs7-mime; smime-type=signed-data\r\n\r\nMAA=`,
    foreign({
      seal: named("application/pkcs7-signature", "smime.p7s", "7bit", "A".repeat(2 ** 21 + 1)),
    }),
  ];
  for (const message of messages) expect((await inspect(message)).form).toBe("ordinary");
});

Deno.test("fuzz: a changed envelope is judged, whatever it has become", async () => {
  const bytes = Buffer.from(foreign(), "utf8");
  const change = fc.tuple(fc.nat(bytes.length - 1), fc.nat(255));
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 8 }), async (changes) => {
      const changed = Buffer.from(bytes);
      for (const [at, value] of changes) changed[at] = value;
      try {
        expect(["ordinary", "signed"]).toContain((await inspect(changed.toString("latin1"))).form);
      } catch (error) {
        expect(error).toBeInstanceOf(MimeFault);
      }
    }),
    { numRuns: 200, seed: 6109 },
  );
});
