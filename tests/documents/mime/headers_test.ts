/**
 * Reading header fields.
 *
 * @module
 */
import { expect } from "expect";
import { decodedText, field, fields, unfolded } from "../../../adapters/documents/mime/headers.ts";
import { crlf, scan } from "./support.ts";

const ROOT = scan(crlf(
  "Received: one",
  "SUBJECT:\tOggetto",
  "  piegato \t",
  "received: two",
  "X-Utf8: Citt\xc3\xa0",
  "X-Latin: Citt\xe0",
  "X-Words: =?iso-8859-1?Q?Citt=E0?= di =?UTF-8?B?UGVy?=",
  " =?UTF-8?B?dWdpYQ==?=",
  "X-Empty:",
  "",
  "",
));

Deno.test("fields are found by name without case, in order", () => {
  expect(fields(ROOT, "Received").map(unfolded)).toEqual(["one", "two"]);
  expect(unfolded(field(ROOT, "RECEIVED")!)).toBe("one");
  expect(field(ROOT, "To")).toBe(undefined);
  expect(fields(ROOT, "To")).toEqual([]);
});

Deno.test("unfolding drops line ends only", () => {
  expect(unfolded(field(ROOT, "Subject")!)).toBe("Oggetto  piegato");
  expect(unfolded(field(ROOT, "X-Empty")!)).toBe("");
  expect(unfolded(field(ROOT, "X-Utf8")!)).toBe("Citt\xc3\xa0");
});

Deno.test("text is decoded from UTF-8, Latin-1 and encoded words", () => {
  expect(decodedText(field(ROOT, "X-Utf8")!)).toBe("Città");
  expect(decodedText(field(ROOT, "X-Latin")!)).toBe("Città");
  expect(decodedText(field(ROOT, "X-Words")!)).toBe("Città di Perugia");
});

Deno.test("a folded Content-Type is read whole", () => {
  const root = scan(crlf(
    "Content-Type:",
    " text/html",
    "\t; charset",
    ' = "utf-8"; (a comment; with=this)',
    " format=flowed",
    "Content-Disposition: ATTACHMENT;",
    " filename*0*=UTF-8''Citt%C3%A0;",
    ' filename*1=" di.pdf"',
    "Content-Transfer-Encoding: (none) Quoted-Printable",
    "",
    "",
  ));
  expect(root.type).toBe("text/html");
  expect([...root.parameters]).toEqual([["charset", "utf-8"], ["format", "flowed"]]);
  expect(root.disposition).toBe("attachment");
  expect([...root.dispositionParameters]).toEqual([["filename", "Città di.pdf"]]);
  expect(root.encoding).toBe("quoted-printable");
});
