/**
 * Content transfer encodings, both ways.
 *
 * @module
 */
import { expect } from "expect";
import {
  decodeBase64,
  decodeBody,
  decodeQuotedPrintable,
  encodeBase64,
  encodeQuotedPrintable,
} from "../../../adapters/documents/mime/transfer.ts";
import { latin1, octetsOf } from "./support.ts";

const ALL = latin1(Uint8Array.from({ length: 256 }, (_, octet) => octet));

Deno.test("base64 comes in lines of 76 and goes back", () => {
  const text = ALL.repeat(3);
  const encoded = latin1(encodeBase64(octetsOf(text)));
  const lines = encoded.split("\r\n");
  expect(lines.pop()).toBe("");
  expect(lines.slice(0, -1).every((line) => line.length === 76)).toBe(true);
  expect(latin1(decodeBase64(octetsOf(encoded)))).toBe(text);
  expect(latin1(encodeBase64(new Uint8Array()))).toBe("");
});

Deno.test("broken base64 gives what is left of it", () => {
  const cases: [string, string][] = [
    ["", ""],
    ["YWJj", "abc"],
    ["YW\r\nJ j\t", "abc"],
    ["YW*J\xffj-", "abc"],
    ["YWI", "ab"],
    ["YWI=", "ab"],
    ["YWJjZ", "abc"],
    ["YQ==YmM=", "abc"],
    ["YQ==\r\nYmM=\r\n-- \r\n", "abc"],
    ["====", ""],
    ["Y", ""],
    ["YWJ", "ab"],
    ["YR==", "a"],
  ];
  for (const [body, content] of cases) expect(latin1(decodeBase64(octetsOf(body)))).toBe(content);
});

Deno.test("quoted-printable keeps to its lines and goes back", () => {
  const texts = [
    ALL.replace("\r", "").replace("\n", ""),
    "Città è più\r\n".repeat(3),
    "x".repeat(75) + "\xe8" + "y".repeat(100) + "\r\n.\r\n..\r\n",
    ...["", "x", "xx"].map((start) => start + "\xe0".repeat(100)),
    "blank \r\ntab\t\r\n \r\nend ",
    "From here\r\nFrom \r\n>From",
    "lone\rCR",
    "",
  ];
  for (const text of texts) {
    const encoded = latin1(encodeQuotedPrintable(octetsOf(text)));
    expect(encoded).toMatch(/^(?:[\t -~]|\r\n)*$/);
    for (const line of encoded.split("\r\n")) {
      expect(line.length).toBeLessThanOrEqual(76);
      expect(line).not.toMatch(/[ \t]$|^From /);
    }
    expect(latin1(decodeQuotedPrintable(octetsOf(encoded)))).toBe(text);
  }
});

Deno.test("quoted-printable takes LF for a line end", () => {
  expect(latin1(encodeQuotedPrintable(octetsOf("a\nb\r\nc")))).toBe("a\r\nb\r\nc");
});

Deno.test("broken quoted-printable is read as far as it goes", () => {
  const cases: [string, string][] = [
    ["a=\r\nb", "ab"],
    ["a=\nb", "ab"],
    ["a= \t\r\nb", "ab"],
    ["a=", "a"],
    ["a=e8=E8", "a\xe8\xe8"],
    ["a=G1 =1", "a=G1 =1"],
    ["a = b", "a = b"],
    ["a \t\r\nb \nc ", "a\r\nb\nc"],
    ["a=20\r\nb", "a \r\nb"],
    ["a =\r\nb", "a b"],
    ["=3D=3d=0D=0A", "==\r\n"],
    ["\xe8", "\xe8"],
    ["a\rb", "a\rb"],
  ];
  for (const [body, content] of cases) {
    expect(latin1(decodeQuotedPrintable(octetsOf(body)))).toBe(content);
  }
});

Deno.test("bodies are decoded by the name of the encoding", () => {
  const body = octetsOf("YT1i");
  expect(latin1(decodeBody("base64", body))).toBe("a=b");
  expect(latin1(decodeBody("quoted-printable", octetsOf("=41")))).toBe("A");
  for (const encoding of ["7bit", "8bit", "binary", "x-unknown"]) {
    expect(decodeBody(encoding, body)).toBe(body);
  }
});
