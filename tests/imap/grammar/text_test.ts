import { expect } from "expect";
import fc from "fast-check";
import {
  astring,
  dateTime,
  literal8,
  mailbox,
  nstring,
  sequenceSet,
  string,
  utf8String,
} from "../../../adapters/imap/server/grammar/text.ts";
import { commandOf, loggedIn } from "./readings.ts";

Deno.test("strings are quoted where they may be", () => {
  expect(string("")).toBe('""');
  expect(string('say "hi" \\o/')).toBe('"say \\"hi\\" \\\\o/"');
  expect(string("a\r\nb")).toBe("{4}\r\na\r\nb");
  expect(string("\xc3\xa8")).toBe("{2}\r\n\xc3\xa8");
  expect(string("x".repeat(1000))).toBe(`"${"x".repeat(1000)}"`);
  expect(string("x".repeat(1001))).toBe(`{1001}\r\n${"x".repeat(1001)}`);
  expect(nstring(null)).toBe("NIL");
  expect(nstring("NIL")).toBe('"NIL"');
  expect(utf8String("è")).toBe("{2}\r\n\xc3\xa8");
  expect(literal8("\0")).toBe("~{1}\r\n\0");
});

Deno.test("an astring is bare where it may be", () => {
  expect(astring("INBOX]x")).toBe("INBOX]x");
  for (const octets of ["", "nil", "a b", "a%", "a*", "a(", "a{", "a\\", "a\x7f"]) {
    expect(astring(octets)).toMatch(/^["{]/);
  }
});

Deno.test("names of folders in both encodings", () => {
  expect(mailbox("INBOX", "UTF-8")).toBe("INBOX");
  expect(mailbox("Posta non certificata", "modified UTF-7")).toBe('"Posta non certificata"');
  expect(mailbox("Novità", "modified UTF-7")).toBe("Novit&AOA-");
  expect(mailbox("Novità", "UTF-8")).toBe('"Novit\xc3\xa0"');
});

Deno.test("a folder's name is read as it was written", () => {
  const name = fc.string({ unit: "binary", maxLength: 20 })
    .filter((name) => !/[\p{Cc}\u2028\u2029]/u.test(name) && name.toUpperCase() !== "INBOX");
  fc.assert(
    fc.property(name, fc.boolean(), (name, utf8) => {
      const reader = loggedIn();
      reader.utf8 = utf8;
      const written = mailbox(name, utf8 ? "UTF-8" : "modified UTF-7");
      expect(commandOf(`SELECT ${written}`, reader)).toMatchObject({ mailbox: name });
    }),
    { seed: 9051 },
  );
});

Deno.test("sets of numbers in ranges", () => {
  expect(sequenceSet([7])).toBe("7");
  expect(sequenceSet([1, 2, 3, 7])).toBe("1:3,7");
  expect(sequenceSet(Uint32Array.of(1, 3, 4, 9, 10, 12))).toBe("1,3:4,9:10,12");
});

Deno.test("date-time has two places for the day, and is in UTC", () => {
  expect(dateTime(Date.UTC(2020, 0, 1, 2, 3, 4))).toBe('" 1-Jan-2020 02:03:04 +0000"');
  expect(dateTime(Date.UTC(1996, 6, 17, 23, 59, 59))).toBe('"17-Jul-1996 23:59:59 +0000"');
});
