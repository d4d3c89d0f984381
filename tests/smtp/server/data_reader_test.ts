import { Buffer } from "node:buffer";
import { expect } from "expect";
import fc from "fast-check";
import { DataReader } from "../../../adapters/smtp/server/data_reader.ts";
import { Input } from "../../../adapters/net/input.ts";

/** Reads `sent`, cut at `cuts`. Null if the end was not found; `rest` is what follows the end. */
function read(sent: string, cuts: readonly number[]): { content: string; rest: string } | null {
  const input = new Input();
  const reader = new DataReader();
  let content = "";
  let at = 0;
  let ended = false;
  for (const cut of [...cuts, sent.length]) {
    if (cut > at) input.push(Buffer.from(sent.slice(at, cut), "latin1"));
    at = Math.max(at, cut);
    if (ended) continue;
    const piece = reader.read(input);
    content += Buffer.from(piece?.bytes ?? []).toString("latin1");
    ended = piece?.last ?? false;
  }
  return ended ? { content, rest: input.bytes.toString("latin1") } : null;
}

/** RFC 5321 §4.5.2 read literally: split at CRLF, look at the first character of each line. */
function readNaively(sent: string): { content: string; rest: string } | null {
  const lines = sent.split("\r\n");
  const end = lines.indexOf(".");
  if (end < 0 || end === lines.length - 1) return null;
  const content = lines.slice(0, end).map((line) => line.replace(/^\./, "") + "\r\n").join("");
  return { content, rest: lines.slice(end + 1).join("\r\n") };
}

const pieces = fc.array(
  fc.constantFrom(".", "\r", "\n", "\r\n", "\r\n.", "x", "\xe8", "\0", "x".repeat(40)),
  {
    maxLength: 60,
  },
);

Deno.test("DATA's content is that of a literal reading, wherever it is cut", () => {
  fc.assert(
    fc.property(pieces, fc.array(fc.nat(200), { maxLength: 8 }), (parts, cuts) => {
      const sent = parts.join("");
      const sorted = cuts.filter((cut) => cut <= sent.length).sort((a, b) => a - b);
      expect(read(sent, sorted)).toEqual(readNaively(sent));
    }),
    { numRuns: 500, seed: 5321 },
  );
});

Deno.test("DATA's content is the same octet by octet", () => {
  fc.assert(
    fc.property(pieces, (parts) => {
      const sent = `${parts.join("")}\r\n.\r\n`;
      const everywhere = Array.from({ length: sent.length }, (_, at) => at);
      expect(read(sent, everywhere)).toEqual(readNaively(sent));
    }),
    { numRuns: 200, seed: 5321 },
  );
});

Deno.test("a body of dots loses one dot a line", () => {
  const lines = 20_000;
  const sent = "..\r\n".repeat(lines) + ".\r\nQUIT\r\n";
  expect(read(sent, [1, 40_001, 50_002])).toEqual({
    content: ".\r\n".repeat(lines),
    rest: "QUIT\r\n",
  });
});

Deno.test("content without stuffed dots is handed on without a copy", () => {
  const sent = Buffer.from("Subject: uno\r\n\r\nciao\r\n.\r\n");
  const input = new Input();
  input.push(sent);
  const piece = new DataReader().read(input)!;
  expect(piece.last).toBe(true);
  expect(piece.bytes.buffer).toBe(sent.buffer);
});
