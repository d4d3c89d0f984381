/**
 * Where the scanner finds the parts of a message, to the byte.
 *
 * @module
 */
import { expect } from "expect";
import { scanBytes } from "../../../adapters/documents/mime/scanner.ts";
import {
  allParts,
  bodyOf,
  crlf,
  octetsOf,
  scan,
  scanInPieces,
  shapeOf,
  wholeOf,
} from "./support.ts";

function multipart(subtype: string, boundary: string, ...lines: string[]): string {
  return crlf(`Content-Type: multipart/${subtype}; boundary="${boundary}"`, "", ...lines);
}

const NESTED = multipart(
  "mixed",
  "out",
  "preamble",
  "--out",
  "Content-Type: multipart/alternative;",
  "\tboundary=in",
  "",
  "--in",
  "",
  "plain",
  "--in",
  "Content-Type: text/html",
  "",
  "<b>html</b>",
  "",
  "--in--",
  "inner epilogue",
  "--out  ",
  "Content-Type: message/rfc822",
  "",
  "Subject: inside",
  "",
  "inside",
  "",
  "--out--",
  "epilogue",
  "",
);

Deno.test("a plain message: the body begins after the empty line", () => {
  const message = crlf("Subject: a", "To: b", "", "text", "");
  const root = scan(message);
  expect(root.start).toBe(0);
  expect(bodyOf(message, root)).toBe("text\r\n");
  expect(root.header.map((field) => message.slice(field.start, field.end))).toEqual([
    "Subject: a\r\n",
    "To: b\r\n",
  ]);
  expect(root.header.map((field) => [field.name, field.raw])).toEqual([
    ["Subject", " a"],
    ["To", " b"],
  ]);
  expect([root.type, root.encoding, root.disposition, root.closed]).toEqual([
    "text/plain",
    "7bit",
    "",
    true,
  ]);
});

Deno.test("a nested message: each part lies where it stands", () => {
  const root = scan(NESTED);
  expect(shapeOf(root)).toBe(
    "multipart/mixed(multipart/alternative(text/plain,text/html),message/rfc822(text/plain))",
  );
  const [alternative, message] = root.children;
  const [plain, html] = alternative!.children;
  expect(wholeOf(NESTED, plain!)).toBe("\r\nplain");
  expect(bodyOf(NESTED, plain!)).toBe("plain");
  expect(wholeOf(NESTED, html!)).toBe("Content-Type: text/html\r\n\r\n<b>html</b>\r\n");
  expect(wholeOf(NESTED, alternative!)).toMatch(
    /^Content-Type: multipart\/alt[^]*--in--\r\ninner epilogue$/,
  );
  expect(bodyOf(NESTED, message!)).toBe("Subject: inside\r\n\r\ninside\r\n");
  expect(wholeOf(NESTED, message!.children[0]!)).toBe(bodyOf(NESTED, message!));
  expect(bodyOf(NESTED, message!.children[0]!)).toBe("inside\r\n");
  expect(root.end).toBe(NESTED.length);
  expect(allParts(root).every((part) => part.closed)).toBe(true);
});

Deno.test("cuts of 1, 2, 3 and 17 octets change nothing, neither do bare LFs", () => {
  for (const message of [NESTED, NESTED.replaceAll("\r\n", "\n")]) {
    const whole = scan(message);
    for (const size of [1, 2, 3, 17]) expect(scanInPieces(message, size)).toEqual(whole);
  }
  const unixMessage = NESTED.replaceAll("\r\n", "\n");
  const html = scan(unixMessage).children[0]!.children[1]!;
  expect(bodyOf(unixMessage, html)).toBe("<b>html</b>\n");
});

Deno.test("scanBytes takes a view into a larger buffer", () => {
  const buffer = octetsOf(`xyz${NESTED}`);
  expect(scanBytes(buffer.subarray(3))).toEqual(scan(NESTED));
});

Deno.test("a long body is cut at segment borders without loss", () => {
  const line = `${"QUJD".repeat(19)}\r\n`;
  for (const pad of [0, 1, 2, 3, 4, 5, 6, 7]) {
    const body = "x".repeat(65_536 - 100 + pad) + "\r\n" + line.repeat(900);
    const message = multipart("mixed", "b", "--b", "", body, "--b", "", "end", "--b--");
    const root = scan(message);
    expect(root.children.map((part) => bodyOf(message, part))).toEqual([body, "end"]);
  }
});

Deno.test("the delimiter's line end is found across every segment border", () => {
  for (let pad = 0; pad < 12; pad++) {
    const head = multipart("mixed", "b", "--b", "", "");
    const body = "y".repeat(65_536 - head.length - pad);
    const message = `${head}${body}\r\n--b\r\n\r\nend\r\n--b--\r\n`;
    const root = scan(message);
    expect(root.children.map((part) => bodyOf(message, part))).toEqual([body, "end"]);
    expect(root.closed).toBe(true);
  }
});

Deno.test("a message without a final boundary stays open to its end", () => {
  const message = multipart("mixed", "b", "--b", "", "one", "--b", "", "two", "");
  const root = scan(message);
  expect(root.closed).toBe(false);
  expect(root.children.map((part) => bodyOf(message, part))).toEqual(["one", "two\r\n"]);
});

Deno.test("a final boundary counts without a line end after it", () => {
  const message = multipart("mixed", "b", "--b", "", "one", "--b--");
  const root = scan(message);
  expect(root.closed).toBe(true);
  expect(bodyOf(message, root.children[0]!)).toBe("one");
});

Deno.test("what only looks like a boundary is text", () => {
  const body = crlf("--bb", "--b x", "-b", "--", "a--b", " --b", "--b-", "--b---", "- --b", "--B");
  const message = multipart("mixed", "b", "--b", "", body, "--b--");
  const root = scan(message);
  expect(root.children.length).toBe(1);
  expect(bodyOf(message, root.children[0]!)).toBe(body);
});

Deno.test("a lone CR is no line end, so nothing after it is a boundary", () => {
  const message = multipart("mixed", "b", "--b", "", "x\r--b--", "--b--");
  expect(bodyOf(message, scan(message).children[0]!)).toBe("x\r--b--");
});

Deno.test("a boundary may begin with another one", () => {
  const message = multipart(
    "mixed",
    "b",
    "--b",
    'Content-Type: multipart/mixed; boundary="b1"',
    "",
    "--b1",
    "",
    "inner",
    "--b1--",
    "--b",
    "",
    "outer",
    "--b--",
  );
  const root = scan(message);
  expect(shapeOf(root)).toBe("multipart/mixed(multipart/mixed(text/plain),text/plain)");
  expect(bodyOf(message, root.children[0]!.children[0]!)).toBe("inner");
  expect(bodyOf(message, root.children[1]!)).toBe("outer");
});

Deno.test("an outer boundary ends everything inside", () => {
  const message = multipart(
    "mixed",
    "out",
    "--out",
    "Content-Type: message/rfc822",
    "",
    "Content-Type: multipart/mixed; boundary=in",
    "",
    "--in",
    "",
    "cut off",
    "--out",
    "",
    "--in",
    "--out--",
  );
  const root = scan(message);
  const [first, second] = root.children;
  expect(shapeOf(root)).toBe(
    "multipart/mixed(message/rfc822(multipart/mixed(text/plain)),text/plain)",
  );
  const inner = first!.children[0]!;
  expect([root.closed, inner.closed]).toEqual([true, false]);
  expect(new Set(allParts(first!).map((part) => part.end))).toEqual(new Set([first!.end]));
  expect(bodyOf(message, inner.children[0]!)).toBe("cut off");
  expect(bodyOf(message, second!)).toBe("--in");
});

Deno.test("an inner multipart with the outer boundary takes it until its own end", () => {
  const message = multipart(
    "mixed",
    "b",
    "--b",
    "Content-Type: multipart/mixed; boundary=b",
    "",
    "--b",
    "",
    "inner",
    "--b--",
    "--b",
    "",
    "outer",
    "--b--",
  );
  const root = scan(message);
  expect(shapeOf(root)).toBe("multipart/mixed(multipart/mixed(text/plain),text/plain)");
  expect(root.closed).toBe(true);
});

Deno.test("after its final boundary a multipart takes no more parts", () => {
  const message = multipart("mixed", "b", "--b", "", "one", "--b--", "--b", "", "two", "--b--", "");
  const root = scan(message);
  expect(root.children.map((part) => bodyOf(message, part))).toEqual(["one"]);
});

Deno.test("empty parts are empty, and parts without a body end with their header", () => {
  const message = multipart(
    "mixed",
    "b",
    "--b",
    "--b",
    "",
    "--b",
    "",
    "",
    "--b",
    "X-Only: header",
    "--b",
    "X-And: empty line",
    "",
    "--b--",
  );
  const root = scan(message);
  expect(root.children.map((part) => wholeOf(message, part))).toEqual([
    "",
    "",
    "\r\n",
    "X-Only: header",
    "X-And: empty line\r\n",
  ]);
  for (const part of root.children) {
    expect(bodyOf(message, part)).toBe("");
    expect(part.start <= part.bodyStart && part.bodyStart <= part.end).toBe(true);
  }
  expect(root.children[3]!.header[0]!.raw).toBe(" header");
});

Deno.test("an empty message inside a part keeps within it", () => {
  const message = multipart("mixed", "b", "--b", "Content-Type: message/rfc822", "", "--b--");
  const part = scan(message).children[0]!;
  const inner = part.children[0]!;
  expect([inner.start, inner.bodyStart, inner.end]).toEqual([part.end, part.end, part.end]);
});

Deno.test("a message in a message in a message", () => {
  const message = crlf(
    "Content-Type: message/rfc822",
    "",
    "Content-Type: message/global",
    "Content-Transfer-Encoding: 8bit",
    "",
    "Subject: innermost",
    "",
    "text",
  );
  const innermost = scan(message).children[0]!.children[0]!;
  expect(wholeOf(message, innermost)).toBe("Subject: innermost\r\n\r\ntext");
  expect(bodyOf(message, innermost)).toBe("text");
});

Deno.test("a message behind base64 is not entered", () => {
  const message = crlf(
    "Content-Type: message/rfc822",
    "Content-Transfer-Encoding: BASE64",
    "",
    "U3ViamVjdDogYQ0KDQo=",
  );
  expect(scan(message).children).toEqual([]);
});

Deno.test("in a multipart/digest the default type is message/rfc822", () => {
  const message = multipart(
    "digest",
    "b",
    "--b",
    "",
    "Subject: one",
    "",
    "text",
    "--b",
    "Content-Type: text/plain",
    "",
    "text",
    "--b--",
  );
  const root = scan(message);
  expect(shapeOf(root)).toBe("multipart/digest(message/rfc822(text/plain),text/plain)");
  expect(root.children[0]!.children[0]!.header[0]!.raw).toBe(" one");
});

Deno.test("a multipart without a boundary has no parts", () => {
  for (const parameter of ["", "; boundary", '; boundary=""', '; boundary="  "']) {
    const root = scan(crlf(`Content-Type: multipart/mixed${parameter}`, "", "--", "", "----", ""));
    expect([root.children.length, root.closed]).toEqual([0, false]);
  }
});

Deno.test("8-bit octets pass, in boundaries too", () => {
  const message = multipart("mixed", "b\xe0\xff", "--b\xe0\xff", "", "\x80\xff", "--b\xe0\xff--");
  const root = scan(message);
  expect(root.closed).toBe(true);
  expect(bodyOf(message, root.children[0]!)).toBe("\x80\xff");
});

Deno.test("an unreadable type is text/plain; of two fields the first counts", () => {
  expect(scan("Content-Type: pdf; name=a\r\n\r\n").type).toBe("text/plain");
  const root = scan("Content-Type: Text/HTML\r\nContent-Type: text/plain\r\n\r\n");
  expect(root.type).toBe("text/html");
});

Deno.test("lines of a header that are no field are passed over", () => {
  const message = crlf(" lost", "From somebody", "To : a", "\tb", "no field", " c", "X:", "", "-");
  const root = scan(message);
  expect(root.header.map((field) => [field.name, field.raw])).toEqual([
    ["To", " a\r\n\tb"],
    ["X", ""],
  ]);
  expect(bodyOf(message, root)).toBe("-");
});

Deno.test("messages that end in their header", () => {
  for (const message of ["", "\r\n", "Subject: a", "Subject: a\r\n", "Subject: a\r\n\r\n"]) {
    const root = scan(message);
    expect(root.bodyStart).toBe(message.length);
    expect(root.end).toBe(message.length);
    expect(root.header.length).toBe(message.startsWith("S") ? 1 : 0);
  }
});

const headers: readonly [what: string, header: string, clean: boolean, names: string[]][] = [
  ["fields alone", "A: 1\r\nB:\r\n 2\r\n\t3\r\nC : 4", true, ["A", "B", "C"]],
  ["nothing", "", true, []],
  ["a line without a colon", "A: 1\r\nno field\r\nB: 2", false, ["A", "B"]],
  ["a line that begins with a colon", ": 1\r\nB: 2", false, ["B"]],
  ["a name with a blank inside", "A: 1\r\nFrom anna 10:00\r\nB: 2", false, ["A", "B"]],
  ["a name outside ASCII", "Citt\xe0: 1\r\nB: 2", false, ["B"]],
  ["a continuation of nothing", " 1: 2\r\nB: 2", false, ["B"]],
  ["a continuation of no field", "A: 1\r\nno field\r\n B: 2\r\nC: 3", false, ["A", "C"]],
  ["a colon in the next line alone", "no field\r\n:\r\nB: 2", false, ["B"]],
];
for (const [what, header, clean, names] of headers) {
  Deno.test(`a header of ${what} is ${clean ? "clean" : "read, and told not to be clean"}`, () => {
    for (const message of [header, `${header}\r\n\r\nX: body`]) {
      const root = scan(message);
      expect(root.headerClean).toBe(clean);
      expect(root.header.map(({ name }) => name)).toEqual(names);
    }
  });
}

Deno.test("each part's header is clean or not by itself", () => {
  const part = (line: string) => `--b\r\n${line}\r\n\r\ntext\r\n`;
  const root = scan(`Content-Type: multipart/mixed; boundary=b\r\n\r\n${part("A: 1")}${part("a")}`);
  expect([root, ...root.children].map(({ headerClean }) => headerClean)).toEqual([
    true,
    true,
    false,
  ]);
});
