/**
 * The text of a line of the log.
 *
 * @module
 */
import { expect } from "expect";
import fc from "fast-check";
import {
  parseTraceLine,
  renderTraceLine,
  traceFields,
} from "../../../adapters/documents/pec/trace_line.ts";
import type { TraceLine } from "../../../events/trace_line.ts";

const line: TraceLine = {
  position: 7,
  at: Date.parse("2026-11-21T21:30:00.250Z"),
  event: "outgoing.accepted",
  pecId: "opec1@alfa.example",
  msgid: "",
  sender: "anna@alfa.example",
  recipients: [
    { address: "bruno@beta.example", kind: "certificato" },
    { address: '"due parole"@gamma.example', kind: "esterno" },
  ],
  subject: "Perché no\t\\o/\u202e",
  concerns: [],
  generated: ["<opec1@alfa.example>"],
  provider: "alfa.example",
};
const text = [
  "7",
  "2026-11-21T22:30:00.250+01:00",
  "outgoing.accepted",
  "opec1@alfa.example",
  "",
  "anna@alfa.example",
  'certificato:bruno@beta.example esterno:"due\\u{20}parole"@gamma.example',
  "Perché no\\u{9}\\\\o/\\u{202e}",
  "-",
  "<opec1@alfa.example>",
  "alfa.example",
].join("\t");

Deno.test("a line of the log is written in a fixed way", () => {
  expect(renderTraceLine(line)).toBe(text);
  expect(parseTraceLine(text)).toEqual(line);
  expect(text.split("\t").length).toBe(traceFields.length);
});

Deno.test("a list of nothing, of an empty text and of a hyphen are told apart", () => {
  for (const concerns of [[], [""], ["-"], ["", ""], ["-", ""]]) {
    expect(parseTraceLine(renderTraceLine({ ...line, concerns }))).toEqual({ ...line, concerns });
  }
});

/** Any text, also one that a writer of UTF-8 or a terminal would spoil. */
const hostile = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({
    unit: fc.constantFrom(
      ..."ab \t\r\n\\-:u{}0\u0000\u007f\u0085\u2028\u202e\u{e0001}",
      "\ud800",
      "\udc00",
    ),
  }),
);
const anyLine: fc.Arbitrary<TraceLine> = fc.record({
  position: fc.nat(),
  at: fc.integer({ min: 0, max: Date.parse("2100-01-01") }),
  event: hostile,
  pecId: hostile,
  msgid: hostile,
  sender: hostile,
  recipients: fc.array(fc.record({
    address: hostile,
    kind: fc.constantFrom("certificato" as const, "esterno" as const, null),
  })),
  subject: hostile,
  concerns: fc.array(hostile),
  generated: fc.array(hostile),
  provider: hostile,
});

Deno.test("property: whatever it holds, a line is one line of UTF-8 and is read back", () => {
  fc.assert(
    fc.property(anyLine, (any) => {
      const written = new TextEncoder().encode(renderTraceLine(any));
      const rendered = new TextDecoder("utf-8", { fatal: true }).decode(written);
      expect(rendered).not.toMatch(/[\r\n\u0085\u2028\u2029]/);
      expect(parseTraceLine(rendered)).toEqual(any);
    }),
    { numRuns: 1000 },
  );
});

const wrong: readonly [what: string, text: string][] = [
  ["too few fields", text.slice(0, text.lastIndexOf("\t"))],
  ["no position", text.replace(/^7/, "seven")],
  ["a position in another spelling", text.replace(/^7/, "07")],
  ["no instant", text.replace("2026-11-21T22", "2026-11-41T22")],
  ["an instant with another offset", text.replace("22:30:00.250+01:00", "23:30:00.250+02:00")],
  ["an unknown escape", text.replace("\\u{9}", "\\t")],
  ["a code point that is none", text.replace("\\u{9}", "\\u{110000}")],
  ["an escape that need not be", text.replace("Perché", "Perch\\u{e9}")],
  ["an unknown kind", text.replace("esterno:", "altro:")],
  ["a recipient without a kind", text.replace("esterno:", "")],
];
for (const [what, line] of wrong) {
  Deno.test(`no line of the log: ${what}`, () => {
    expect(() => parseTraceLine(line)).toThrow("Cannot read the line of the log");
  });
}
