/**
 * What the scanner refuses to go on with.
 *
 * @module
 */
import { expect } from "expect";
import {
  defaultMimeLimits,
  MimeFault,
  type MimeLimits,
} from "../../../adapters/documents/mime/scanner.ts";
import { allParts, crlf, scan, scanInPieces } from "./support.ts";

function limitHit(message: string, limits: Partial<MimeLimits> = {}, size?: number): string {
  try {
    scanInPieces(message, size, { ...defaultMimeLimits, ...limits });
  } catch (error) {
    if (!(error instanceof MimeFault)) throw error;
    expect(error.message).toMatch(/^Cannot scan message: /);
    return error.limit;
  }
  return "none";
}

function nested(depth: number): string {
  let lines = "";
  for (let level = 1; level < depth; level++) {
    lines += `Content-Type: multipart/mixed; boundary=b${level}\r\n\r\n--b${level}\r\n`;
  }
  return `${lines}\r\ninnermost\r\n`;
}

Deno.test("500 parts inside one another are too many, 100 are not", () => {
  expect(limitHit(nested(500))).toBe("depth");
  expect(limitHit(nested(101))).toBe("depth");
  expect(allParts(scan(nested(100))).length).toBe(100);
});

Deno.test("500 messages inside one another are too many", () => {
  expect(limitHit("Content-Type: message/rfc822\r\n\r\n".repeat(500))).toBe("depth");
});

Deno.test("with a higher limit 500 levels are read", () => {
  const root = scanInPieces(nested(500), 17, { ...defaultMimeLimits, depth: 500 });
  expect(allParts(root).length).toBe(500);
});

Deno.test("10,000 parts are the most, the message included", () => {
  const head = "Content-Type: multipart/mixed; boundary=b\r\n\r\n";
  expect(limitHit(head + "--b\r\n".repeat(9_999))).toBe("none");
  expect(limitHit(head + "--b\r\n".repeat(10_000))).toBe("parts");
});

Deno.test("a header of 1 MB is too long, in one line or in many, in whatever pieces", () => {
  const oneLine = `X: ${"x".repeat(2 ** 20)}\r\n\r\n`;
  expect(limitHit(oneLine)).toBe("headerBytes");
  expect(limitHit(oneLine, {}, 1000)).toBe("headerBytes");
  expect(limitHit(`X: ${" y\r\n".repeat(2 ** 18)}\r\n`)).toBe("headerBytes");
});

Deno.test("100,000 header lines are too many", () => {
  expect(limitHit("X: y\r\n".repeat(100_000))).toBe("headerBytes");
  expect(limitHit("X: y\r\n".repeat(100_000), { headerBytes: 2 ** 20 })).toBe("headerFields");
  expect(limitHit("X: y\r\n".repeat(1_000))).toBe("none");
  expect(limitHit("X: y\r\n".repeat(1_001))).toBe("headerFields");
});

Deno.test("the limits hold for each part by itself", () => {
  const field = "X: y\r\n";
  const part = `--b\r\n${field.repeat(900)}\r\ntext\r\n`;
  const message = `Content-Type: multipart/mixed; boundary=b\r\n\r\n${part.repeat(3)}--b--\r\n`;
  expect(limitHit(message)).toBe("none");
  expect(limitHit(message, { headerFields: 899 })).toBe("headerFields");
  expect(limitHit(message, { headerBytes: 900 * field.length - 1 })).toBe("headerBytes");
});

Deno.test("lines that are no fields count like fields", () => {
  expect(limitHit("a\r\n".repeat(1_000))).toBe("none");
  expect(limitHit("a\r\n".repeat(1_001))).toBe("headerFields");
  expect(limitHit("a\r\n".repeat(80_000))).toBe("headerFields");
  expect(limitHit(`${"a\r\n".repeat(600)}${"X: y\r\n".repeat(401)}`)).toBe("headerFields");
  // A field of many lines is one, and an address list of 5,000 lines nothing odd.
  expect(limitHit(`To: a${",\r\n a@alfa.example".repeat(5_000)}\r\n`)).toBe("none");
});

Deno.test("the headers of all parts together stay within 2 MiB, in whatever pieces", () => {
  const head = "Content-Type: multipart/mixed; boundary=b\r\n\r\n";
  const part = (bytes: number) => `--b\r\nX: ${"x".repeat(bytes - 5)}\r\n\r\n`;
  // The empty line after the last one is the first octet too many, or none.
  const filled = 2 ** 21 - head.length;
  const parts = (last: number) =>
    head + part(2 ** 17).repeat(15) + part(filled - 15 * 2 ** 17 + last);
  for (const size of [60_000, Infinity]) {
    expect(limitHit(parts(0), {}, size)).toBe("none");
    expect(limitHit(parts(1), {}, size)).toBe("totalHeaderBytes");
  }
  // An outer header counts while an inner one is read, and so do those of messages inside.
  const inner = "Content-Type: message/rfc822\r\n\r\nX: y\r\n\r\n";
  const all = inner.length - 2;
  expect(limitHit(inner, { totalHeaderBytes: all })).toBe("none");
  expect(limitHit(inner, { totalHeaderBytes: all - 1 })).toBe("totalHeaderBytes");
});

Deno.test("no line above 1000 octets is a boundary, whatever it is filled up with", () => {
  const head = crlf("Content-Type: multipart/mixed; boundary=b", "", "");
  const parts = (blanks: number) =>
    [7, Infinity].map((size) => {
      return scanInPieces(`${head}--b${" ".repeat(blanks)}\r\n\r\n`, size).children.length;
    });
  expect(parts(995)).toEqual([1, 1]);
  expect(parts(996)).toEqual([0, 0]);
});

Deno.test("a line of megabytes after two hyphens is no boundary and costs no memory", () => {
  const line = `--${"b".repeat(2 ** 21)}`;
  const message = crlf("Content-Type: multipart/mixed; boundary=b", "", "--b", "", line, "--b--");
  for (const size of [1000, Infinity]) {
    const [part] = scanInPieces(message, size).children;
    expect(part!.end - part!.bodyStart).toBe(line.length);
  }
});
