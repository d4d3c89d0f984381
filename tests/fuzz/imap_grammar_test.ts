import { Buffer } from "node:buffer";
import { expect } from "expect";
import fc from "fast-check";
import { type GrammarLimits, grammarLimits } from "../../adapters/imap/server/grammar/limits.ts";
import { CommandReader } from "../../adapters/imap/server/grammar/reader.ts";
import type { Reading } from "../../adapters/imap/server/grammar/reading.ts";

/** Small enough that random input goes beyond each of them. */
const limits: GrammarLimits = {
  unauthenticated: { line: 70, literal: 12, command: 150, skipped: 200 },
  authenticated: { line: 120, literal: 40, command: 300, skipped: 500 },
  message: 50,
  tag: 8,
  keyword: 6,
  flags: 3,
  literals: 4,
  ranges: 4,
  list: 6,
  searchKeys: 8,
  depth: 4,
};

const word = fc.constantFrom(
  ..."a b0 UID FETCH STORE SEARCH SORT THREAD COPY MOVE EXPUNGE REPLACE APPEND LOGIN AUTHENTICATE"
    .split(" "),
  ..."PLAIN ID ENABLE LIST LSUB STATUS SELECT CREATE RENAME IDLE NOOP LOGOUT SETQUOTA NIL RETURN"
    .split(" "),
  ..."(QRESYNC (CONDSTORE) (UNCHANGEDSINCE CHARSET UTF-8 UTF8 OR NOT SUBJECT HEADER BODY ON MODSEQ"
    .split(" "),
  ..."BODY[ BODY.PEEK[ BINARY[ HEADER.FIELDS ] <0.9> +FLAGS.SILENT \\Seen \\Recent $ 1:* 4:2,9 0"
    .split(" "),
  ..."1-Jan-2020 31-Feb-2020 INBOX &AOk- R&D % * 4294967296 9223372036854775808 PREVIEW (LAZY)"
    .split(" "),
  '" 1-Jan-2020 00:00:00 +0000"',
  '"quo\\"ted"',
  '"open',
  "",
  "\xc3\xa8",
  "\xff",
  "\0",
  "\r",
);
const literal = fc.tuple(
  fc.constantFrom("{", "~{", "(~{", "{0"),
  fc.nat({ max: 60 }),
  fc.constantFrom("}", "+}"),
  fc.constantFrom("\r\n", "\n"),
  fc.constantFrom("", "x", "\0", "\r\nb NOOP\r\n", "{3}\r\n"),
  fc.boolean(),
).map(([open, size, close, end, octets, right]) =>
  `${open}${size}${close}${end}${right ? octets.padEnd(size, "-").slice(0, size) : octets}`
);
const separator = fc.constantFrom(" ", " ", " ", " ", "", "(", ")", ") ", "  ", ":", ",");
const end = fc.constantFrom("\r\n", "\r\n", "\r\n", "\n", "\r", ")\r\n", " {7}\r\n", " {999+}\r\n");

const command = fc.tuple(
  fc.array(
    fc.tuple(
      fc.oneof({ weight: 6, arbitrary: word }, { weight: 1, arbitrary: literal }),
      separator,
    ),
    { maxLength: 12 },
  ),
  end,
).map(([words, end]) => `t ${words.flat().join("")}${end}`);

/** Commands that are right; each is then changed a little. */
const right = fc.constantFrom(
  "a LOGIN {4+}\r\nanna {3}\r\nx y\r\n",
  'a FETCH 1:3,* (UID BODY.PEEK[1.HEADER.FIELDS ("A" b)]<0.5> PREVIEW (LAZY)) (CHANGEDSINCE 7)\r\n',
  "a UID STORE 1 (UNCHANGEDSINCE 5) +FLAGS.SILENT (\\Seen $X)\r\n",
  "a SEARCH RETURN (MIN) CHARSET UTF-8 OR (SEEN 1) NOT SUBJECT {2+}\r\n\xc3\xa8 ON 1-Feb-2020\r\n",
  'a APPEND INBOX (\\Seen) " 1-Jan-2020 00:00:00 +0000" {5+}\r\nhello\r\n',
  "a UID REPLACE 4 {2+}\r\nxy UTF8 (~{3}\r\nabc)\r\n",
  "a APPEND x {60+}\r\n" + "-".repeat(60) + " {3+}\r\nabc\r\n",
  'a LIST (SUBSCRIBED) "" (a "%") RETURN (CHILDREN STATUS (MESSAGES))\r\n',
  "a SELECT x (QRESYNC (1 2 3:4 (1 2)))\r\n",
  'a ID ("name" NIL "os" {1+}\r\nx)\r\n',
);
const changed = fc.tuple(right, fc.nat(), fc.nat({ max: 3 }), fc.oneof(word, fc.constant("")))
  .map(([text, at, removed, inserted]) => {
    const place = at % text.length;
    return text.slice(0, place) + inserted + text.slice(place + removed);
  });
const noise = fc.uint8Array({ maxLength: 30 })
  .map((bytes) => Buffer.from(bytes).toString("latin1"));
const sent = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: command },
    { weight: 4, arbitrary: changed },
    { weight: 2, arbitrary: right },
    { weight: 1, arbitrary: noise },
  ),
  { maxLength: 12 },
).map((parts) => parts.join(""));

/** How a session behaves: it asks for lines after IDLE, and takes every other message. */
function answer(reader: CommandReader, reading: Reading, offers: number): void {
  if (reading.reading === "content-start") offers % 2 === 0 ? reader.accept() : reader.refuse();
  if (reading.reading === "command" && reading.command.name === "IDLE") reader.expectLine();
}

function read(text: string, cut: number, stage: CommandReader["stage"], utf8: boolean): Reading[] {
  const reader = new CommandReader(limits);
  reader.stage = stage;
  reader.utf8 = utf8;
  const readings: Reading[] = [];
  let offers = 0;
  for (let at = 0; at < text.length; at += cut) {
    reader.push(Buffer.from(text.slice(at, at + cut), "latin1"));
    for (let reading; (reading = reader.next()) !== null;) {
      readings.push(reading);
      answer(reader, reading, offers);
      if (reading.reading === "content-start") offers++;
    }
  }
  return readings;
}

/** Content as one piece, however it came. */
function joined(readings: readonly Reading[]): unknown[] {
  const joined: unknown[] = [];
  let content = "";
  for (const reading of readings) {
    if (reading.reading === "content") content += Buffer.from(reading.bytes).toString("latin1");
    else {
      if (content !== "") joined.push({ content });
      content = "";
      joined.push(reading);
    }
  }
  return content === "" ? joined : [...joined, { content }];
}

for (const stage of ["unauthenticated", "authenticated"] as const) {
  Deno.test(`${stage}: any bytes, cut anywhere, give the same readings`, () => {
    fc.assert(
      fc.property(sent, fc.boolean(), (text, utf8) => {
        const whole = joined(read(text, Infinity, stage, utf8));
        for (const cut of [1, 3, 17]) expect(joined(read(text, cut, stage, utf8))).toEqual(whole);
      }),
      { numRuns: 600, seed: 9051 },
    );
  });
}

Deno.test("a command gets one reading, and the next one is read whatever it was", () => {
  fc.assert(
    fc.property(fc.oneof(command, changed), (text) => {
      const [line = ""] = text.split("\n", 1);
      // A command of one line, whatever it is.
      if (/\{\d+\+?\}\r*$/.test(line)) return;
      const readings = read(`${line}\nz NOOP\r\n`, Infinity, "authenticated", false)
        .filter(({ reading }) => reading !== "line");
      expect(readings.map(({ reading }) => reading)).toHaveLength(
        /^\w+ IDLE *\r?$/i.test(line) ? 1 : 2,
      );
      expect(readings[0]?.reading).toMatch(/^(?:command|bad)$/);
    }),
    { numRuns: 1000, seed: 3501 },
  );
});

Deno.test("an answer says nothing of what the client sent, and fits in a line", () => {
  fc.assert(
    fc.property(sent, (text) => {
      for (const reading of read(text, Infinity, "authenticated", false)) {
        if (reading.reading !== "bad") continue;
        expect(reading.text).toMatch(/^[A-Z][ -~]{5,100}$/);
        expect(reading.tag ?? "x").toMatch(/^[!-~]{1,8}$/);
      }
    }),
    { numRuns: 300, seed: 7888 },
  );
});

Deno.test("what is refused is skipped without being held", () => {
  const size = 8 * 1024 * 1024;
  for (
    const start of [
      "a LOGIN ",
      `a XYZZY {${size}+}\r\n`,
      `a APPEND x {${size}+}\r\n`,
      `a LOGIN {${size}+}\r\n`,
    ]
  ) {
    const begun = () => {
      const reader = new CommandReader({ ...grammarLimits, message: 1024 });
      reader.stage = "authenticated";
      reader.push(Buffer.from(start));
      expect(reader.next()).toBe(null);
      for (let sent = 0; sent < size; sent += 1024) {
        reader.push(Buffer.alloc(1024, "x"));
        expect(reader.next()).toBe(null);
      }
      return reader;
    };
    // Of a line that is too long its last octets are kept.
    expect(begun().takeRest().length).toBeLessThanOrEqual(64);
    expect(readings(begun(), "\r\nb NOOP\r\n"))
      .toMatchObject([{ reading: "bad", tag: "a" }, { reading: "command", tag: "b" }]);
  }
});

function readings(reader: CommandReader, sent: string): Reading[] {
  const readings: Reading[] = [];
  reader.push(Buffer.from(sent));
  for (let reading; (reading = reader.next()) !== null;) readings.push(reading);
  return readings;
}
