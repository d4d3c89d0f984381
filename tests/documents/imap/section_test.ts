/**
 * Sections of BODY[…].
 *
 * @module
 */
import { expect } from "expect";
import { cutPieces, sectionPieces } from "../../../adapters/documents/imap/section.ts";
import { contentOf, sectionText } from "./support.ts";

/** The octets of a section such as `2.1.MIME`; null where none is. */
async function section(message: string, written: string, cut?: [number, number]) {
  return await sectionText(await contentOf(message), written, cut);
}

const SINGLE = "From: a@alfa.example\r\nX-One: 1\r\n folded\r\nTo: b@beta.example\r\n\r\nText.\r\n";

const INNER = [
  "Subject: inner",
  "Content-Type: multipart/alternative; boundary=b",
  "",
  "--b",
  "",
  "plain",
  "--b",
  "Content-Type: text/html",
  "",
  "<b>html</b>",
  "--b--",
].join("\r\n");

const NESTED = [
  "Subject: outer",
  "Content-Type: multipart/mixed; boundary=a",
  "",
  "preamble",
  "--a",
  "Content-Type: text/plain",
  "",
  "one",
  "--a",
  "Content-Type: message/rfc822",
  "X-Part: two",
  "",
  INNER,
  "--a",
  "Content-Type: multipart/mixed; boundary=c",
  "",
  "--c",
  "Content-Type: message/rfc822",
  "",
  "Subject: single",
  "",
  "deep",
  "--c--",
  "--a--",
  "epilogue",
].join("\r\n");

Deno.test("section: the message, its header and its text", async () => {
  const [header, text] = SINGLE.split("Text.");
  expect(await section(SINGLE, "")).toBe(SINGLE);
  expect(await section(SINGLE, "HEADER")).toBe(header);
  expect(await section(SINGLE, "TEXT")).toBe(`Text.${text}`);
});

Deno.test("section: a message that is no multipart has its body as part 1", async () => {
  expect(await section(SINGLE, "1")).toBe("Text.\r\n");
  expect(await section(SINGLE, "1.MIME")).toBe(SINGLE.slice(0, SINGLE.indexOf("Text.")));
  for (const none of ["2", "1.1", "1.HEADER", "1.TEXT", "1.HEADER.FIELDS (TO)", "MIME", "0"]) {
    expect(await section(SINGLE, none)).toBe(null);
  }
});

Deno.test("section: fields of a header, and the others", async () => {
  expect(await section(SINGLE, "HEADER.FIELDS (TO FROM CC)"))
    .toBe("From: a@alfa.example\r\nTo: b@beta.example\r\n\r\n");
  expect(await section(SINGLE, "HEADER.FIELDS (x-one)")).toBe("X-One: 1\r\n folded\r\n\r\n");
  expect(await section(SINGLE, "HEADER.FIELDS (CC)")).toBe("\r\n");
  expect(await section(SINGLE, "HEADER.FIELDS.NOT (FROM TO)")).toBe("X-One: 1\r\n folded\r\n\r\n");
  expect(await section(SINGLE, "HEADER.FIELDS.NOT (CC)")).toBe(await section(SINGLE, "HEADER"));
});

Deno.test("section: a message without an empty line gets none", async () => {
  expect(await section("To: a@b\r\nCc: c@d", "HEADER.FIELDS (CC)")).toBe("Cc: c@d");
  expect(await section("To: a@b\r\nCc: c@d", "HEADER.FIELDS.NOT (CC)")).toBe("To: a@b\r\n");
  expect(await section("To: a@b\r\n", "TEXT")).toBe("");
});

Deno.test("section: lines that are no fields stay in the header", async () => {
  const message = "To: a@b\r\nnot a field\r\nCc: c@d\r\n\r\ntext";
  expect(await section(message, "HEADER.FIELDS.NOT (TO)"))
    .toBe("not a field\r\nCc: c@d\r\n\r\n");
  expect(await section(message, "HEADER.FIELDS (TO)")).toBe("To: a@b\r\n\r\n");
});

Deno.test("section: parts of multiparts, and of messages in them", async () => {
  expect(await section(NESTED, "1")).toBe("one");
  expect(await section(NESTED, "1.MIME")).toBe("Content-Type: text/plain\r\n\r\n");
  expect(await section(NESTED, "2")).toBe(INNER);
  expect(await section(NESTED, "2.MIME"))
    .toBe("Content-Type: message/rfc822\r\nX-Part: two\r\n\r\n");
  expect(await section(NESTED, "2.HEADER")).toBe(INNER.slice(0, INNER.indexOf("--b")));
  expect(await section(NESTED, "2.TEXT")).toBe(INNER.slice(INNER.indexOf("--b")));
  expect(await section(NESTED, "2.HEADER.FIELDS (SUBJECT)")).toBe("Subject: inner\r\n\r\n");
  expect(await section(NESTED, "2.HEADER.FIELDS.NOT (CONTENT-TYPE)"))
    .toBe("Subject: inner\r\n\r\n");
  expect(await section(NESTED, "2.1")).toBe("plain");
  expect(await section(NESTED, "2.2")).toBe("<b>html</b>");
  expect(await section(NESTED, "3.1.1")).toBe("deep");
  expect(await section(NESTED, "3.1.HEADER")).toBe("Subject: single\r\n\r\n");
  expect(await section(NESTED, "3.1.TEXT")).toBe("deep");
  for (const none of ["1.HEADER", "3.TEXT", "3.HEADER", "4", "1.1", "2.3", "3.1.2", "2.1.1"]) {
    expect(await section(NESTED, none)).toBe(null);
  }
});

Deno.test("section: a message within a message without a multipart", async () => {
  const deep = "Subject: third\r\n\r\nHello";
  const middle = `Subject: second\r\nContent-Type: message/rfc822\r\n\r\n${deep}`;
  const message = `Content-Type: message/rfc822\r\n\r\n${middle}`;
  expect(await section(message, "TEXT")).toBe(middle);
  expect(await section(message, "1")).toBe(middle);
  expect(await section(message, "1.1")).toBe(deep);
  expect(await section(message, "1.TEXT")).toBe(deep);
  expect(await section(message, "1.1.1")).toBe("Hello");
  expect(await section(message, "1.1.HEADER")).toBe("Subject: third\r\n\r\n");
  expect(await section(message, "1.1.1.1")).toBe(null);
});

Deno.test("section: the one part of an empty multipart is empty", async () => {
  const message = "Content-Type: multipart/mixed; boundary=b\r\n\r\nnothing";
  expect(await section(message, "1")).toBe("");
  expect(await section(message, "2")).toBe(null);
  expect(await section(message, "TEXT")).toBe("nothing");
});

Deno.test("section: a field whose line end belongs to a delimiter", async () => {
  const message = "Content-Type: multipart/digest; boundary=b\r\n\r\n--b\r\n\r\nTo: x\r\n--b--";
  expect(await section(message, "1.HEADER.FIELDS (TO)")).toBe("To: x");
  expect(await section(message, "1.HEADER")).toBe("To: x");
});

Deno.test("section: partial fetches cut ranges and literal text alike", async () => {
  const fields = "HEADER.FIELDS (FROM TO)";
  const whole = await section(SINGLE, fields) ?? "";
  for (let offset = 0; offset <= whole.length + 1; offset++) {
    for (const length of [1, 2, 5, 21, 100]) {
      expect(await section(SINGLE, fields, [offset, length]))
        .toBe(whole.slice(offset, offset + length));
    }
  }
});

Deno.test("section: nothing but the asked range is read", async () => {
  const content = await contentOf(SINGLE);
  const pieces = cutPieces(sectionPieces(content.root, [], null) ?? [], 10, 4);
  expect(pieces).toEqual([{ start: 10, end: 14 }]);
  expect(cutPieces(pieces, 4, 10)).toEqual([]);
});
