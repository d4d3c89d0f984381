/** @module */
import { expect } from "expect";
import fc from "fast-check";
import { parseSignedData } from "../../adapters/documents/smime/signed_data.ts";
import { type Report, type Trust, verifyFile } from "../../adapters/verifier/verify.ts";
import { acceptance } from "../../adapters/documents/pec/acceptance.ts";
import { Blobs, certified, issuer } from "../documents/pec/support.ts";
import { certify, newKeys, signerExtensions } from "../documents/smime/support.ts";
import { realEnvelope } from "../documents/smime/real_envelope.ts";
import { alfa, documents, makeDocuments, root, signerOf, trust } from "./bundle_builder.ts";
import { claimsThat, detailOf } from "./verdicts.ts";

const encoder = new TextEncoder();
const envelope = documents.envelope.text;

/** Judges a message, Latin-1 text. */
function judge(text: string, by: Partial<Trust> = {}): Promise<Report> {
  const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
  return verifyFile("message.eml", bytes, { ...trust, ...by });
}

Deno.test("message: all claims of a good one hold but what nothing enclosed speaks of", async () => {
  for (const { text } of Object.values(documents)) {
    const report = await judge(text);
    expect(report.kind).toBe("message");
    expect(claimsThat("fails", report)).toEqual([]);
    expect(claimsThat("unknown", report)).toEqual(["revocation"]);
    expect(detailOf("signature", report)).toContain(
      "2026-11-21T21:30:00.000Z by its signer's word",
    );
  }
});

Deno.test("message: one saved with the line ends of another system", async () => {
  const report = await judge(envelope.replaceAll("\r\n", "\n"));
  expect(claimsThat("fails", report)).toEqual([]);
});

Deno.test("message: content that was altered", async () => {
  const report = await judge(envelope.replace("Buongiorno", "Buonasera!"));
  expect(claimsThat("fails", report)).toEqual(["signature"]);
  expect(claimsThat("unknown", report)).toEqual(["signer", "original"]);
  expect(detailOf("signature", report)).toContain("the content was altered");
});

Deno.test("message: a signer of nobody trusted, or from before or after its certificate", async () => {
  const untrusted = await judge(envelope, { roots: [] });
  expect(claimsThat("fails", untrusted)).toEqual(["signature"]);
  for (const [notBefore, notAfter] of [[2020, 2026], [2027, 2030]] as const) {
    const life = { notBefore: Date.UTC(notBefore, 0), notAfter: Date.UTC(notAfter, 0) };
    const signer = await certify("Alfa", await newKeys(), root, signerExtensions(), life);
    const { acceptance } = await makeDocuments(signer);
    const report = await judge(acceptance.text);
    expect(claimsThat("fails", report)).toEqual(["signature"]);
  }
  const future = await judge(envelope, { now: certified.at - 1000 });
  expect(claimsThat("fails", future)).toEqual(["signature"]);
  expect(detailOf("signature", future)).toContain("in the future");
});

Deno.test("message: another provider's certificate than the one of its From", async () => {
  const gamma = await certify(
    "Gamma",
    await newKeys(),
    root,
    signerExtensions("pec@gamma.example"),
  );
  const { envelope } = await makeDocuments(gamma);
  const report = await judge(envelope.text);
  expect(claimsThat("fails", report)).toEqual(["signer"]);
  const nameless = await judge(documents.envelope.text.replace(/^From: .*\r\n/m, ""));
  expect(claimsThat("fails", nameless)).toContain("signer");
});

Deno.test("message: a header that says otherwise than the certification data", async () => {
  const changes: readonly (readonly [RegExp, string])[] = [
    [/^Subject: .*\r\n(?: .*\r\n)*/m, "Subject: POSTA CERTIFICATA: altro\r\n"],
    [/^X-Riferimento-Message-ID: .*\r\n/m, "X-Riferimento-Message-ID: <other@x>\r\n"],
    [/^Reply-To: .*\r\n/m, "Reply-To: mallory@gamma.example\r\n"],
    [/^(?=Subject:)/m, "Subject: altro\r\n"],
    [/^(?=MIME-Version:)/m, "Reply-To: mallory@gamma.example\r\n"],
  ];
  for (const [wanted, given] of changes) {
    const report = await judge(envelope.replace(wanted, given));
    expect([given, ...claimsThat("fails", report)]).toEqual([given, "daticert"]);
  }
});

Deno.test("message: a signature that is hours away from the certification data", async () => {
  const signer = await signerOf(alfa);
  const late = (hours: number) =>
    new Blobs().render(acceptance(issuer, certified), {
      sign: (digest, time) => signer.sign(digest, time + hours * 3_600_000),
    });
  expect(claimsThat("fails", await judge((await late(0.9)).text))).toEqual([]);
  expect(claimsThat("fails", await judge((await late(1.1)).text))).toEqual(["daticert"]);
  expect(claimsThat("fails", await judge((await late(-1.1)).text))).toEqual(["daticert"]);
});

Deno.test("message: an original that is another one than the certified", async () => {
  const other = { ...certified, pecId: "ff@alfa.example", msgid: "<other@client.alfa.example>" };
  const { receipt } = await makeDocuments(alfa, certified, other);
  const report = await judge(receipt.text);
  expect(claimsThat("fails", report)).toEqual(["original"]);
  expect(detailOf("original", report)).toContain(`the message inside is <${certified.pecId}>`);
  const own = await makeDocuments(alfa, certified, { ...other, pecId: certified.pecId });
  expect(claimsThat("fails", await judge(own.receipt.text))).toEqual([]);
});

Deno.test("message: what is no document of PEC", async () => {
  const ordinary = "From: a@b.example\r\nSubject: x\r\nMIME-Version: 1.0\r\n\r\nciao\r\n";
  const report = await judge(ordinary);
  expect(claimsThat("fails", report)).toEqual(["form"]);
  const unmarked = await judge(envelope.replace("X-Trasporto: posta-certificata", "X-Other: x"));
  expect(claimsThat("fails", unmarked)).toEqual(["form"]);
  const anomaly = await judge(
    envelope.replace("X-Trasporto: posta-certificata", "X-Trasporto: errore"),
  );
  expect(claimsThat("fails", anomaly)).toEqual([]);
  expect(claimsThat("unknown", anomaly)).toContain("form");
  const deep = "From: a\r\nContent-Type: message/rfc822\r\n\r\n".repeat(200);
  expect(claimsThat("fails", await judge(deep))).toEqual(["form"]);
});

Deno.test("message: a real one of 2023, whose SHA-1 proves nothing by itself", async () => {
  const path = new URL("../fixtures/aruba-2023-busta-di-trasporto.eml", import.meta.url);
  const [, issuer] = parseSignedData((await realEnvelope()).p7s).certificates;
  const report = await verifyFile("aruba.eml", await Deno.readFile(path), {
    ...trust,
    roots: [issuer!],
  });
  expect(claimsThat("fails", report)).toEqual([]);
  expect(claimsThat("unknown", report)).toEqual(["signature", "revocation"]);
  expect(detailOf("signature", report)).toContain("SHA-1 proves nothing without a time stamp");
  expect(detailOf("signer", report)).toContain("posta-certificata@pec.aruba.it");
});

Deno.test("message: not one changed octet of the signed part passes (fuzz)", async () => {
  const { bytes, source } = documents.acceptance;
  const { start, end } = source.root.children[0]!;
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: start, max: end - 1 }), fc.nat(7), async (at, bit) => {
      const changed = Uint8Array.from(bytes);
      changed[at]! ^= 1 << bit;
      const report = await verifyFile("a.eml", changed, trust);
      expect(claimsThat("fails", report).length).toBeGreaterThan(0);
    }),
    { numRuns: 100 },
  );
});

Deno.test("files that are nothing of what can be verified", async () => {
  for (const text of ["", "x", "0\x80", "PK", "[", "{}", "-----BEGIN CERTIFICATE-----\n"]) {
    const report = await verifyFile("x", encoder.encode(text), trust);
    expect(report.claims.some(({ verdict }) => verdict !== "holds")).toBe(true);
  }
  await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
    const { claims } = await verifyFile("x", bytes, trust);
    expect(claims.every(({ verdict }) => verdict === "holds")).toBe(false);
  }));
});
