import { Buffer } from "node:buffer";
import { expect } from "expect";
import { type Line, Octets } from "../../../adapters/imap/server/grammar/octets.ts";

function lines(sent: string, cut: number, limit: number): Line[] {
  const octets = new Octets();
  const lines: Line[] = [];
  for (let at = 0; at < sent.length; at += cut) {
    octets.push(Buffer.from(sent.slice(at, at + cut), "latin1"));
    for (let line; (line = octets.line(limit)) !== null;) lines.push(line);
    // No more than the limit, or the end of a line that is too long.
    expect(octets.length).toBeLessThanOrEqual(Math.max(limit, 64));
  }
  return lines;
}

Deno.test("lines end in LF, with or without CR", () => {
  for (const cut of [1, 2, 3, 100]) {
    expect(lines("uno\r\ndue\n\r\n\rtre\r\r\n", cut, 100).map(({ text }) => text))
      .toEqual(["uno", "due", "", "\rtre\r"]);
  }
});

Deno.test("of a line that is too long only both ends are kept, wherever it is cut", () => {
  const long = `tag ${"x".repeat(1000)} {12+}\r\n`;
  for (const cut of [1, 3, 17, 64, 100, 101, 5000]) {
    const [first, second, third, ...rest] = lines(`${long}${"y".repeat(99)}\r\nz\r\n`, cut, 100);
    expect(first).toEqual({ text: long.slice(0, 100), tail: long.slice(-65, -2), whole: false });
    expect(second).toMatchObject({ text: "y".repeat(99), whole: true });
    expect(third).toMatchObject({ text: "z", whole: true });
    expect(rest).toEqual([]);
  }
});

Deno.test("the limit is a line's length with CR", () => {
  expect(lines(`${"y".repeat(100)}\n`, 7, 100)[0]?.whole).toBe(true);
  expect(lines(`${"y".repeat(100)}\r\n`, 7, 100)[0]?.whole).toBe(false);
});

Deno.test("octets that were taken stay as they are when others come", () => {
  const octets = new Octets();
  octets.push(Buffer.from("ab"));
  octets.push(Buffer.from("cd"));
  const taken = octets.take(3);
  octets.push(Buffer.from("ef"));
  octets.push(Buffer.from("x".repeat(100)));
  expect(Buffer.from(taken).toString()).toBe("abc");
  expect(Buffer.from(octets.take(4)).toString()).toBe("defx");
  expect(octets.length).toBe(99);
});

Deno.test("a chunk that was pushed is not written to", () => {
  const memory = Buffer.from("abcdef");
  const octets = new Octets();
  octets.push(memory.subarray(0, 3));
  octets.push(Buffer.from("XY"));
  expect(memory.toString()).toBe("abcdef");
  expect(Buffer.from(octets.take(9)).toString()).toBe("abcXY");
});
