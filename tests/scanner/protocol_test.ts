/**
 * INSTREAM as data: what is sent, and what an answer means.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { expect } from "expect";
import fc from "fast-check";
import { instream, verdictOf } from "../../adapters/scanner/clamd.ts";
import { noScanner } from "../../adapters/scanner/none.ts";
import { ScannerUnavailable } from "../../adapters/scanner/scanner.ts";
import { chunks } from "./content.ts";

async function sent(...pieces: (string | Uint8Array)[]): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(instream(chunks(...pieces))));
}

/** The message in a request, by clamd's reading of it; fails where bytes are left over. */
function understood(request: Buffer): Buffer {
  expect(request.subarray(0, 10).toString("latin1")).toBe("zINSTREAM\0");
  const found: Buffer[] = [];
  let at = 10;
  for (;;) {
    const length = request.readUInt32BE(at);
    at += 4;
    if (length === 0) break;
    expect(request.length).toBeGreaterThanOrEqual(at + length);
    found.push(request.subarray(at, at + length));
    at += length;
  }
  expect(at).toBe(request.length);
  return Buffer.concat(found);
}

Deno.test("a message goes out in chunks behind their lengths", async () => {
  expect((await sent("Ciao", "!")).toString("latin1"))
    .toBe("zINSTREAM\0\0\0\0\x04Ciao\0\0\0\x01!\0\0\0\0");
});

Deno.test("clamd understands a message however it is cut, with empty pieces too (fuzz)", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 12 }),
      async (cut) => {
        expect(understood(await sent(...cut))).toEqual(Buffer.concat(cut));
      },
    ),
    { numRuns: 50, seed: 6109 },
  );
});

Deno.test("an answer says clean, or infected and with what", () => {
  expect(verdictOf("stream: OK")).toEqual({ infected: false });
  expect(verdictOf("stream: Win.Test.EICAR_HDB-1 FOUND"))
    .toEqual({ infected: true, signature: "Win.Test.EICAR_HDB-1" });
});

Deno.test("a strange name is made fit for notices, and the message stays infected", () => {
  expect(verdictOf("stream: \x1b[31mW\u00f2rm\r\nX FOUND"))
    .toEqual({ infected: true, signature: "?[31mW?rm??X" });
  expect(verdictOf(`stream: ${"w".repeat(4000)} FOUND`))
    .toEqual({ infected: true, signature: "w".repeat(200) });
});

Deno.test("a message that is too large for clamd tells what to raise", () => {
  expect(() => verdictOf("INSTREAM size limit exceeded. ERROR")).toThrow(
    "Cannot scan: the message is larger than clamd's StreamMaxLength. " +
      "Raise StreamMaxLength, MaxFileSize and MaxScanSize in clamd.conf",
  );
});

Deno.test("only clamd's own words make a message clean (fuzz)", () => {
  const word = fc.constantFrom("stream: ", "OK", " FOUND", " ERROR", "\n", "\0", "Worm", " ");
  const answer = fc.oneof(
    fc.array(word, { maxLength: 6 }).map((words) => words.join("")),
    fc.string({ unit: "binary" }),
  );
  fc.assert(
    fc.property(answer, (text) => {
      try {
        const verdict = verdictOf(text);
        if (verdict.infected) expect(verdict.signature).toMatch(/^[\x20-\x7e]{1,200}$/);
        else expect(text).toBe("stream: OK");
      } catch (error) {
        if (!(error instanceof ScannerUnavailable)) throw error;
      }
    }),
    { numRuns: 500, seed: 6109 },
  );
});

Deno.test("without a scanner every message passes unread", async () => {
  const unread: AsyncIterable<Uint8Array> = {
    [Symbol.asyncIterator]: () => {
      throw new Error("Cannot be read");
    },
  };
  expect(await noScanner.scan(unread)).toEqual({ infected: false });
  expect(noScanner.name).toBe("none");
});
