/**
 * What the header of a submitted message may hold, and that the envelope around a message that
 * just keeps to it can be read by everybody.
 *
 * @module
 */
import { expect } from "expect";
import { decodedText, field } from "../../adapters/documents/mime/headers.ts";
import { octetsOf } from "../../adapters/documents/mime/octets.ts";
import { scanBytes } from "../../adapters/documents/mime/scanner.ts";
import { inspectPec } from "../../adapters/documents/pec/inspect.ts";
import { transportEnvelope } from "../../adapters/documents/pec/transport_envelope.ts";
import {
  headerFault,
  headerFaultText,
  SUBMISSION_LIMITS,
} from "../../adapters/points/submission_limits.ts";
import { Blobs, certified, issuer } from "../documents/pec/support.ts";

const HEADER = "From: anna@alfa.example\r\nTo: bruno@beta.example\r\n";

function faultOf(header: string): string | null {
  const fault = headerFault(scanBytes(octetsOf(`${header}\r\nBuongiorno.\r\n`)));
  return fault && headerFaultText(fault);
}

/** A value of so many octets, the blank before it included, in lines of at most 998. */
function value(octets: number): string {
  const line = `\r\n ${"a".repeat(897)}`;
  const lines = Math.floor(octets / 900);
  return line.repeat(lines) + ` ${"b".repeat(octets - lines * 900 - 1)}`;
}

const refusals: readonly [what: string, header: string, words: string][] = [
  ["no header", "", "it has no header"],
  ["a line that is no field", `${HEADER}Buongiorno\r\n`, "a line that is no field"],
  ["a continuation at the start", ` a\r\n${HEADER}`, "a line that is no field"],
  ["a Subject above 8 KiB", `${HEADER}Subject:${value(8193)}\r\n`, "its Subject is longer"],
  ["a To above 64 KiB", `To:${value(65_537)}\r\n`, "its To is longer"],
  ["two Cc above 64 KiB", `Cc:${value(40_000)}\r\n`.repeat(2), "its Cc is longer"],
  ["a Reply-To above 64 KiB", `Reply-To:${value(65_537)}\r\n`, "its Reply-To is longer"],
  ["a From above 64 KiB", `From:${value(65_537)}\r\n`, "its From is longer"],
  ["a Message-ID above 998 octets", `Message-ID: <${"a".repeat(995)}@x>\r\n`, "its Message-ID"],
  ["a Message-ID with a tab", `Message-ID: <a\tb@x>\r\n`, "its Message-ID"],
  ["a Message-ID in Latin-1", `Message-ID: <\xe0@x>\r\n`, "its Message-ID"],
  ["a Message-ID with a control in UTF-8", `Message-ID: <\xc2\x85@x>\r\n`, "its Message-ID"],
  ["a Message-ID with U+FFFE", `Message-ID: <\xef\xbf\xbe@x>\r\n`, "its Message-ID"],
  ["a second Message-ID with a tab", `Message-ID: <a@x>\r\nmessage-id: <a\tb>\r\n`, "Message-ID"],
];
for (const [what, header, words] of refusals) {
  Deno.test(`submission refused: ${what}`, () => {
    expect(faultOf(header)).toContain(words);
  });
}

Deno.test("submission accepted: fields as long as they may be, a Message-ID in UTF-8, none", () => {
  expect(faultOf(HEADER)).toBe(null);
  expect(faultOf(`Subject:${value(8192)}\r\n`)).toBe(null);
  expect(faultOf(`To:${value(65_536)}\r\nCc:${value(65_536)}\r\n`)).toBe(null);
  expect(faultOf(`Message-ID: <${"a".repeat(988)}@x>\r\n`)).toBe(null);
  expect(faultOf("Message-ID:\r\n\t<\xc3\xa0$1 [a]@x>\r\n")).toBe(null);
  expect(faultOf("Message-ID:\r\n")).toBe(null);
});

/** The envelope around a message that the Access Point would take. */
async function envelopeOf(content: string) {
  const bytes = octetsOf(content);
  const root = scanBytes(bytes, SUBMISSION_LIMITS);
  expect(headerFault(root)).toBe(null);
  const subject = field(root, "Subject");
  const facts = { ...certified, subject: subject ? decodedText(subject) : "" };
  const blobs = new Blobs();
  const source = { rope: blobs.put(bytes), root };
  const unsigned = await transportEnvelope(issuer, facts, "completa", source, blobs.read);
  const rendered = await blobs.render(unsigned);
  const inspected = await inspectPec(rendered.source.root, (start, end) => {
    return Promise.resolve(rendered.bytes.subarray(start, end));
  });
  return inspected.form === "signed" ? inspected.document.kind : inspected.form;
}

const multipart = `${HEADER}Content-Type: multipart/mixed; boundary=b\r\n\r\n`;
const extremes: Readonly<Record<string, string>> = {
  "fields": `${HEADER}${"Received: a\r\n".repeat(SUBMISSION_LIMITS.headerFields - 2)}\r\n`,
  "parts": multipart + "--b\r\n\r\n".repeat(SUBMISSION_LIMITS.parts - 1),
  "depth": `${HEADER}${
    "Content-Type: message/rfc822\r\n\r\n".repeat(SUBMISSION_LIMITS.depth - 1)
  }\r\n`,
  "octets of a header": `From:${value(64_000)}\r\nTo: bruno@beta.example\r\nReceived:${
    value(66_900)
  }\r\n\r\n`,
  "octets of all headers": multipart +
    `--b\r\nX:${value(120_000)}\r\n\r\n`.repeat(15) + `--b\r\nX:${value(34_000)}\r\n\r\n`,
  "a subject": `${HEADER}Subject:${
    `\r\n =?windows-1252?B?${"gICA".repeat(14)}?=`.repeat(103)
  }\r\n\r\n`,
};
for (const [what, content] of Object.entries(extremes)) {
  Deno.test(`a message with as many ${what} as may be travels in an envelope that is read`, async () => {
    expect(await envelopeOf(content)).toBe("envelope");
  });
}
