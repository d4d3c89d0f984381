import { expect } from "expect";
import { answerTo, commandOf, loggedIn } from "./readings.ts";

function items(text: string) {
  const command = commandOf(`FETCH 1 ${text}`);
  return command.name === "FETCH" ? command.items : [];
}

function fault(text: string): string {
  return answerTo(`FETCH 1 ${text}`).replace("BAD Cannot read FETCH: ", "");
}

Deno.test("FETCH: items without parameters, alone and in parentheses", () => {
  const names =
    "BODY BODYSTRUCTURE EMAILID ENVELOPE FLAGS INTERNALDATE MODSEQ RFC822 RFC822.HEADER " +
    "RFC822.SIZE RFC822.TEXT SAVEDATE THREADID UID";
  expect(items(`(${names.toLowerCase()})`)).toEqual(names.split(" ").map((item) => ({ item })));
  expect(items("flags")).toEqual([{ item: "FLAGS" }]);
  expect(fault("()")).toBe("there is no such item of FETCH");
  expect(fault("X")).toBe("there is no such item of FETCH");
  expect(fault("FLAGS UID")).toBe("too many arguments");
  expect(fault("(FLAGS  UID)")).toBe("there is no such item of FETCH");
  expect(fault("(FLAGS UID")).toBe("expected a closing parenthesis");
});

Deno.test("macros are what they stand for, and stand alone", () => {
  const names = (text: string) => items(text).map(({ item }) => item).join(" ");
  expect(names("fast")).toBe("FLAGS INTERNALDATE RFC822.SIZE");
  expect(names("ALL")).toBe("FLAGS INTERNALDATE RFC822.SIZE ENVELOPE");
  expect(names("FULL (CHANGEDSINCE 1)")).toBe("FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODY");
  expect(fault("(ALL)")).toBe("there is no such item of FETCH");
  expect(fault("ALLX")).toBe("there is no such item of FETCH");
});

Deno.test("sections: of the message and of its parts", () => {
  const section = (text: string) => {
    const [item] = items(`BODY[${text}]`);
    return item?.item === "BODY[]" && item.section;
  };
  expect(section("")).toEqual({ part: [], text: null, written: "" });
  expect(section("1.2")).toEqual({ part: [1, 2], text: null, written: "1.2" });
  for (const name of ["HEADER", "TEXT"] as const) {
    const text = { of: name };
    expect(section(name.toLowerCase())).toEqual({ part: [], text, written: name });
    expect(section(`3.${name}`)).toEqual({ part: [3], text, written: `3.${name}` });
  }
  expect(section("4.1.mime"))
    .toEqual({ part: [4, 1], text: { of: "MIME" }, written: "4.1.MIME" });
  expect(section('2.header.fields.not (Date "From" {2+}\r\nTo)')).toEqual({
    part: [2],
    text: { of: "HEADER.FIELDS.NOT", fields: ["date", "from", "to"] },
    written: "2.HEADER.FIELDS.NOT (Date From To)",
  });
  expect(section('HEADER.FIELDS ("X(1)")')).toEqual({
    part: [],
    text: { of: "HEADER.FIELDS", fields: ["x(1)"] },
    written: 'HEADER.FIELDS ("X(1)")',
  });
});

Deno.test("what is no section", () => {
  const faults: Record<string, string> = {
    "MIME": "only a part has MIME",
    "1.": "there is no such section",
    "1.X": "there is no such section",
    "0": "a number is zero",
    "1.0": "a number is zero",
    "X": "expected a closing bracket",
    "HEADERS": "expected a closing bracket",
    "1HEADER": "expected a closing bracket",
    "HEADER.FIELDS": "expected a space",
    "HEADER.FIELDS ()": "expected the name of a header field",
    'HEADER.FIELDS ("")': "this is not the name of a header field",
    'HEADER.FIELDS ("a b")': "this is not the name of a header field",
    "HEADER.FIELDS (a:)": "this is not the name of a header field",
    "HEADER.FIELDS ({4+}\r\na\r\nb)": "this is not the name of a header field",
    "HEADER.FIELDS (\xe8)": "this is not the name of a header field",
  };
  for (const [text, expected] of Object.entries(faults)) {
    expect([text, fault(`BODY[${text}]`)]).toEqual([text, expected]);
  }
  expect(fault("BODY[")).toBe("expected a closing bracket");
});

Deno.test("parts lie within each other so deep and no deeper", () => {
  const limits = { depth: 3 };
  expect(commandOf("FETCH 1 BODY[1.2.3]", loggedIn(limits))).toBeTruthy();
  expect(answerTo("FETCH 1 BODY[1.2.3.4]", limits))
    .toBe("NO [LIMIT] Cannot read FETCH: a part lies too deep");
});

Deno.test("BODY, BODY.PEEK and BINARY with a part of the octets", () => {
  const whole = { part: [], text: null, written: "" };
  expect(items("BODY[]<0.2048>")).toEqual([
    { item: "BODY[]", section: whole, peek: false, partial: { offset: 0, length: 2048 } },
  ]);
  expect(items("body.peek[]")).toEqual([
    { item: "BODY[]", section: whole, peek: true, partial: null },
  ]);
  expect(items("(BINARY[1.2]<5.1> BINARY.PEEK[] BINARY.SIZE[3])")).toEqual([
    { item: "BINARY[]", part: [1, 2], peek: false, partial: { offset: 5, length: 1 } },
    { item: "BINARY[]", part: [], peek: true, partial: null },
    { item: "BINARY.SIZE[]", part: [3] },
  ]);
  expect(fault("BODY[]<0>")).toBe("expected .");
  expect(fault("BODY[]<0.0>")).toBe("a number is zero");
  expect(fault("BODY[]<-1.5>")).toBe("expected a number");
  expect(fault("BODY[]<9223372036854775808.1>")).toBe("a number is too high");
  expect(fault("BINARY.SIZE[1]<0.1>")).toBe("too many arguments");
  expect(fault("BINARY[HEADER]")).toBe("expected a closing bracket");
});

Deno.test("RFC 8970: PREVIEW, lazy or not", () => {
  expect(items("PREVIEW")).toEqual([{ item: "PREVIEW", lazy: false }]);
  expect(items("(PREVIEW (lazy) UID)"))
    .toEqual([{ item: "PREVIEW", lazy: true }, { item: "UID" }]);
  expect(commandOf("FETCH 1 PREVIEW (CHANGEDSINCE 5)"))
    .toMatchObject({ items: [{ item: "PREVIEW", lazy: false }], changedSince: 5 });
});

Deno.test("RFC 7162: modifiers", () => {
  expect(commandOf("FETCH 1:* FLAGS")).toMatchObject({ changedSince: null, vanished: false });
  expect(commandOf("UID FETCH 300:500 (FLAGS) (CHANGEDSINCE 12345 VANISHED)"))
    .toMatchObject({ uid: true, changedSince: 12345, vanished: true });
  // Beyond 2^53 a number is near to what was sent.
  expect(commandOf("FETCH 1 FLAGS (CHANGEDSINCE 9223372036854775807)"))
    .toMatchObject({ changedSince: 2 ** 63 });
  expect(fault("FLAGS (CHANGEDSINCE 9223372036854775808)")).toBe("a number is too high");
  expect(fault("FLAGS (CHANGEDSINCE 1 VANISHED)")).toBe("VANISHED needs UID and CHANGEDSINCE");
  expect(answerTo("UID FETCH 1 FLAGS (VANISHED)"))
    .toBe("BAD Cannot read UID FETCH: VANISHED needs UID and CHANGEDSINCE");
  expect(fault("FLAGS (X)")).toBe("there is no such modifier");
});

Deno.test("items are counted", () => {
  expect(answerTo("FETCH 1 (UID UID UID UID)", { list: 3 }))
    .toBe("NO [LIMIT] Cannot read FETCH: too many items");
});
