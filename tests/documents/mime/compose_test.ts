/**
 * Header fields and parts as they are composed.
 *
 * @module
 */
import { expect } from "expect";
import {
  encodedPart,
  headerField,
  partHeader,
  textField,
} from "../../../adapters/documents/mime/compose.ts";
import { decodedText, unfolded } from "../../../adapters/documents/mime/headers.ts";
import { bodyOf, latin1, octetsOf, scan } from "./support.ts";

Deno.test("fields are folded at blanks, and unfold to the same", () => {
  const value = Array.from({ length: 12 }, (_, i) => `utente${i}@alfa.example`).join(",  ");
  const field = headerField("To", value);
  for (const line of field.split("\r\n")) expect(line.length).toBeLessThanOrEqual(78);
  expect(field.endsWith("\r\n")).toBe(true);
  expect(unfolded(scan(`${field}\r\n`).header[0]!)).toBe(value);
  expect(headerField("Message-ID", `<${"x".repeat(90)}>`)).not.toContain("\r\n ");
  expect(headerField("Subject", "")).toBe("Subject:\r\n");
});

Deno.test("no line is longer than 998 octets", () => {
  const word = "x".repeat(997);
  expect(headerField("X", word)).toBe(`X:\r\n ${word}\r\n`);
  expect(() => headerField("X", `${word}x`)).toThrow("Cannot compose X");
  expect(() => headerField("X", "è".repeat(499))).toThrow("Cannot compose X");
});

Deno.test("nothing gets in with a value or a name", () => {
  for (const value of ["a\r\nBcc: b", "a\nb", "a\rb", "a\0b", "\r\n\r\nbody"]) {
    expect(() => headerField("Subject", value)).toThrow("Cannot compose Subject");
  }
  for (const name of ["", "a b", "a:", "a\r\n", "à"]) {
    expect(() => headerField(name, "x")).toThrow("Cannot compose header field");
  }
});

Deno.test("text fields come back as they were", () => {
  const texts = [
    "Oggetto",
    "POSTA CERTIFICATA: Comunicazione della città di Perugia, perché così è stato deciso da tutti",
    "ACCETTAZIONE: =?UTF-8?Q?not_a_word?=",
    "due  blank",
    "Сертифицированная почта ".repeat(10).trim(),
    "x".repeat(2000),
    "una parola molto lunga ".repeat(20).trim(),
    "",
  ];
  for (const text of texts) {
    const field = textField("Subject", text);
    expect(field).toMatch(/^Subject:[ -~\r\n]*\r\n$/);
    for (const line of field.split("\r\n")) expect(line.length).toBeLessThanOrEqual(78);
    for (const line of field.split("\r\n").filter((line) => line.includes("=?"))) {
      expect(line.length).toBeLessThanOrEqual(76);
    }
    expect(decodedText(scan(`${field}\r\n`).header[0]!)).toBe(text);
  }
});

Deno.test("plain words before the first odd one stay readable", () => {
  expect(textField("Subject", "POSTA CERTIFICATA: città")).toBe(
    "Subject: POSTA CERTIFICATA: =?UTF-8?B?Y2l0dMOg?=\r\n",
  );
});

Deno.test("control characters in a foreign subject become blanks", () => {
  expect(textField("Subject", " a\r\nBcc: b\0\x85c ")).toBe("Subject: a Bcc: b c\r\n");
});

Deno.test("a part is described and read again", () => {
  const content = octetsOf("\x00\xffCitt\xe0");
  for (const encoding of ["base64", "quoted-printable"] as const) {
    const part = {
      type: "application/pdf",
      parameters: { name: "Città molto lontana, e quindi con un nome che non finisce mai.pdf" },
      encoding,
      disposition: "attachment" as const,
      dispositionParameters: { filename: "a b.pdf" },
    };
    const message = latin1(encodedPart(part, content));
    const root = scan(message);
    expect([root.type, root.encoding, root.disposition]).toEqual([
      "application/pdf",
      encoding,
      "attachment",
    ]);
    expect(Object.fromEntries(root.parameters)).toEqual(part.parameters);
    expect(Object.fromEntries(root.dispositionParameters)).toEqual(part.dispositionParameters);
    expect(bodyOf(message, root)).toMatch(/^[ -~\r\n]+$/);
  }
  expect(partHeader({ type: "message/rfc822", encoding: "8bit" })).toBe(
    "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: 8bit\r\n\r\n",
  );
});
