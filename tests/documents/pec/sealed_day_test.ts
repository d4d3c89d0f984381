/**
 * The text of a closed day: one spelling, nothing lost, nothing that does not belong there.
 *
 * @module
 */
import { expect } from "expect";
import fc from "fast-check";
import {
  type DayHeader,
  dayText,
  DayTextError,
  readDayText,
} from "../../../adapters/documents/pec/sealed_day.ts";
import type { TraceLine } from "../../../events/trace_line.ts";

const header: DayHeader = {
  provider: { name: "Alfa PEC S.p.A.", domain: "alfa.example", address: "pec@alfa.example" },
  day: "2026-11-21",
  first: 3,
  last: 9,
  lines: 2,
  key: "alfa.example/log+1a2b3c4d+AQ==",
  previous: "ab".repeat(32),
};

function line(position: number, subject = "Prova"): TraceLine {
  return {
    position,
    at: Date.parse("2026-11-21T21:30:00.250Z"),
    event: "outgoing.accepted",
    pecId: "opec1@alfa.example",
    msgid: "<1@client.example>",
    sender: "anna@alfa.example",
    recipients: [{ address: "bruno@beta.example", kind: "certificato" }],
    subject,
    concerns: ["bruno@beta.example"],
    generated: ["<opec1@alfa.example>"],
    provider: "alfa.example",
  };
}

const checkpoint = new TextEncoder().encode(
  "alfa.example/log\n9\nAA==\n\n— alfa.example/log AA==\n",
);

function write(of: DayHeader, lines: readonly TraceLine[]): Uint8Array {
  return new Uint8Array([...dayText(of, lines, checkpoint)].flatMap((piece) => [...piece]));
}

function read(text: Uint8Array) {
  const lines: TraceLine[] = [];
  const { checkpoint, ...header } = readDayText(text, (line) => lines.push(line));
  return { header, lines, checkpoint };
}

const bytes = write(header, [line(3), line(9)]);

Deno.test("day: the text is as docs/trace.md shows it", () => {
  expect(new TextDecoder().decode(bytes).split("\n").slice(0, 12)).toEqual([
    "ceralacca/giorno/1",
    "gestore: Alfa PEC S.p.A.",
    "dominio: alfa.example",
    "indirizzo: pec@alfa.example",
    "giorno: 2026-11-21",
    "prima-posizione: 3",
    "ultima-posizione: 9",
    "righe: 2",
    "chiave-del-registro: alfa.example/log+1a2b3c4d+AQ==",
    `giorno-precedente: ${"ab".repeat(32)}`,
    "",
    expect.stringContaining("3\t2026-11-21T22:30:00.250+01:00\toutgoing.accepted"),
  ]);
});

Deno.test("day: what was written is read, also where there are no lines and no day before", () => {
  expect(read(bytes)).toEqual({ header, lines: [line(3), line(9)], checkpoint });
  const empty = { ...header, last: 2, lines: 0, previous: null };
  expect(read(write(empty, []))).toEqual({ header: empty, lines: [], checkpoint });
});

Deno.test("day: names and subjects that try to be lines stay what they are", () => {
  const text = fc.string({ unit: "binary", maxLength: 12 });
  fc.assert(fc.property(text, text, (name, subject) => {
    const hostile = { ...header, provider: { ...header.provider, name: `${name}\n\u2028` } };
    const lines = [line(4, `${subject}\n\n`), line(5)];
    expect(read(write(hostile, lines))).toEqual({ header: hostile, lines, checkpoint });
  }));
});

Deno.test("day: a large one is written in pieces", () => {
  const count = 1000;
  const large = { ...header, first: 1, last: count, lines: count };
  const lines = Array.from({ length: count }, (_, index) => line(index + 1));
  const pieces = [...dayText(large, lines, checkpoint)];
  expect(pieces.length).toBeGreaterThan(2);
  expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(80 * 1024);
  expect(read(new Uint8Array(pieces.flatMap((piece) => [...piece]))).lines).toEqual(lines);
});

for (
  const [reason, lines] of [
    ["a line is missing", [line(3)]],
    ["there is a line more", [line(3), line(4), line(9)]],
    ["a line is of the day before", [line(2), line(9)]],
    ["a line is of the day after", [line(3), line(10)]],
    ["a line stands twice", [line(3), line(3)]],
    ["lines have changed places", [line(9), line(3)]],
  ] as const
) {
  Deno.test(`day: it is not written where ${reason}`, () => {
    expect(() => write(header, lines)).toThrow(DayTextError);
  });
}

/** The text with one replacement. */
function changed(before: string | RegExp, after: string): Uint8Array {
  const text = new TextDecoder().decode(bytes);
  expect(text).toMatch(before);
  return new TextEncoder().encode(text.replace(before, after));
}

for (
  const [reason, text] of [
    ["of another format", changed("giorno/1", "giorno/2")],
    ["with a byte order mark", new Uint8Array([0xef, 0xbb, 0xbf, ...bytes])],
    ["that is no UTF-8", changed("Prova", "Prova").map((byte) => byte === 0x50 ? 0xff : byte)],
    ["with a field more", changed("giorno:", "ora: 1\ngiorno:")],
    ["with another order of fields", changed(/(dominio.*\n)(indirizzo.*\n)/, "$2$1")],
    ["with a number in another spelling", changed("posizione: 3", "posizione: 03")],
    ["without a number", changed("righe: 2", "righe: ")],
    ["with a day that is none", changed("giorno: 2026-11-21", "giorno: 2026-02-30")],
    ["with a digest that is none", changed("abab", "ABab")],
    ["with more lines than positions", changed("righe: 2", "righe: 8")],
    ["that claims a line less", changed("righe: 2", "righe: 1")],
    ["that claims a line more", changed("righe: 2", "righe: 3")],
    ["with ends of lines as mail has them", changed(/\n/g, "\r\n")],
    ["with lines in another order", changed(/(3\t2.*\n)(9\t2.*\n)/, "$2$1")],
    ["that ends in its header", bytes.subarray(0, 60)],
    ["that ends in a line", bytes.subarray(0, 400)],
    ["that is empty", new Uint8Array()],
  ] as const
) {
  Deno.test(`day: a text is refused ${reason}`, () => {
    expect(() => read(text)).toThrow(DayTextError);
  });
}

Deno.test("day: there is one text for what is read, whatever bytes come", () => {
  const place = fc.nat({ max: bytes.length - 1 });
  fc.assert(
    fc.property(place, fc.integer({ min: 0, max: 255 }), (at, byte) => {
      const altered = bytes.with(at, byte);
      try {
        const { header, lines, checkpoint } = read(altered);
        const again = [...dayText(header, lines, checkpoint)].flatMap((piece) => [...piece]);
        expect(new Uint8Array(again)).toEqual(altered);
      } catch (error) {
        expect(error).toBeInstanceOf(DayTextError);
      }
    }),
    { numRuns: 500 },
  );
});
