/**
 * Whatever octets a message holds, what IMAP tells of it keeps to the grammar and ends.
 *
 * @module
 */
import { expect } from "expect";
import fc from "fast-check";
import { bodyStructures } from "../../../adapters/documents/imap/body_structure.ts";
import { envelopeText } from "../../../adapters/documents/imap/envelope.ts";
import { previewText } from "../../../adapters/documents/imap/preview.ts";
import { searchableText } from "../../../adapters/documents/imap/searchable.ts";
import { sectionPieces } from "../../../adapters/documents/imap/section.ts";
import { sortKeys } from "../../../adapters/documents/imap/sort_keys.ts";
import { contentOf, parseValue } from "./support.ts";

const PIECES = [
  ...["From: ", "To: ", "Subject: ", "Date: ", "Message-ID: ", "References: ", "X-Trasporto: x"],
  ...["Content-Type: ", "Content-Disposition: ", "Content-Language: ", "Content-ID: "],
  ...["Content-Transfer-Encoding: ", "multipart/mixed; boundary=b", "message/rfc822", "text/html"],
  ...["multipart/digest; boundary=c", "; name=", "; name*=utf-8''", "; name*0*=", "base64", "%C3"],
  ...["--b", "--b--", "--c", "--c--", "\r\n", "\r\n", "\r\n", "\r\n\r\n", "\n", "\r", "\0", "\t"],
  ...['"', "\\", "(", ")", "<", ">", "@", ",", ";", ":", "[", "]", "{3}", "a", "NIL", "\xe8", " "],
  ...["=?utf-8?q?=C3?=", "quoted-printable", "=3D", "1 Jan 2026", "<p>", "&#x", "<!--", "7", "="],
];

const message = fc.array(fc.constantFrom(...PIECES), { maxLength: 60 })
  .map((pieces) => pieces.join(""));

Deno.test("hostile messages: envelope and structures can be parsed, and agree in their parts", async () => {
  await fc.assert(
    fc.asyncProperty(message, async (text) => {
      const content = await contentOf(text);
      expect(parseValue(envelopeText(content.root))).toHaveLength(10);
      const { body, bodystructure } = await bodyStructures(content);
      parseValue(body);
      parseValue(bodystructure);
      sortKeys(content.root);
      expect([...await previewText(content)].length).toBeLessThanOrEqual(200);
      expect((await searchableText(content)).text).toEqual(expect.any(String));
    }),
    { numRuns: 1500 },
  );
});

Deno.test("hostile messages: sections stay within the message and in order", async () => {
  const texts = [
    null,
    ...(["HEADER", "TEXT", "MIME"] as const).map((of) => ({ of })),
    ...(["HEADER.FIELDS", "HEADER.FIELDS.NOT"] as const).map((of) => ({ of, fields: ["to"] })),
  ];
  await fc.assert(
    fc.asyncProperty(
      message,
      fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 4 }),
      fc.constantFrom(...texts),
      async (written, number, text) => {
        const { root, size } = await contentOf(written);
        let last = 0;
        for (const piece of sectionPieces(root, number, text) ?? []) {
          if (typeof piece === "string") continue;
          expect(piece.start).toBeGreaterThanOrEqual(last);
          expect(piece.end).toBeGreaterThanOrEqual(piece.start);
          last = piece.end;
        }
        expect(last).toBeLessThanOrEqual(size);
      },
    ),
    { numRuns: 3000 },
  );
});
