import { Buffer } from "node:buffer";
import { expect } from "expect";
import { STAR } from "../../../adapters/imap/server/grammar/ast.ts";
import { answerTo, brief, loggedIn, readAll } from "./readings.ts";

const read = (sent: string, reader = loggedIn()) => brief(readAll(reader, sent));

function start(line: string) {
  const reader = loggedIn();
  reader.push(Buffer.from(`a ${line}\r\n`, "latin1"));
  const reading = reader.next();
  if (reading?.reading === "content-start") return reading.command;
  throw new Error(`Cannot read the start of a message: ${JSON.stringify(reading)}`);
}

Deno.test("APPEND: flags and date may be missing", () => {
  expect(start("APPEND INBOX {310}")).toEqual({
    name: "APPEND",
    mailbox: "INBOX",
    flags: [],
    date: null,
    utf8: false,
    size: 310,
  });
  expect(start('APPEND "Bozze" (\\draft $X) " 7-Feb-1994 21:52:25 -0800" {1+}')).toEqual({
    name: "APPEND",
    mailbox: "Bozze",
    flags: ["\\Draft", "$X"],
    date: Date.UTC(1994, 1, 8, 5, 52, 25),
    utf8: false,
    size: 1,
  });
  expect(start('APPEND x () "17-Jul-1996 02:44:25 +0130" ~{2}')).toMatchObject({
    flags: [],
    date: Date.UTC(1996, 6, 17, 1, 14, 25),
  });
  expect(start("APPEND x UTF8 (~{2}")).toMatchObject({ utf8: true, size: 2 });
});

Deno.test("REPLACE by number and by UID", () => {
  expect(start("REPLACE 4 Bozze (\\Seen) {3}"))
    .toMatchObject({ name: "REPLACE", uid: false, number: 4, mailbox: "Bozze", size: 3 });
  expect(start("UID REPLACE * Bozze {3}")).toMatchObject({ uid: true, number: STAR });
  expect(answerTo("REPLACE 0 Bozze {3}")).toContain("BAD Cannot read REPLACE: a number is zero");
});

Deno.test("a synchronizing message comes after the session has accepted it", () => {
  const reader = loggedIn();
  reader.push(Buffer.from("a APPEND x {5}\r\n"));
  expect(reader.next()).toMatchObject({ reading: "content-start", tag: "a" });
  expect(reader.next()).toBe(null);
  reader.accept();
  expect(reader.next()).toEqual({ reading: "continue" });
  expect(reader.next()).toBe(null);
  expect(read("he", reader)).toEqual(["content he"]);
  expect(read("llo", reader)).toEqual(["content llo"]);
  expect(read("\r", reader)).toEqual([]);
  expect(read("\nb NOOP\r\n", reader)).toEqual(["content-end", "b NOOP"]);
});

Deno.test("other forms of the literal; the folder may be one as well", () => {
  expect(read("a APPEND {1+}\r\nx {2+}\r\nhi\r\n"))
    .toEqual(["a APPEND offered", "content hi", "content-end"]);
  expect(read("a APPEND {1}\r\nx {2}\r\nhi\r\n"))
    .toEqual(["continue", "a APPEND offered", "continue", "content hi", "content-end"]);
  expect(read("a APPEND x UTF8 (~{2+}\r\nhi)\r\n"))
    .toEqual(["a APPEND offered", "content hi", "content-end"]);
  expect(read("a APPEND x ~{2+}\r\n\0\0\r\n"))
    .toEqual(["a APPEND offered", "content \0\0", "content-end"]);
  expect(read("a APPEND x {0+}\r\n\r\n")).toEqual(["a APPEND offered", "content-end"]);
});

Deno.test("what follows the message must be the end of the command", () => {
  const tooMany = "a BAD Cannot read APPEND: too many arguments";
  const rest = (text: string) => read(`a APPEND x {2+}\r\nhi${text}\r\nb NOOP\r\n`).slice(2);
  expect(rest(")")).toEqual([tooMany, "b NOOP"]);
  expect(rest("x")).toEqual([tooMany, "b NOOP"]);
  expect(rest("  ")).toEqual(["content-end", "b NOOP"]);
  expect(rest(" ".repeat(70_000))).toEqual([tooMany, "b NOOP"]);
  // MULTIAPPEND (RFC 3502) is not known.
  expect(rest(" (\\Seen) {8+}\r\nc NOOP\r\n")).toEqual([tooMany, "b NOOP"]);
  expect(rest(" (\\Seen) {8}")).toEqual([tooMany, "b NOOP"]);
  expect(read("a APPEND x UTF8 (~{2+}\r\nhi\r\nb NOOP\r\n").slice(2)).toEqual([tooMany, "b NOOP"]);
});

Deno.test("a message that the session refuses is skipped if it comes", () => {
  const refused = (sent: string) => {
    const reader = loggedIn();
    reader.push(Buffer.from(sent));
    expect(reader.next()).toMatchObject({ reading: "content-start" });
    reader.refuse();
    return read("b NOOP\r\n", reader);
  };
  expect(refused("a APPEND x {8}\r\n")).toEqual(["b NOOP"]);
  expect(refused("a APPEND x {8+}\r\nc NOOP\r\n\r\n")).toEqual(["b NOOP"]);
  expect(refused("a APPEND x {8+}\r\nc NOOP\r\n x {8+}\r\nd NOOP\r\n\r\n")).toEqual(["b NOOP"]);
});

Deno.test("RFC 7889: a message that is too big is refused before it comes", () => {
  const small = () => loggedIn({ message: 5 });
  expect(read("a APPEND x {6}\r\nb NOOP\r\n", small()))
    .toEqual(["a NO [TOOBIG] The message is too big", "b NOOP"]);
  expect(read("a APPEND x {8+}\r\nc NOOP\r\n\r\nb NOOP\r\n", small()))
    .toEqual(["a NO [TOOBIG] The message is too big", "b NOOP"]);
  expect(read("a APPEND x {5+}\r\n12345\r\n", small())).toContain("content-end");
});

Deno.test("a large message before the login ends the connection", () => {
  const reader = loggedIn();
  reader.stage = "unauthenticated";
  expect(read("a APPEND x {1000000+}\r\nb NOOP\r\n", reader))
    .toEqual(["a NO [LIMIT] The message is too big before a login and close"]);
});

Deno.test("APPEND without a message", () => {
  expect(answerTo("APPEND INBOX")).toBe("BAD Cannot read APPEND: expected a space");
  expect(answerTo("APPEND INBOX hello"))
    .toBe("BAD Cannot read APPEND: expected a literal with the message");
  expect(answerTo('APPEND INBOX "hello"')).toBe("BAD Cannot read APPEND: expected a date");
  expect(answerTo("APPEND INBOX (\\Recent) {3}"))
    .toContain("BAD Cannot read APPEND: there is no such system flag");
});

Deno.test("a decision is asked for once", () => {
  const reader = loggedIn();
  expect(() => reader.accept()).toThrow("Cannot decide");
  reader.push(Buffer.from("a APPEND x {8}\r\n"));
  reader.next();
  reader.refuse();
  expect(() => reader.refuse()).toThrow("Cannot decide");
});
