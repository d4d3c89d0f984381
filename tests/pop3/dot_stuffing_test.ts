import { Buffer } from "node:buffer";
import { expect } from "expect";
import fc from "fast-check";
import { listReply, messageReply } from "../../adapters/pop3/server/dot_stuffing.ts";
import { topOf } from "../../adapters/pop3/server/top.ts";

const line = fc.array(fc.constantFrom(".", "..", "x", "\xe8", " ", "\0", "y".repeat(40)), {
  maxLength: 4,
}).map((parts) => parts.join(""));
const message = fc.array(line, { maxLength: 20 }).map((lines) =>
  lines.map((line) => `${line}\r\n`).join("")
);
const cuts = fc.array(fc.nat(200), { maxLength: 8 });

/** A message in pieces. */
async function* piecesOf(text: string, cuts: readonly number[]): AsyncGenerator<Uint8Array> {
  const sorted = cuts.filter((cut) => cut <= text.length).sort((a, b) => a - b);
  let from = 0;
  for (const cut of [...sorted, text.length]) {
    yield await Buffer.from(text.slice(from, cut), "latin1");
    from = cut;
  }
}

/** All that comes, as one Latin-1 text. */
async function textOf(octets: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<string> {
  let text = "";
  for await (const piece of octets) text += Buffer.from(piece).toString("latin1");
  return text;
}

/** RFC 1939 §3 read literally, by the client. */
function unstuff(reply: string): string[] {
  const lines = reply.split("\r\n");
  expect(lines.slice(-2)).toEqual([".", ""]);
  expect(lines.indexOf(".")).toBe(lines.length - 2);
  return lines.slice(1, -2).map((line) => line.replace(/^\./, ""));
}

Deno.test("a client reads the octets that are stored, wherever they are cut", async () => {
  await fc.assert(
    fc.asyncProperty(message, cuts, async (stored, cuts) => {
      const reply = await textOf(messageReply("+OK\r\n", piecesOf(stored, cuts)));
      expect(unstuff(reply).map((line) => `${line}\r\n`).join("")).toBe(stored);
    }),
    { numRuns: 500, seed: 1939 },
  );
});

Deno.test("a message without a last line end gets one", async () => {
  expect(await textOf(messageReply("+OK\r\n", piecesOf("uno\r\n.", [5, 6]))))
    .toBe("+OK\r\nuno\r\n..\r\n.\r\n");
  expect(await textOf(messageReply("+OK\r\n", piecesOf("", [])))).toBe("+OK\r\n.\r\n");
});

Deno.test("no client that ends lines at a bare LF sees an end within a message", async () => {
  for (const cut of [[], [4], [5], [6]]) {
    expect(await textOf(messageReply("+OK\r\n", piecesOf("uno\n\n.\r\n+OK fake\r\n", cut))))
      .toBe("+OK\r\nuno\n\n..\r\n+OK fake\r\n.\r\n");
  }
});

Deno.test("pieces without dots are handed on without a copy", async () => {
  const stored = Buffer.from("Subject: uno\r\n\r\nciao.\r\n");
  const pieces: Uint8Array[] = [];
  async function* read() {
    yield await stored;
  }
  for await (const piece of messageReply("+OK\r\n", read())) pieces.push(piece);
  expect(pieces[1]).toBe(stored);
});

Deno.test("a long list comes in pieces", () => {
  const lines = Array.from({ length: 10_000 }, (_, index) => `${index + 1} ${index + 1}`);
  const pieces = [...listReply("+OK\r\n", lines) as Iterable<Uint8Array>];
  expect(pieces.length).toBeGreaterThan(2);
  expect(Buffer.concat(pieces).toString()).toBe(`+OK\r\n${lines.join("\r\n")}\r\n.\r\n`);
});

/** RFC 1939 §7 read literally: header, empty line, lines of the body. */
function naiveTop(stored: string, count: number): string {
  const lines = stored.split("\r\n").slice(0, -1);
  const empty = lines.indexOf("");
  const end = empty < 0 ? lines.length : empty + 1 + count;
  return lines.slice(0, end).map((line) => `${line}\r\n`).join("");
}

Deno.test("TOP's beginning is that of a literal reading, wherever it is cut", async () => {
  await fc.assert(
    fc.asyncProperty(message, cuts, fc.nat(12), async (stored, cuts, count) => {
      expect(await textOf(topOf(piecesOf(stored, cuts), count))).toBe(naiveTop(stored, count));
    }),
    { numRuns: 1000, seed: 1939 },
  );
});

Deno.test("TOP does not read the rest of a message", async () => {
  let read = 0;
  let closed = false;
  async function* endless() {
    try {
      yield await Buffer.from("Subject: uno\r\n\r\n");
      for (;; read++) yield await Buffer.from("ciao\r\n");
    } finally {
      closed = true;
    }
  }
  expect(await textOf(topOf(endless(), 3))).toBe("Subject: uno\r\n\r\nciao\r\nciao\r\nciao\r\n");
  expect(read).toBe(2);
  expect(closed).toBe(true);
});
