/**
 * The structure of messages that go to the limits and beyond.
 *
 * @module
 */
import { expect } from "expect";
import { bodyStructures } from "../../../adapters/documents/imap/body_structure.ts";
import { envelopeText } from "../../../adapters/documents/imap/envelope.ts";
import { readingLimits } from "../../../adapters/documents/imap/structure.ts";
import { contentOf, parseValue } from "./support.ts";

function multipart(parts: number, part: string): string {
  return `Subject: many\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n${
    `--b\r\n${part}\r\n`.repeat(parts)
  }--b--\r\n`;
}

Deno.test("structure: a header of a megabyte, and ten thousand parts, are read", async () => {
  const long = await contentOf(`To: ${"a@alfa.example, ".repeat(65_000)}\r\nSubject: s\r\n\r\nx`);
  expect(parseValue(envelopeText(long.root))).toHaveProperty("1", "s");
  const many = await contentOf(multipart(10_000, "\r\nx"));
  const { body, bodystructure } = await bodyStructures(many);
  expect(parseValue(body)).toHaveLength(10_001);
  expect(parseValue(bodystructure)).toHaveLength(10_005);
});

Deno.test("structure: beyond the limits a message is one text with its own fields", async () => {
  const message = multipart(readingLimits.parts, "\r\nx");
  const content = await contentOf(message);
  expect(content.root).toMatchObject({
    type: "text/plain",
    bodyStart: message.indexOf("--b"),
    end: message.length,
    children: [],
  });
  expect(content.root.header.map(({ name }) => name)).toEqual(["Subject"]);
  expect((await bodyStructures(content)).body).toMatch(/^\("text" "plain" /);
});

Deno.test("structure: nesting beyond the limits is one text as well", async () => {
  const message = "Content-Type: message/rfc822\r\n\r\n".repeat(readingLimits.depth + 1);
  expect((await contentOf(message)).root).toMatchObject({ type: "text/plain", children: [] });
  const most = "Content-Type: message/rfc822\r\n\r\n".repeat(readingLimits.depth - 1);
  const { body } = await bodyStructures(await contentOf(most));
  expect(parseValue(body)).toHaveProperty("1", "rfc822");
});

Deno.test("structure: a header without an end beyond the limits belongs to the text", async () => {
  const message = `Subject: long\r\nTo: ${"a".repeat(readingLimits.headerBytes)}`;
  const { root } = await contentOf(message);
  expect(root).toMatchObject({ bodyStart: 0, end: message.length });
  expect(root.header.map(({ name }) => name)).toEqual(["Subject"]);
});
