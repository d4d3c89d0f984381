/**
 * ENVELOPE and BODYSTRUCTURE beside Dovecot's.
 *
 * @module
 */
import { expect } from "expect";
import { bodyStructures } from "../../../adapters/documents/imap/body_structure.ts";
import { envelopeText } from "../../../adapters/documents/imap/envelope.ts";
import { latin1, octetsOf } from "../../../adapters/documents/mime/octets.ts";
import { dovecotAvailable, type DovecotReading, dovecotReadings } from "./dovecot_peer.ts";
import { contentOf, fixture, parseValue, parseValues, type Value } from "./support.ts";

/** A message whose header ends with the lines. */
function headed(...lines: string[]): string {
  return ["Date: Mon, 16 Nov 2026 10:00:00 +0100", ...lines, "", "text", ""].join("\r\n");
}

const MESSAGES: readonly string[] = [
  headed("From: user@alfa.example (Real Name)", "To: group: g1@d1, g2@d2;, group2: g3@d3;"),
  headed("From: <@route:user@alfa.example>", "Sender: ", "Reply-To:", "Subject: ", "Message-ID:"),
  headed('From: =?UTF-8?Q?Mario_Rossi?= <m@x>, J. Doe <j.doe@[192.0.2.1]>, ""  <c@d>'),
  headed(
    'To: "Rossi, M. \\"Q\\"" <"a b"@x.example>, undisclosed-recipients:;',
    "Subject:  a\r\n b",
  ),
  headed("From: foo", "To: Foo Bar", "Cc: <>", "Bcc: x@", "Reply-To: @y"),
  headed("From: a@b", "From: c@d", "To: x@y", "To: z@w", "Cc: g: a@b, c@d"),
  headed("From: perch\xe8 <p@x>", "Subject: raw \xc3\xa8", "In-Reply-To: <1@x> <2@x>"),
  headed(
    "Content-Type: text/plain; charset=UTF-8; format=flowed",
    "Content-Language: it, en",
    "Content-Location: http://alfa.example/",
    "Content-MD5: Q2hlY2sgSW50ZWdyaXR5IQ==",
    "Content-ID: <x@y>",
    "Content-Description: what (it) is",
    "Content-Disposition: attachment; filename*0=abc; filename*1=def",
    "Content-Transfer-Encoding: Quoted-Printable",
  ),
  headed('Content-Type: image/png; name="a \\"b\\".png"', "Content-Disposition: inline; size=10"),
  headed("Content-Type: multipart/mixed; boundary=b"),
  headed("Content-Type: multipart/mixed"),
  headed("Content-Type: message/rfc822"),
  headed("Content-Type: message/rfc822", "", "Content-Type: message/rfc822", "", "Subject: in"),
  headed("Content-Type: message/delivery-status"),
  headed(
    "Content-Type: multipart/mixed; boundary=b",
    "",
    "--b",
    "",
    "one",
    "--b",
    "Content-Type: message/rfc822",
    "",
    "Subject: in",
    "Content-Type: multipart/alternative; boundary=c",
    "",
    "--c",
    "--c",
    "Content-Type: application/pdf",
    "",
    "x",
    "--c--",
    "epilogue",
    "--b--",
  ),
  headed("Content-Type: multipart/digest; boundary=b", "", "--b", "", "To: x", "", "y", "--b--"),
  latin1(fixture("aruba-2023-busta-di-trasporto.eml")).replaceAll("\n", "\r\n"),
];

async function ownReading(message: Uint8Array): Promise<DovecotReading> {
  const content = await contentOf(message);
  return { envelope: envelopeText(content.root), ...await bodyStructures(content) };
}

/** Types, encodings and attributes have no case. */
function lowerCase(value: Value): Value {
  if (typeof value === "string") return value.toLowerCase();
  return Array.isArray(value) ? value.map(lowerCase) : value;
}

Deno.test({
  name: "dovecot: envelopes and structures are the same there (needs dovecot and root)",
  ignore: !dovecotAvailable,
  async fn() {
    const messages = MESSAGES.map((message) => octetsOf(message));
    const theirs = await dovecotReadings(messages);
    expect(theirs).toHaveLength(messages.length);
    for (const [at, message] of messages.entries()) {
      const ours = await ownReading(message);
      for (const item of ["envelope", "body", "bodystructure"] as const) {
        const expected = parseValues(theirs[at]![item]).map(lowerCase);
        expect([at, item, lowerCase(parseValue(ours[item]))]).toEqual([at, item, expected]);
      }
    }
  },
});
