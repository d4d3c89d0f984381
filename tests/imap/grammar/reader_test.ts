import { Buffer } from "node:buffer";
import { expect } from "expect";
import { grammarLimits } from "../../../adapters/imap/server/grammar/limits.ts";
import { CommandReader } from "../../../adapters/imap/server/grammar/reader.ts";
import { answerTo, brief, commandOf, loggedIn, readAll } from "./readings.ts";

const read = (sent: string, reader = loggedIn()) => brief(readAll(reader, sent));

Deno.test("commands one after the other, in any case, with CRLF or LF", () => {
  expect(read("a1 noop\r\nA.2]x Capability\nb LOGOUT  \r\n"))
    .toEqual(["a1 NOOP", "A.2]x CAPABILITY", "b LOGOUT"]);
});

Deno.test("what is no command", () => {
  const unread = "BAD Cannot read the command:";
  expect(read("\r\n")).toEqual([`* ${unread} it has no tag`]);
  expect(read(" NOOP\r\n")).toEqual([`* ${unread} it has no tag`]);
  expect(read("a+ NOOP\r\n")).toEqual([`a ${unread} it has no name`]);
  expect(read("a\r\n")).toEqual([`a ${unread} it has no name`]);
  expect(read(`${"x".repeat(129)} NOOP\r\n`)).toEqual([`* ${unread} it has no tag`]);
  expect(read("a \r\n")).toEqual(["a BAD Unknown command"]);
  expect(read("a  NOOP\r\n")).toEqual(["a BAD Unknown command"]);
  expect(read("a NOOPX\r\n")).toEqual(["a BAD Unknown command"]);
  expect(read("a XYZZY 1\r\n")).toEqual(["a BAD Unknown command"]);
  expect(read("a NOOP 1\r\n")).toEqual(["a BAD Cannot read NOOP: too many arguments"]);
  expect(read("a UID NOOP\r\n")).toEqual(["a BAD Unknown command"]);
  expect(read("a NO\0OP\r\n")).toEqual(["a BAD Line with NUL, or CR without LF"]);
  expect(read("a NOOP\r\r\n")).toEqual(["a BAD Line with NUL, or CR without LF"]);
});

Deno.test("a literal stands wherever a string may stand", () => {
  expect(read("a LOGIN {4}\r\nanna {6}\r\na\r\n{9}\r\n"))
    .toEqual(["continue", "continue", "a LOGIN"]);
  expect(commandOf("LOGIN {4+}\r\nanna {6+}\r\na\r\n{9}"))
    .toEqual({ name: "LOGIN", user: "anna", password: "a\r\n{9}" });
  expect(commandOf("LOGIN {0}\r\n {0+}\r\n")).toEqual({ name: "LOGIN", user: "", password: "" });
  expect(commandOf('LOGIN "an\\"na" {3}\r\n"\\"'))
    .toEqual({ name: "LOGIN", user: 'an"na', password: '"\\"' });
});

Deno.test("a literal that looks like the start of one is only octets", () => {
  expect(commandOf("LOGIN x {5}\r\n{3}\r\n")).toMatchObject({ password: "{3}\r\n" });
});

Deno.test("a literal has no NUL", () => {
  expect(answerTo("LOGIN anna {3}\r\na\0b")).toBe("BAD Cannot read LOGIN: a literal has a NUL");
});

Deno.test("a fault before a synchronizing literal is answered at once, in place of +", () => {
  expect(read("a XYZZY {3}\r\nb NOOP\r\n")).toEqual(["a BAD Unknown command", "b NOOP"]);
  expect(read("a FETCH x BODY[HEADER.FIELDS ({3}\r\nb NOOP\r\n"))
    .toEqual(["a BAD Cannot read FETCH: expected a number", "b NOOP"]);
  expect(read("a NOOP {3}\r\nb NOOP\r\n"))
    .toEqual(["a BAD Cannot read NOOP: too many arguments", "b NOOP"]);
  // One that stands where no string may stand, or in quotes that are not closed.
  expect(read("a FETCH {3}\r\nb NOOP\r\n"))
    .toEqual(["a BAD Cannot read FETCH: expected a number", "b NOOP"]);
  expect(read('a LOGIN "{3}\r\nb NOOP\r\n'))
    .toEqual(["a BAD Cannot read LOGIN: expected a user name", "b NOOP"]);
});

Deno.test("RFC 7888 §3: the octets of a refused non-synchronizing literal are skipped", () => {
  const literals = "{9+}\r\nx NOOP\r\n y {8+}\r\nz NOOP\r\n";
  expect(read(`a XYZZY ${literals} end\r\nb NOOP\r\n`))
    .toEqual(["a BAD Unknown command", "b NOOP"]);
  // The last one is synchronizing: the client waits, the command is over.
  expect(read(`a XYZZY ${literals} {100}\r\nb NOOP\r\n`))
    .toEqual(["a BAD Unknown command", "b NOOP"]);
});

Deno.test("lines, literals and commands have limits, closer ones before the login", () => {
  const small = { line: 40, literal: 10, command: 60, skipped: 100 };
  const large = { line: 400, literal: 100, command: 600, skipped: 1000 };
  const limits = { ...grammarLimits, unauthenticated: small, authenticated: large };
  const before = (sent: string) => read(sent, new CommandReader(limits));
  const after = (sent: string) => read(sent, loggedIn(limits));
  const long = `a LOGIN anna ${"x".repeat(40)}\r\n`;
  expect(before(`${long}b NOOP\r\n`)).toEqual(["a BAD Line too long", "b NOOP"]);
  expect(after(long)).toEqual(["a LOGIN"]);
  expect(before("a LOGIN {11}\r\nb NOOP\r\n")).toEqual([
    "a NO [LIMIT] The literal is too long",
    "b NOOP",
  ]);
  expect(after("a LOGIN {11}\r\n")).toEqual(["continue"]);
  const literals = "a ID (" + '{9+}\r\n123456789 "x" '.repeat(4);
  expect(before(`${literals})\r\nb NOOP\r\n`)).toEqual([
    "a NO [LIMIT] Command too long",
    "b NOOP",
  ]);
  expect(after(`${literals})\r\n`)[0]).toContain("BAD");
  expect(before(`a LOGIN {10+}\r\n1234567890 "${"x".repeat(36)}"\r\nb NOOP\r\n`))
    .toEqual(["a BAD Command too long", "b NOOP"]);
  expect(before("a LOGIN {101+}\r\nb NOOP\r\n"))
    .toEqual(["a NO [LIMIT] The literal is too long and close"]);
  expect(after("a LOGIN {101+}\r\n" + "x".repeat(101) + " x\r\nb NOOP\r\n"))
    .toEqual(["a NO [LIMIT] The literal is too long", "b NOOP"]);
});

Deno.test("a line that is too long announces a literal all the same", () => {
  const line = `a LOGIN ${"x".repeat(70_000)} {6+}\r\nb NOOP\r\nc NOOP\r\n`;
  for (const cut of [17, 1000, Infinity]) {
    expect(brief(readAll(loggedIn(), line, cut))).toEqual(["a BAD Line too long", "c NOOP"]);
  }
});

Deno.test("literals in one command are counted", () => {
  const keys = (count: number) => Array(count).fill("SUBJECT {1+}\r\nx").join(" ");
  expect(commandOf(`SEARCH ${keys(3)}`, loggedIn({ literals: 3 }))).toBeTruthy();
  expect(answerTo(`SEARCH ${keys(4)}`, { literals: 3 })).toBe("NO [LIMIT] Too many literals");
  const twice = `a SEARCH ${keys(2)}\r\n`.repeat(2);
  expect(read(twice, loggedIn({ literals: 3 }))).toEqual(["a SEARCH", "a SEARCH"]);
});

Deno.test("numbers of octets beyond all measure end the connection", () => {
  const reader = loggedIn();
  expect(read("a LOGIN {99999999999999999999+}\r\nb NOOP\r\n", reader))
    .toEqual(["a NO [LIMIT] The literal is too long and close"]);
  expect(read("c NOOP\r\n", reader)).toEqual([]);
  expect(read("a LOGIN {99999999999999999999}\r\nb NOOP\r\n"))
    .toEqual(["a NO [LIMIT] The literal is too long", "b NOOP"]);
});

Deno.test("a line that is no command, when the session asks for one", () => {
  const reader = loggedIn();
  reader.push(Buffer.from("a IDLE\r\nDONE\r\nb AUTHENTICATE PLAIN\r\n=\n"));
  expect(reader.next()).toMatchObject({ command: { name: "IDLE" } });
  reader.expectLine();
  expect(reader.next()).toEqual({ reading: "line", text: "DONE" });
  expect(reader.next()).toMatchObject({ command: { name: "AUTHENTICATE" } });
  reader.expectLine();
  expect(reader.next()).toEqual({ reading: "line", text: "=" });
  reader.expectLine();
  const overlong = readAll(reader, `${"x".repeat(70_000)}\r\nc NOOP\r\n`, 1000);
  expect(brief(overlong)).toEqual(["line null", "c NOOP"]);
});

Deno.test("a line is asked for between commands only", () => {
  const reader = loggedIn();
  readAll(reader, "a LOGIN {3}\r\n");
  expect(() => reader.expectLine()).toThrow("Cannot expect a line");
});

Deno.test("what follows STARTTLS can be taken away unread", () => {
  const reader = loggedIn();
  reader.push(Buffer.from("a STARTTLS\r\nb LOGIN x y\r\n"));
  expect(reader.next()).toMatchObject({ tag: "a" });
  expect(Buffer.from(reader.takeRest()).toString()).toBe("b LOGIN x y\r\n");
  expect(reader.next()).toBe(null);
});
