/**
 * BODY and BODYSTRUCTURE.
 *
 * @module
 */
import { expect } from "expect";
import { bodyStructures } from "../../../adapters/documents/imap/body_structure.ts";
import type { ByteRange, MessageContent } from "../../../adapters/documents/imap/content.ts";
import { contentOf } from "./support.ts";

async function structures(...lines: string[]): Promise<{ body: string; bodystructure: string }> {
  return await bodyStructures(await contentOf(lines.join("\r\n")));
}

const PLAIN = '"text" "plain" ("charset" "us-ascii") NIL NIL "7bit"';

Deno.test("body structure: a message without Content-Type is US-ASCII text", async () => {
  expect(await structures("Subject: x", "", "one", "two", "")).toEqual({
    body: `(${PLAIN} 10 2)`,
    bodystructure: `(${PLAIN} 10 2 NIL NIL NIL NIL)`,
  });
});

Deno.test("body structure: every field of a part", async () => {
  expect(
    (await structures(
      'Content-Type: IMAGE/Png; NAME="a \\"b\\".png"',
      "Content-Transfer-Encoding: BASE64",
      "Content-ID: <i@alfa.example>",
      "Content-Description: A (small) picture",
      "Content-MD5: Q2hlY2sgSW50ZWdyaXR5IQ==",
      "Content-Disposition: Attachment; filename*0=one; filename*1=two.png; size=3",
      "Content-Language: it, en",
      "Content-Location: http://alfa.example/a.png",
      "",
      "AAAA",
      "",
    )).bodystructure,
  ).toBe(
    '("image" "png" ("name" "a \\"b\\".png") "<i@alfa.example>" "A (small) picture" "base64" 6 ' +
      '"Q2hlY2sgSW50ZWdyaXR5IQ==" ("attachment" ("filename" "onetwo.png" "size" "3")) ' +
      '("it" "en") "http://alfa.example/a.png")',
  );
});

Deno.test("body structure: a name beyond ASCII comes in the extended form, however written", async () => {
  const expected = `("name*" "UTF-8''perch%C3%A8%20%22x%22.pdf")`;
  for (
    const written of [
      "name*=iso-8859-1'it'perch%E8%20%22x%22.pdf",
      'name*0*=UTF-8\'\'perch%C3; name*1*=%A8%20; name*2="\\"x\\".pdf"',
      'name="perch\xc3\xa8 \\"x\\".pdf"',
    ]
  ) {
    const { body } = await structures(`Content-Type: application/pdf; ${written}`, "", "x");
    expect(body).toBe(`("application" "pdf" ${expected} NIL NIL "7bit" 1)`);
  }
});

Deno.test("body structure: multiparts nest, and an enclosed message has its envelope", async () => {
  const { body, bodystructure } = await structures(
    "Content-Type: multipart/mixed; boundary=a",
    "",
    "preamble",
    "--a",
    "",
    "one",
    "--a",
    "Content-Type: message/rfc822",
    "",
    "Subject: inner",
    "Content-Type: multipart/alternative; boundary=b",
    "",
    "--b",
    "",
    "x",
    "y",
    "--b",
    "Content-Type: text/html; charset=utf-8",
    "",
    "z",
    "",
    "--b--",
    "--a--",
    "epilogue",
  );
  const inner = '(NIL "inner" NIL NIL NIL NIL NIL NIL NIL NIL)';
  expect(body).toBe(
    `((${PLAIN} 3 0)("message" "rfc822" NIL NIL NIL "7bit" 137 ${inner} ` +
      `((${PLAIN} 4 1)("text" "html" ("charset" "utf-8") NIL NIL "7bit" 3 1) "alternative") 12) ` +
      '"mixed")',
  );
  const none = "NIL NIL NIL NIL";
  expect(bodystructure).toBe(
    `((${PLAIN} 3 0 ${none})("message" "rfc822" NIL NIL NIL "7bit" 137 ${inner} ` +
      `((${PLAIN} 4 1 ${none})("text" "html" ("charset" "utf-8") NIL NIL "7bit" 3 1 ${none}) ` +
      `"alternative" ("boundary" "b") NIL NIL NIL) 12 ${none}) ` +
      '"mixed" ("boundary" "a") NIL NIL NIL)',
  );
});

Deno.test("body structure: a multipart without parts shows an empty text", async () => {
  expect((await structures("Content-Type: multipart/mixed; boundary=b", "", "nothing")).body)
    .toBe(`((${PLAIN} 0 0) "mixed")`);
});

Deno.test("body structure: a message in base64 shows its encoded text", async () => {
  const { body } = await structures(
    "Content-Type: message/rfc822",
    "Content-Transfer-Encoding: base64",
    "",
    "U3ViamVjdDogeA0KDQp4",
    "",
  );
  const empty = "(NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL)";
  expect(body).toBe(
    `("message" "rfc822" NIL NIL NIL "base64" 22 ${empty} (${PLAIN} 22 1) 1)`,
  );
});

/** The same content in small pieces, with the ranges that were read. */
function watched(content: MessageContent, pieces: number): [MessageContent, ByteRange[]] {
  const ranges: ByteRange[] = [];
  return [{
    ...content,
    async *read(start, end) {
      ranges.push({ start, end });
      for (let at = start; at < end; at += pieces) {
        yield* content.read(at, Math.min(at + pieces, end));
      }
    },
  }, ranges];
}

Deno.test("body structure: lines are the same however the bytes come", async () => {
  const content = await contentOf(
    Deno.readFileSync(new URL("../../fixtures/aruba-2023-busta-di-trasporto.eml", import.meta.url)),
  );
  const expected = await bodyStructures(content);
  expect(expected.body).toContain('"message" "rfc822" ("name" "postacert.eml")');
  for (const size of [1, 7, 4096]) {
    const [pieces, ranges] = watched(content, size);
    expect(await bodyStructures(pieces)).toEqual(expected);
    expect(ranges).toHaveLength(1);
  }
});

Deno.test("body structure: attachments are not read for the sake of the text beside them", async () => {
  const [content, ranges] = watched(
    await contentOf(
      [
        "Content-Type: multipart/mixed; boundary=b",
        "",
        "--b",
        "",
        "one",
        "--b",
        "Content-Type: application/pdf",
        "",
        "A".repeat(200_000),
        "--b",
        "",
        "two",
        "",
        "--b--",
      ].join("\r\n"),
    ),
    Infinity,
  );
  const { body } = await bodyStructures(content);
  expect(body).toContain(`(${PLAIN} 3 0)`);
  expect(body).toContain(`(${PLAIN} 5 1)`);
  expect(ranges.map(({ start, end }) => end - start)).toEqual([3, 5]);
});
